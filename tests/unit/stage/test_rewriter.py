from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.stage.rewriter import Rewriter


def test_the_numbers_go_on_when_the_source_changes() -> None:
    rewriter = Rewriter(first_sequence=65_533)
    rewriter.start("a", 7, 1_000)
    assert [rewriter.rewrite(7 + n, 1_000 + n)[0] for n in range(3)] == [65_534, 65_535, 0]  # type: ignore[index]
    rewriter.start("b", 500, 9, step=3_000)
    assert rewriter.rewrite(500, 9) == (1, 1_002 + 3_000)


def test_a_repaired_packet_takes_the_number_it_left_out() -> None:
    rewriter = Rewriter(first_sequence=99)
    rewriter.start("a", 10, 0)
    assert rewriter.rewrite(12, 200) == (102, 200)
    assert rewriter.rewrite(11, 100) == (101, 100)
    assert rewriter.rewrite(13, 300) == (103, 300)


def test_a_packet_from_before_the_change_is_left_out() -> None:
    rewriter = Rewriter(first_sequence=99)
    rewriter.start("a", 10, 0)
    rewriter.rewrite(10, 0)
    rewriter.start("b", 20, 0)
    assert rewriter.rewrite(19, 0) is None
    assert rewriter.rewrite(20, 0) == (101, 3_000)


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(1, 40)), min_size=1, max_size=30))
def test_a_listener_sees_one_stream_without_holes(sources: list[tuple[int, int]]) -> None:
    rewriter = Rewriter(first_sequence=60_000)
    out: list[int] = []
    for name, (first, count) in enumerate(sources):
        rewriter.start(name, first, 0)
        for n in range(count):
            numbers = rewriter.rewrite((first + n) & 0xFFFF, n)
            assert numbers is not None
            out.append(numbers[0])
    assert out == [(60_001 + n) & 0xFFFF for n in range(len(out))]
