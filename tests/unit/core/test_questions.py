"""The life of a question: every legal move, every illegal one, and who is told what."""

from __future__ import annotations

import itertools

import pytest
from msgspec.structs import replace

from hemicycle.core import questions as rules
from hemicycle.core.emit import debate_log
from hemicycle.core.questions import OPEN, REASONED, SINGLE, TRANSITIONS, Mover, QuestionLimits
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateState, QuestionState, Role
from tests.support.evening import DEBATE, HOST, MOD_A, MOD_B, YANN, ZOE, Evening

_Q = QuestionState
# A submitted question is moved on by the system in the same act, so nobody ever meets one.
PAIRS = [pair for pair in itertools.product(_Q, _Q) if pair[0] is not _Q.SUBMITTED]
# How a moderator brings a published question to each state.
WAYS: dict[QuestionState, tuple[QuestionState, ...]] = {
    _Q.NEEDS_REVIEW: (_Q.NEEDS_REVIEW,),
    _Q.PUBLISHED: (),
    _Q.QUEUED: (_Q.QUEUED,),
    _Q.NEXT: (_Q.NEXT,),
    _Q.ON_AIR: (_Q.ON_AIR,),
    _Q.ANSWERED: (_Q.ON_AIR, _Q.ANSWERED),
    _Q.DISMISSED: (_Q.DISMISSED,),
    _Q.MERGED: (_Q.MERGED,),
    _Q.BINNED: (_Q.BINNED,),
}


def move(evening: Evening, id_: str, to: QuestionState, target: str) -> None:
    reason = "off_topic" if to in REASONED else None
    into = target if to is _Q.MERGED else None
    evening.do(c.MoveQuestion(DEBATE, id_, evening.version(id_), to, reason, into), MOD_A)


def evening_with(state: QuestionState) -> tuple[Evening, str, str]:
    """An evening, a question in `state`, and another one to merge into."""
    evening = Evening()
    target, id_ = evening.ask("Où ?", YANN), evening.ask("Qui ?", ZOE)
    if state is _Q.WITHDRAWN:
        evening.do(c.WithdrawQuestion(DEBATE, id_), ZOE)
    for step in WAYS.get(state, ()):
        move(evening, id_, step, target)
    if state is _Q.UNANSWERED:
        evening.append(rules.at_the_end(evening.debate, evening.desk, now=evening.now), HOST)
    return evening, id_, target


def refusal(evening: Evening, command: c.CommandBody, by: object = MOD_A) -> Refused:
    with pytest.raises(Refused) as refused:
        evening.do(command, by)  # type: ignore[arg-type]
    return refused.value


@pytest.mark.parametrize(("start", "to"), [pair for pair in PAIRS if TRANSITIONS.get(pair) is Mover.DESK])
def test_every_move_of_the_table_can_be_made(start: QuestionState, to: QuestionState) -> None:
    """[DE10]"""
    evening, id_, target = evening_with(start)
    move(evening, id_, to, target)
    assert evening.state(id_) is to
    assert evening.mine(ZOE).questions[id_].state is to


@pytest.mark.parametrize(
    ("start", "to"),
    [pair for pair in PAIRS if TRANSITIONS.get(pair) is not Mover.DESK],
)
def test_no_other_move_can_be_made(start: QuestionState, to: QuestionState) -> None:
    """[DE10]"""
    evening, id_, target = evening_with(start)
    with pytest.raises(Refused) as refused:
        move(evening, id_, to, target)
    assert refused.value.code is Code.ILLEGAL_MOVE
    assert refused.value.facts["state"] == start.value


@pytest.mark.parametrize("state", [state for state in _Q if state is not _Q.SUBMITTED])
def test_what_was_never_on_air_goes_with_the_content_of_an_account(state: QuestionState) -> None:
    """[H19] [DA5] In whatever state it is; what was said aloud before everybody stays."""
    evening, id_, target = evening_with(state)
    stays = state in (_Q.ON_AIR, _Q.ANSWERED)
    evening.append(rules.leave(evening.debate, evening.desk, ZOE.id, now=evening.now), ZOE)
    left = evening.desk.questions[id_]
    assert left.question.state is (state if stays else _Q.WITHDRAWN)
    assert state is _Q.NEEDS_REVIEW or bool(evening.debate.questions[id_].text) is stays
    assert evening.debate.questions[target].text
    assert rules.leave(evening.debate, evening.desk, ZOE.id, now=evening.now) == []


