"""Answers to joiners: made once, and never more of them than fit."""

from __future__ import annotations

from hemicycle.hub.replies import REPLIES, REPLIES_BYTES, Replies


def test_an_answer_is_kept_for_who_comes_from_the_same_place() -> None:
    replies = Replies()
    assert replies.get(3) is None
    assert replies.keep(3, b"three") == b"three"
    assert replies.get(3) == b"three"
    replies.forget(3)
    assert replies.get(3) is None
    assert replies.size == 0


def test_whoever_comes_from_ever_other_places_does_not_fill_the_memory() -> None:
    """[H4] By their number, and by their size."""
    replies = Replies()
    for since in range(1_000):
        replies.keep(since, b"x")
        assert len(replies) <= REPLIES
    for since in range(1_000):
        replies.keep(since % 7, bytes(REPLIES_BYTES // 3))
        assert replies.size <= REPLIES_BYTES
