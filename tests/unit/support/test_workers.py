from __future__ import annotations

from tests.support.workers import share_of


def test_a_file_is_done_by_one_worker_and_what_lives_in_real_time_by_one() -> None:
    assert share_of("tests/unit/a.py::test_x[1::2]") == share_of("tests/unit/a.py::test_y")
    assert share_of("tests/unit/a.py::test_x") != share_of("tests/unit/b.py::test_x")
    assert share_of("tests/browser/evening/a.py::test_x") == share_of("tests/integration/stage/b.py::test_x")