def test_every_open_state_can_reach_an_end() -> None:
    """[DE10]"""
    for state in OPEN:
        assert TRANSITIONS[state, _Q.UNANSWERED] is Mover.SYSTEM


@pytest.mark.parametrize("to", sorted(SINGLE))
def test_one_question_at_a_time_is_next_and_on_air(to: QuestionState) -> None:
    """[DE11] A taken place is refused: nothing is answered or sent back silently."""
    evening = Evening()
    first, second = evening.ask("Un ?"), evening.ask("Deux ?", YANN)
    evening.move(first, to)
    told = refusal(evening, c.MoveQuestion(DEBATE, second, evening.version(second), to))
    assert (told.code, told.facts["occupied_by"]) == (Code.ILLEGAL_MOVE, first)
    assert evening.state(first) is to


def test_nothing_goes_on_air_before_the_debate() -> None:
    """[DE11]"""
    evening = Evening(state=DebateState.LOBBY)
    id_ = evening.ask("Déjà ?")
    told = refusal(evening, c.MoveQuestion(DEBATE, id_, evening.version(id_), _Q.ON_AIR))
    assert told.code is Code.NOT_OPEN


@pytest.mark.parametrize("to", sorted(REASONED))
@pytest.mark.parametrize(
    ("reason", "code"), [(None, Code.REASON_MISSING), ("", Code.REASON_MISSING), ("unpopular", Code.INVALID)]
)
def test_setting_aside_needs_a_reason_of_the_charter(
    to: QuestionState, reason: str | None, code: Code
) -> None:
    """[DE12] Being unpopular is not among them."""
    evening = Evening()
    id_ = evening.ask("Pourquoi ?")
    assert refusal(evening, c.MoveQuestion(DEBATE, id_, evening.version(id_), to, reason)).code is code


def test_a_merge_needs_another_open_public_question() -> None:
    """[DE13]"""
    evening, id_, target = evening_with(_Q.PUBLISHED)
    for into, code in ((None, Code.INVALID), (id_, Code.INVALID), ("nowhere", Code.INVALID)):
        command = c.MoveQuestion(DEBATE, id_, evening.version(id_), _Q.MERGED, None, into)
        assert refusal(evening, command).code is code
    evening.move(target, _Q.DISMISSED, reason="off_topic")
    command = c.MoveQuestion(DEBATE, id_, evening.version(id_), _Q.MERGED, None, target)
    assert refusal(evening, command).code is Code.ILLEGAL_MOVE


# --- asking ---------------------------------------------------------------------------------


def test_without_pre_moderation_a_question_is_public_at_once() -> None:
    """[DE15]"""
    evening = Evening()
    id_ = evening.ask("  Qui \n paie\u202e ? ")
    question = evening.debate.questions[id_]
    assert (question.text, question.state, question.author) == ("Qui paie ?", _Q.PUBLISHED, None)


def test_with_pre_moderation_the_public_log_does_not_know_of_it() -> None:
    """[DE15]"""
    evening = Evening(pre_moderation=True)
    id_ = evening.ask("Secrète ?")
    assert evening.state(id_) is _Q.NEEDS_REVIEW
    assert not evening.tell(id_)
    evening.move(id_, _Q.DISMISSED, reason="off_topic")
    assert not evening.tell(id_)


@pytest.mark.parametrize("to", [_Q.QUEUED, _Q.NEXT, _Q.ON_AIR])
def test_a_hidden_question_that_goes_further_is_published_first(to: QuestionState) -> None:
    """[DE15]"""
    evening = Evening(pre_moderation=True)
    id_ = evening.ask("D'un coup ?")
    evening.move(id_, to)
    assert evening.tell(id_) == ["question_published", "question_moved"]
    assert evening.debate.questions[id_].state is to
    assert (id_ in evening.debate.queue) is (to is _Q.QUEUED)


