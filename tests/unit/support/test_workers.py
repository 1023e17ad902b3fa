from __future__ import annotations

from tests.support.workers import share_of, turn_of


def test_a_file_is_done_by_one_worker_and_what_lives_in_real_time_by_one() -> None:
    assert share_of("tests/unit/a.py::test_x[1::2]") == share_of("tests/unit/a.py::test_y")
    assert share_of("tests/unit/a.py::test_x") != share_of("tests/unit/b.py::test_x")
    assert share_of("tests/browser/evening/a.py::test_x") == share_of("tests/integration/stage/b.py::test_x")


def test_what_lives_in_real_time_is_given_out_first_and_other_pages_after_what_needs_none() -> None:
    turns = [turn_of(f"tests/{place}.py::test_x") for place in ("browser/evening/a", "faults/a", "browser/a")]
    assert turns == sorted(turns)
    assert len(set(turns)) == 3
