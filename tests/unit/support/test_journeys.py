from __future__ import annotations

import pytest

STEPS = """
import pytest
pytestmark = pytest.mark.journey
def test_sets_out(): pass
def test_crosses_the_river(): assert not "a bridge"
def test_climbs(): pass
def test_arrives(): pass
"""


def test_a_journey_names_the_step_that_failed_and_those_it_did_not_reach(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nmarkers = journey")
    pytester.makepyfile(test_journey=STEPS, test_other="def test_other(): pass")
    run = pytester.runpytest_inprocess("-p", "tests.support.journeys", "-ra")
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines(
        [
            "test_journey.py .F--*",
            "NOT REACHED test_journey.py::test_climbs - test_crosses_the_river failed",
            "NOT REACHED test_journey.py::test_arrives - test_crosses_the_river failed",
            "FAILED test_journey.py::test_crosses_the_river*",
            "* 1 failed, 2 passed, 2 not reached*in *",
        ]
    )