@pytest.mark.parametrize(
    ("text", "code"), [("", Code.EMPTY), (" \u200b ", Code.EMPTY), ("a" * 281, Code.TOO_LONG)]
)
def test_the_text_of_a_question(text: str, code: Code) -> None:
    """[DE17]"""
    assert refusal(Evening(), c.AskQuestion(DEBATE, text, "k"), ZOE).code is code


def test_280_characters_are_allowed() -> None:
    """[DE17]"""
    assert Evening().ask("é" * 280) == "q1"


def test_three_open_questions_a_person() -> None:
    """[DE17]"""
    evening = Evening()
    ids = [evening.ask(f"Question {n} ?") for n in range(3)]
    told = refusal(evening, c.AskQuestion(DEBATE, "Encore ?", "k"), ZOE)
    assert (told.code, told.facts) == (Code.TOO_MANY_OPEN, {"limit": 3})
    evening.ask("Et moi ?", YANN)
    evening.move(ids[0], _Q.DISMISSED, reason="duplicate")
    evening.ask("Une place s'est libérée ?")


def test_the_same_open_question_twice_is_refused() -> None:
    """[DE17]"""
    evening = Evening()
    evening.ask("Qui paie ?")
    assert refusal(evening, c.AskQuestion(DEBATE, "Qui  paie ?", "other"), ZOE).code is Code.DUPLICATE


def test_a_minimum_interval_between_questions() -> None:
    """[DE17]"""
    evening = Evening()
    evening.limits = QuestionLimits(interval_ms=20_000)
    evening.ask("Un ?")
    told = refusal(evening, c.AskQuestion(DEBATE, "Deux ?", "k"), ZOE)
    assert (told.code, told.facts) == (Code.TOO_SOON, {"retry_after_ms": 19_000})
    evening.now += 18_000
    evening.ask("Trois ?")


def test_a_full_desk_takes_no_more() -> None:
    """[DE17]"""
    evening = Evening(pre_moderation=True)
    evening.limits = QuestionLimits(interval_ms=0, waiting_in_room=2)
    first = evening.ask("Un ?")
    evening.ask("Deux ?", YANN)
    assert refusal(evening, c.AskQuestion(DEBATE, "Trois ?", "k"), ZOE).code is Code.ROOM_FULL
    evening.move(first, _Q.PUBLISHED)
    evening.ask("Quatre ?")


# --- several moderators ---------------------------------------------------------------------


def test_a_stale_version_is_told_what_stands_and_who_did_it() -> None:
    """[C6]"""
    evening = Evening()
    id_ = evening.ask("Qui ?")
    seen = evening.version(id_)
    evening.move(id_, _Q.QUEUED, MOD_A)
    told = refusal(evening, c.MoveQuestion(DEBATE, id_, seen, _Q.QUEUED), MOD_B)
    assert told.code is Code.CHANGED
    assert told.facts == {"state": "queued", "version": seen + 1, "by": "Awa"}


def test_a_claimed_card_is_its_holders_for_60_seconds() -> None:
    """[DE19]"""
    evening = Evening()
    id_ = evening.ask("À qui ?")
    evening.do(c.ClaimQuestion(DEBATE, id_), MOD_A)
    until = evening.now + 60_000
    queue = c.MoveQuestion(DEBATE, id_, evening.version(id_), _Q.QUEUED)
    for command in (queue, c.ClaimQuestion(DEBATE, id_)):
        told = refusal(evening, command, MOD_B)
        assert (told.code, told.facts) == (Code.CLAIMED, {"by": "Awa", "until": until})
    evening.now = until - 1_000  # `do` moves on by a second: exactly at the end
    evening.do(queue, MOD_B)


def test_a_claim_can_be_taken_renewed_and_let_go() -> None:
    """[DE19]"""
    evening = Evening()
    id_ = evening.ask("À qui ?")
    evening.do(c.ClaimQuestion(DEBATE, id_), MOD_A)
    evening.do(c.ClaimQuestion(DEBATE, id_, take=True), MOD_B)
    assert evening.desk.questions[id_].claimed_by == MOD_B.id
    assert evening.do(c.ClaimQuestion(DEBATE, id_, on=False), MOD_A) == []
    evening.do(c.ClaimQuestion(DEBATE, id_), MOD_B)
    assert evening.desk.questions[id_].claimed_until == evening.now + 60_000
    evening.do(c.ClaimQuestion(DEBATE, id_, on=False), MOD_B)
    assert evening.desk.questions[id_].claimed_by is None


