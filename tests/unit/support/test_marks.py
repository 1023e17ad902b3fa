from __future__ import annotations

import pytest

from tests.support.marks import MEANT

INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\nmarkers =\n"
TAKES = """
import pytest
from tests.support.marks import takes
def test_says_nothing(): takes("browser")
@pytest.mark.browser
def test_says_so(): takes("browser")
@pytest.fixture
def postgres(): takes("postgresql")
def test_by_its_fixture(postgres): pass
@pytest.mark.parametrize("bridge", ["redis"])
def test_by_its_parameter(bridge): takes("valkey")
"""


def test_a_test_that_takes_what_it_does_not_say_fails(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI + "\n".join(f"    {mark}" for mark in set(MEANT.values())))
    pytester.makepyfile(TAKES)
    run = pytester.runpytest_inprocess("-p", "tests.support.marks", "-ra")
    run.assert_outcomes(passed=3, failed=1)
    run.stdout.fnmatch_lines(["E * this test takes 'browser': mark it*", "FAILED *::test_says_nothing*"])
