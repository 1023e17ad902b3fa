"""The moves of the bin, of appeals and of undoing; the order of the queue."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core import moderation
from hemicycle.core.moderation import DAY_MS, HIDDEN, MOVES, UNDO_MS, Move, urgency
from hemicycle_protocol import moderation as m
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.moderation import AppealOutcome, ItemState, ModerationAct, ReportReason
from hemicycle_protocol.moderation_item import Item
from hemicycle_protocol.views import Role

NOW = 1_800_000_000_000
TARGET = "proposition/a"
ITEM = Item(TARGET, "p1", "p-zoe", reports=2, reported_at=NOW - 5)
_S = ItemState


def do(item: Item, act: str, *, by: str = "mod-a", version: int | None = None, now: int = NOW) -> Move:
    """One act as its command would do it."""
    at = item.version if version is None else version
    who: dict[str, Any] = {"by": by, "role": Role.MODERATOR, "now": now}
    if act == "bin":
        command = m.BinItem("p1", TARGET, at, ReportReason.SPAM, "Publicité.")
        return moderation.bin_item(item, command, **who)
    if act == "restore":
        return moderation.restore_item(item, m.RestoreItem("p1", TARGET, at, "Une erreur."), **who)
    if act == "keep":
        return moderation.keep_item(item, m.KeepItem("p1", TARGET, at), **who)
    if act == "appeal":
        return moderation.appeal(item, "Relisez.", by=by, now=now)
    if act == "undo":
        return moderation.undo(item, m.UndoModeration("p1", TARGET, at), **who)
    outcome = AppealOutcome.UPHELD if act == "uphold" else AppealOutcome.OVERTURNED
    command_ = m.DecideAppeal("p1", TARGET, at, outcome, "Relu.")
    return moderation.decide_appeal(item, command_, **who)


def refusal(item: Item, act: str, **how: object) -> Refused:
    with pytest.raises(Refused) as refused:
        do(item, act, **how)  # type: ignore[arg-type]
    return refused.value


def test_every_move_is_legal_or_refused() -> None:
    """[MD3] The table is the whole truth: what is not in it changes nothing."""
    for state, act in product(
        _S, [a for a in ModerationAct if a not in ("undo", "retire", "block", "unblock")]
    ):
        item = ITEM._replace(state=state, binned_by="mod-a")
        by = "p-zoe" if act is ModerationAct.APPEAL else "mod-b"
        to = MOVES.get((state, act))
        if to is None:
            assert refusal(item, act.value, by=by).code is Code.ILLEGAL_MOVE
        else:
            moved, _ = do(item, act.value, by=by)
            assert (moved.state, moved.version, moved.reports) == (to, item.version + 1, 0)


def test_binning_tells_everybody_why_and_nobody_who() -> None:
    """[MD5]"""
    _, fact = do(ITEM, "bin")
    assert fact == m.ItemBinned(TARGET, ReportReason.SPAM, "Publicité.", Role.MODERATOR, 2)
    assert "mod-a" not in repr(fact)


def test_the_second_of_two_equal_acts_is_refused_with_the_present_state() -> None:
    """[MD9]"""
    binned, _ = do(ITEM, "bin")
    refused = refusal(binned, "bin", by="mod-b", version=0)
    assert (refused.code, refused.facts) == (Code.CHANGED, {"version": 1, "state": "binned"})


def test_nobody_judges_their_own_text() -> None:
    """[MD6]"""
    for act in ("bin", "keep"):
        assert refusal(ITEM, act, by="p-zoe").facts == {"reason": "own"}
    own = ITEM._replace(state=_S.APPEALED, binned_by="mod-a")
    assert refusal(own, "overturn", by="p-zoe").code is Code.FORBIDDEN


def test_an_appeal_is_the_authors_and_once() -> None:
    """[MD7]"""
    binned, _ = do(ITEM, "bin")
    assert refusal(binned, "appeal", by="p-yann").code is Code.FORBIDDEN
    appealed, fact = do(binned, "appeal", by="p-zoe")
    assert fact == m.AppealFiled(TARGET)
    assert refusal(appealed, "appeal", by="p-zoe").code is Code.ILLEGAL_MOVE
    upheld, _ = do(appealed, "uphold", by="mod-b")
    assert refusal(upheld, "appeal", by="p-zoe").code is Code.ILLEGAL_MOVE


def test_another_moderator_than_the_one_who_binned_decides() -> None:
    """[MD8]"""
    appealed = do(do(ITEM, "bin")[0], "appeal", by="p-zoe")[0]
    refused = refusal(appealed, "overturn", by="mod-a")
    assert (refused.code, refused.facts) == (Code.FORBIDDEN, {"reason": "binned"})
    back, fact = do(appealed, "overturn", by="mod-b")
    assert back.state is _S.VISIBLE
    assert isinstance(fact, m.AppealDecided)
    assert fact.outcome is AppealOutcome.OVERTURNED


def test_a_decision_needs_words() -> None:
    """[MD5]"""
    wordless = m.BinItem("p1", TARGET, 0, ReportReason.SPAM, "  ")
    with pytest.raises(Refused) as refused:
        moderation.bin_item(ITEM, wordless, by="mod-a", role=Role.MODERATOR, now=NOW)
    assert refused.value.code is Code.REASON_MISSING
    long = m.RestoreItem("p1", TARGET, 0, "x" * 601)
    with pytest.raises(Refused) as refused:
        moderation.restore_item(ITEM, long, by="mod-a", role=Role.MODERATOR, now=NOW)
    assert refused.value.code is Code.TOO_LONG


@pytest.mark.parametrize(("text", "code"), [("", Code.EMPTY), ("x" * 1_001, Code.TOO_LONG)])
def test_an_appeal_says_something(text: str, code: Code) -> None:
    """[MD7]"""
    with pytest.raises(Refused) as refused:
        moderation.appeal_text(text)
    assert refused.value.code is code


def test_whoever_acted_takes_it_back_while_nothing_followed() -> None:
    """[MD10]"""
    binned, _ = do(ITEM, "bin")
    assert refusal(binned, "undo", by="mod-b").code is Code.ILLEGAL_MOVE
    assert refusal(binned, "undo", now=NOW + UNDO_MS).code is Code.ILLEGAL_MOVE
    back, fact = do(binned, "undo", now=NOW + UNDO_MS - 1)
    assert (back.state, back.reports, back.version) == (_S.VISIBLE, 2, 2)
    assert isinstance(fact, m.ModerationUndone)
    assert refusal(back, "undo").code is Code.ILLEGAL_MOVE
    appealed, _ = do(binned, "appeal", by="p-zoe")
    assert refusal(appealed, "undo").code is Code.ILLEGAL_MOVE
    assert refusal(appealed, "undo", by="p-zoe").code is Code.ILLEGAL_MOVE


def test_what_was_kept_can_be_looked_at_again() -> None:
    kept, fact = do(ITEM, "keep")
    assert isinstance(fact, m.ItemKept)
    assert (kept.reports, fact.reports) == (0, 2)
    assert do(kept, "undo")[0].reports == 2


def test_a_retired_text_is_nobodys_any_more() -> None:
    """[MD14]"""
    for state in _S:
        if state is not _S.RETIRED:
            retired, fact = moderation.retire(ITEM._replace(state=state), now=NOW)
            assert (retired.state, retired.author, fact) == (_S.RETIRED, None, m.ItemRetired(TARGET))
            assert retired.state in HIDDEN


def test_a_claim_is_anothers_until_it_ends() -> None:
    """[MD11]"""
    mine = moderation.claim(ITEM, on=True, by="mod-a", name="Awa", now=NOW)
    with pytest.raises(Refused) as refused:
        moderation.claim(mine, on=True, by="mod-b", name="Bruno", now=NOW + 1)
    assert (refused.value.code, refused.value.facts["name"]) == (Code.CLAIMED, "Awa")
    assert moderation.claim(mine, on=False, by="mod-a", name="Awa", now=NOW + 1).claimed_by is None
    later = moderation.claim(mine, on=True, by="mod-b", name="Bruno", now=NOW + moderation.CLAIM_MS)
    assert later.claimed_by == "mod-b"
    assert do(mine, "bin", by="mod-b")[0].claimed_by is None


def test_what_many_report_comes_first_and_nothing_waits_for_ever() -> None:
    """[MD2]"""
    assert urgency(3, NOW) < urgency(1, NOW - DAY_MS)
    assert urgency(1, NOW - 3 * DAY_MS) < urgency(3, NOW)
    assert urgency(1, NOW) < urgency(1, NOW + 1)


@given(st.lists(st.tuples(st.sampled_from(["bin", "restore", "keep", "appeal", "uphold", "overturn", "undo"]),
    st.sampled_from(["mod-a", "mod-b", "p-zoe"])), max_size=30))  # fmt: skip
def test_any_sequence_keeps_the_rules(acts: list[tuple[str, str]]) -> None:
    """[MD3] Versions only grow by one, an author never judges, and undoing leads back to where one was."""
    item, trail = ITEM, [ITEM]
    for act, by in acts:
        try:
            moved, _ = do(item, act, by=by)
        except Refused:
            continue
        assert moved.version == item.version + 1
        assert act == "appeal" or by != "p-zoe"
        if act == "undo":
            assert moved.state is trail[-2].state
        trail.append(moved)
        item = moved