def test_moving_a_card_ends_the_claim_on_it() -> None:
    """[DE19]"""
    evening = Evening()
    id_ = evening.ask("À qui ?")
    evening.do(c.ClaimQuestion(DEBATE, id_), MOD_A)
    evening.move(id_, _Q.QUEUED, MOD_A)
    evening.move(id_, _Q.NEXT, MOD_B)


def test_the_host_is_not_held_up_by_a_claim() -> None:
    """[DE19]"""
    evening = Evening()
    id_ = evening.ask("À l'antenne ?")
    evening.do(c.ClaimQuestion(DEBATE, id_), MOD_A)
    evening.move(id_, _Q.ON_AIR, HOST)
    assert evening.desk.questions[id_].history[-1].role is Role.HOST


# --- undo -----------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [to for to in WAYS if WAYS[to]])
def test_every_act_of_the_desk_can_be_undone(to: QuestionState) -> None:
    """[DE20]"""
    evening, id_, target = evening_with(_Q.PUBLISHED)
    asked = evening.debate.questions[id_].text
    for step in WAYS[to]:
        move(evening, id_, step, target)
    steps = len(evening.desk.questions[id_].history)
    evening.do(c.UndoQuestion(DEBATE, id_, evening.version(id_)), MOD_B)
    assert evening.state(id_) is [_Q.PUBLISHED, *WAYS[to]][-2]
    assert len(evening.desk.questions[id_].history) == steps + 1
    assert evening.debate.questions[id_].text == asked


def test_undoing_an_undo_does_it_again() -> None:
    """[DE20]"""
    evening = Evening()
    id_ = evening.ask("Deux fois ?")
    evening.move(id_, _Q.DISMISSED, reason="off_topic")
    for state, reason in ((_Q.PUBLISHED, None), (_Q.DISMISSED, "off_topic")):
        evening.do(c.UndoQuestion(DEBATE, id_, evening.version(id_)), MOD_A)
        question = evening.debate.questions[id_]
        assert (question.state, question.reason) == (state, reason)


def test_what_the_system_or_the_author_did_cannot_be_undone() -> None:
    """[DE20]"""
    evening = Evening()
    published, withdrawn = evening.ask("Un ?"), evening.ask("Deux ?", YANN)
    evening.do(c.WithdrawQuestion(DEBATE, withdrawn), YANN)
    for id_ in (published, withdrawn):
        told = refusal(evening, c.UndoQuestion(DEBATE, id_, evening.version(id_)))
        assert told.code is Code.ILLEGAL_MOVE


def test_undoing_does_not_take_a_place_from_another() -> None:
    """[DE20]"""
    evening = Evening()
    first, second = evening.ask("Un ?"), evening.ask("Deux ?", YANN)
    evening.move(first, _Q.NEXT)
    evening.move(first, _Q.QUEUED)
    evening.move(second, _Q.NEXT)
    told = refusal(evening, c.UndoQuestion(DEBATE, first, evening.version(first)))
    assert told.facts["occupied_by"] == second


# --- what people are told -------------------------------------------------------------------


def test_an_explanation_is_between_the_desk_and_the_author() -> None:
    """[DE21] A few words beside the reason: not for the public, told again if undone twice."""
    evening = Evening()
    id_ = evening.ask("Encore ?")
    evening.move(id_, _Q.DISMISSED, reason="duplicate", explanation=" Voir celle de 20 h. ")
    for _ in range(2):
        evening.do(c.UndoQuestion(DEBATE, id_, evening.version(id_)), MOD_A)
    steps = evening.mine(ZOE).questions[id_].steps
    assert [step.explanation for step in steps] == [None, "Voir celle de 20 h.", None, "Voir celle de 20 h."]
    assert evening.desk.questions[id_].history == [
        replace(step, by=MOD_A.id, name=MOD_A.name) if step.role else step for step in steps
    ]
    assert "20 h" not in str(evening.logs[debate_log(DEBATE)])


def test_an_explanation_is_short_and_stands_beside_a_reason_only() -> None:
    """[DE21]"""
    evening = Evening()
    id_ = evening.ask("Encore ?")
    long = c.MoveQuestion(DEBATE, id_, evening.version(id_), _Q.DISMISSED, "duplicate", explanation="x" * 201)
    assert refusal(evening, long).code is Code.TOO_LONG
    evening.move(id_, _Q.QUEUED, explanation="parce que")
    assert evening.desk.questions[id_].history[-1].explanation is None


def test_the_author_learns_each_step_by_role_and_reason_not_by_name() -> None:
    """[DE21]"""
    evening = Evening()
    id_ = evening.ask("Et après ?")
    evening.move(id_, _Q.DISMISSED, MOD_A, reason="already_answered")
    step = evening.mine(ZOE).questions[id_].steps[-1]
    assert (step.role, step.reason, step.by, step.name) == (
        Role.MODERATOR,
        "already_answered",
        None,
        None,
    )
    assert evening.desk.questions[id_].history[-1].name == "Awa"


def test_a_question_in_the_bin_keeps_its_place_without_its_text() -> None:
    """[DE22]"""
    evening = Evening()
    id_ = evening.ask("Une injure")
    evening.move(id_, _Q.BINNED, reason="personal_attack")
    question = evening.debate.questions[id_]
    assert (question.text, question.state, question.reason) == ("", _Q.BINNED, "personal_attack")
    assert evening.desk.questions[id_].question.text == "Une injure"


def test_rewording_keeps_the_original() -> None:
    """[DE18] The public sees that moderation reworded it."""
    evening = Evening()
    id_ = evening.ask("C koi le prix")
    evening.do(c.RewordQuestion(DEBATE, id_, evening.version(id_), "Quel est le prix ?"), MOD_A)
    question = evening.debate.questions[id_]
    assert (question.text, question.readout_text) == ("C koi le prix", "Quel est le prix ?")
    assert question.version == evening.version(id_)


def test_a_note_stays_at_the_desk() -> None:
    """[DE45]"""
    evening = Evening()
    id_ = evening.ask("Qui ?")
    emits = evening.do(c.NoteQuestion(DEBATE, id_, evening.version(id_), "à vérifier"), MOD_A)
    assert [emit.log for emit in emits] == [f"debate/{DEBATE}/desk"]
    assert evening.desk.questions[id_].note == "à vérifier"


def test_only_the_author_withdraws_and_not_from_the_air() -> None:
    """[DE23]"""
    evening = Evening()
    id_ = evening.ask("À moi ?")
    assert refusal(evening, c.WithdrawQuestion(DEBATE, id_), YANN).code is Code.NOT_FOUND
    evening.move(id_, _Q.ON_AIR)
    assert refusal(evening, c.WithdrawQuestion(DEBATE, id_), ZOE).code is Code.ILLEGAL_MOVE


def test_the_queue_can_be_ordered_if_it_is_the_same_queue() -> None:
    """[DE46]"""
    evening = Evening()
    ids = [evening.ask("Un ?"), evening.ask("Deux ?", YANN)]
    for id_ in ids:
        evening.move(id_, _Q.QUEUED)
    evening.do(c.OrderQueue(DEBATE, ids[::-1]), MOD_A)
    assert evening.debate.queue == ids[::-1]
    assert evening.do(c.OrderQueue(DEBATE, ids[::-1]), MOD_A) == []
    assert refusal(evening, c.OrderQueue(DEBATE, ids[:1])).code is Code.CHANGED
    assert refusal(evening, c.OrderQueue(DEBATE, [*ids, ids[0]])).code is Code.CHANGED


def test_at_the_end_every_open_question_is_unanswered() -> None:
    """[DE24]"""
    evening = Evening()
    ids = [evening.ask(f"Question {n} ?", who) for n, who in enumerate((ZOE, YANN, ZOE))]
    evening.move(ids[0], _Q.ON_AIR)
    evening.move(ids[1], _Q.DISMISSED, reason="off_topic")
    evening.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
    assert [evening.state(id_) for id_ in ids] == [_Q.UNANSWERED, _Q.DISMISSED, _Q.UNANSWERED]
