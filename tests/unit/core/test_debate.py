"""The debate around the questions: lifecycle, agenda, floor, seats, program, polls."""

from __future__ import annotations

import itertools

import pytest

from hemicycle.core import floor, lifecycle, polls
from hemicycle.core.lifecycle import DEBATE_MOVES
from hemicycle.core.seats import SEAT_MOVES
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import (
    DebateState,
    PollHiding,
    PollState,
    ProgramMode,
    Role,
    SeatState,
    You,
)
from tests.support.evening import ALI, DEBATE, HOST, INES, MOD_A, MP, SEATS, STAGE, ZOE, Evening

_S = SeatState


def refusal(evening: Evening, command: c.CommandBody, by: You = HOST) -> Refused:
    with pytest.raises(Refused) as refused:
        evening.do(command, by)
    return refused.value


# --- lifecycle and agenda -------------------------------------------------------------------


@pytest.mark.parametrize(("start", "to"), list(itertools.product(DebateState, DebateState)))
def test_the_debate_moves_as_its_table_says(start: DebateState, to: DebateState) -> None:
    """[DE1]"""
    evening = Evening(state=start)
    command = c.SetDebateState(DEBATE, to)
    if to in DEBATE_MOVES[start]:
        evening.do(command, HOST)
        assert evening.debate.state is to
    else:
        told = refusal(evening, command)
        assert (told.code, told.facts) == (Code.ILLEGAL_MOVE, {"state": start.value})


def test_going_live_again_does_not_move_the_beginning() -> None:
    """[DE1]"""
    evening = Evening()
    began = evening.debate.live_at
    evening.do(c.SetDebateState(DEBATE, DebateState.PAUSED), HOST)
    evening.do(c.SetDebateState(DEBATE, DebateState.LIVE), HOST)
    assert evening.debate.live_at == began


def test_an_agenda_item_ends_when_the_next_begins() -> None:
    """[DE2]"""
    evening = Evening()
    evening.do(c.StartAgendaItem(DEBATE, "i1"), HOST)
    evening.do(c.StartAgendaItem(DEBATE, "i2"), HOST)
    first, second, _ = evening.debate.agenda
    assert first.ended_at == second.started_at == evening.now
    assert refusal(evening, c.StartAgendaItem(DEBATE, "i2")).code is Code.ILLEGAL_MOVE
    assert refusal(evening, c.StartAgendaItem(DEBATE, "i9")).code is Code.NOT_FOUND


def test_a_debate_with_two_seats_of_one_id_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        lifecycle.created(
            id="d",
            process="p",
            title="T",
            starts_at=0,
            agenda=[],
            seats=[SEATS[0], SEATS[0]],
            pre_moderation=False,
        )
    assert refused.value.facts == {"field": "seats"}


def test_pre_moderation_is_switched_once() -> None:
    """[DE16]"""
    evening = Evening()
    evening.do(c.SwitchPreModeration(DEBATE, True), MOD_A)
    assert evening.debate.pre_moderation
    assert evening.do(c.SwitchPreModeration(DEBATE, True), MOD_A) == []


# --- the floor ------------------------------------------------------------------------------


def test_the_clock_runs_on_the_servers_time_and_stands_while_paused() -> None:
    """[DE3]"""
    evening = Evening()
    evening.admit(MP)
    evening.do(c.GiveFloor(DEBATE, "s1", 60_000), HOST)
    evening.now += 9_000
    evening.do(c.PauseFloor(DEBATE), HOST)
    evening.now += 50_000
    held = evening.debate.floor
    assert held is not None
    assert floor.elapsed_ms(held, now=evening.now) == 10_000
    evening.do(c.ResumeFloor(DEBATE), HOST)
    evening.now += 4_000
    evening.do(c.EndFloor(DEBATE), HOST)
    assert evening.debate.seats["s1"].spoken_ms == 15_000


def test_overrun_is_allowed_and_counted() -> None:
    """[DE3]"""
    evening = Evening()
    evening.admit(MP)
    evening.do(c.GiveFloor(DEBATE, "s1", 5_000), HOST)
    evening.now += 99_000
    evening.do(c.EndFloor(DEBATE), HOST)
    assert evening.debate.seats["s1"].spoken_ms == 100_000


def test_a_new_floor_ends_the_running_turn_at_the_same_instant() -> None:
    """[DE4]"""
    evening = Evening()
    evening.admit(MP, INES)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    evening.now += 6_000
    evening.do(c.GiveFloor(DEBATE, "s2", interposed=True), HOST)
    held = evening.debate.floor
    assert held is not None
    assert (held.seat, held.interposed, held.running_since) == ("s2", True, evening.now)
    assert evening.debate.seats["s1"].spoken_ms == 7_000


def test_speaking_time_of_each_seat_holds_the_turn_in_progress() -> None:
    """[DE6]"""
    evening = Evening()
    evening.admit(MP, INES, ALI)
    for seat in ("s2", "s3", "s1"):
        evening.do(c.GiveFloor(DEBATE, seat), HOST)
    evening.now += 500
    seats = evening.debate.seats.values()
    spoken = {seat.id: floor.spoken_ms(evening.debate, seat, now=evening.now) for seat in seats}
    assert spoken == {"s1": 500, "s2": 1_000, "s3": 1_000}


def test_who_loses_the_connection_pauses_the_clock_and_the_host_resumes_it() -> None:
    """[DE5]"""
    evening = Evening()
    evening.admit(MP)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    evening.do(c.ReportSeat(DEBATE, "s1", False), STAGE)
    held = evening.debate.floor
    assert held is not None
    assert held.running_since is None
    assert refusal(evening, c.ResumeFloor(DEBATE)).code is Code.ILLEGAL_MOVE
    evening.do(c.ReportSeat(DEBATE, "s1", True), STAGE)
    evening.do(c.ResumeFloor(DEBATE), HOST)


def test_another_seat_that_is_lost_does_not_stop_the_clock() -> None:
    """[DE5]"""
    evening = Evening()
    evening.admit(MP, INES)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    evening.do(c.ReportSeat(DEBATE, "s2", False), STAGE)
    held = evening.debate.floor
    assert held is not None
    assert held.running_since is not None


def test_a_pause_of_the_debate_stops_the_clock_and_its_end_ends_the_turn() -> None:
    """[DE4]"""
    evening = Evening()
    evening.admit(MP)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    evening.do(c.SetDebateState(DEBATE, DebateState.PAUSED), HOST)
    evening.now += 60_000
    evening.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
    assert evening.debate.floor is None
    assert evening.debate.seats["s1"].spoken_ms == 1_000


def test_a_panelist_ends_their_own_turn_and_nobody_elses() -> None:
    """[DE9]"""
    evening = Evening()
    evening.admit(MP, INES)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    assert refusal(evening, c.EndFloor(DEBATE), INES).code is Code.FORBIDDEN
    evening.do(c.EndFloor(DEBATE), MP)
    assert evening.debate.floor is None


def test_giving_the_floor_gives_the_microphone_back() -> None:
    """[DE8]"""
    evening = Evening()
    evening.admit(MP)
    evening.do(c.MuteSeat(DEBATE, "s1", True), HOST)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    assert not evening.debate.seats["s1"].muted


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.GiveFloor(DEBATE, "s9"), Code.NOT_FOUND),
        (c.GiveFloor(DEBATE, "s2"), Code.ILLEGAL_MOVE),
        (c.GiveFloor(DEBATE, "s1", 0), Code.INVALID),
        (c.PauseFloor(DEBATE), Code.NOT_FOUND),
        (c.ResumeFloor(DEBATE), Code.NOT_FOUND),
        (c.ExtendFloor(DEBATE, 5_000), Code.NOT_FOUND),
        (c.EndFloor(DEBATE), Code.NOT_FOUND),
    ],
)
def test_the_floor_refuses(command: c.CommandBody, code: Code) -> None:
    evening = Evening()
    evening.admit(MP)
    assert refusal(evening, command).code is code


def test_a_turn_cannot_be_paused_twice_or_extended_by_nothing() -> None:
    """[DE3]"""
    evening = Evening()
    evening.admit(MP)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    assert refusal(evening, c.ExtendFloor(DEBATE, 0)).code is Code.INVALID
    assert refusal(evening, c.ResumeFloor(DEBATE)).code is Code.ILLEGAL_MOVE
    evening.do(c.PauseFloor(DEBATE), HOST)
    assert refusal(evening, c.PauseFloor(DEBATE)).code is Code.ILLEGAL_MOVE


# --- seats ----------------------------------------------------------------------------------


def evening_with_seat(state: SeatState) -> Evening:
    evening = Evening()
    if state is _S.EMPTY:
        return evening
    evening.do(c.TakeSeat(DEBATE), MP)
    if state in (_S.ON_STAGE, _S.LOST):
        evening.do(c.SetSeatState(DEBATE, "s1", _S.ON_STAGE), HOST)
    if state is _S.LOST:
        evening.do(c.ReportSeat(DEBATE, "s1", False), STAGE)
    if state is _S.REMOVED:
        evening.do(c.SetSeatState(DEBATE, "s1", _S.REMOVED, "motif"), HOST)
    return evening


@pytest.mark.parametrize(("start", "to"), list(itertools.product(_S, _S)))
def test_the_host_moves_seats_as_the_table_says(start: SeatState, to: SeatState) -> None:
    """[DE7]"""
    evening = evening_with_seat(start)
    assert evening.debate.seats["s1"].state is start
    command = c.SetSeatState(DEBATE, "s1", to, "motif")
    if SEAT_MOVES.get((start, to)) is Role.HOST:
        evening.do(command, HOST)
        assert evening.debate.seats["s1"].state is to
    else:
        assert refusal(evening, command).code is Code.ILLEGAL_MOVE


@pytest.mark.parametrize("start", list(_S))
def test_who_comes_with_the_seats_link(start: SeatState) -> None:
    """[DE7]"""
    evening = evening_with_seat(start)
    if start is _S.REMOVED:
        told = refusal(evening, c.TakeSeat(DEBATE), MP)
        assert (told.code, told.facts) == (Code.SEAT_REMOVED, {"reason": "motif"})
        return
    evening.do(c.TakeSeat(DEBATE), MP)
    expected = _S.WAITING if start is _S.EMPTY else start
    assert evening.debate.seats["s1"].state is expected


def test_a_seat_that_is_held_is_not_given_to_another() -> None:
    evening = evening_with_seat(_S.WAITING)
    other = You("p-other", "Autre", [Role.PANELIST], DEBATE, "s1")
    assert refusal(evening, c.TakeSeat(DEBATE), other).code is Code.SEAT_TAKEN


def test_another_device_of_the_same_person_speaks_for_the_seat_in_the_same_state() -> None:
    """[S10] The last to take it; taking it again at the same device is no news."""
    evening = evening_with_seat(_S.ON_STAGE)
    evening.do(c.TakeSeat(DEBATE, device="phone"), MP)
    assert (evening.debate.seats["s1"].state, evening.debate.seats["s1"].device) == (_S.ON_STAGE, "phone")
    assert evening.do(c.TakeSeat(DEBATE, device="phone"), MP) == []


def test_a_device_that_comes_back_does_not_take_the_seat_from_another() -> None:
    """[S10] A link that was broken meanwhile is not the person's wish."""
    evening = evening_with_seat(_S.ON_STAGE)
    evening.do(c.TakeSeat(DEBATE, device="phone"), MP)
    evening.do(c.TakeSeat(DEBATE, device="phone", back=True), MP)
    evening.do(c.TakeSeat(DEBATE, device="laptop"), MP)
    assert refusal(evening, c.TakeSeat(DEBATE, device="phone", back=True), MP).code is Code.SEAT_ELSEWHERE
    evening.do(c.LeaveSeat(DEBATE), MP)
    evening.do(c.TakeSeat(DEBATE, device="phone", back=True), MP)
    assert evening.debate.seats["s1"].device == "phone"


def test_a_devices_name_is_short() -> None:
    evening = evening_with_seat(_S.ON_STAGE)
    assert refusal(evening, c.TakeSeat(DEBATE, device="x" * 65), MP).code is Code.INVALID


def test_removing_needs_a_reason_and_ends_the_turn() -> None:
    """[DE4, DE7]"""
    evening = evening_with_seat(_S.ON_STAGE)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    assert refusal(evening, c.SetSeatState(DEBATE, "s1", _S.REMOVED)).code is Code.REASON_MISSING
    evening.do(c.SetSeatState(DEBATE, "s1", _S.REMOVED, "charte"), HOST)
    assert evening.debate.floor is None


def test_leaving_ends_the_turn_and_frees_the_seat() -> None:
    """[DE4]"""
    evening = evening_with_seat(_S.ON_STAGE)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)
    evening.do(c.LeaveSeat(DEBATE), MP)
    assert (evening.debate.floor, evening.debate.seats["s1"].state) == (None, _S.EMPTY)


def test_old_news_of_the_stage_changes_nothing() -> None:
    for state, present in ((_S.LOST, False), (_S.ON_STAGE, True), (_S.REMOVED, True), (_S.EMPTY, False)):
        assert evening_with_seat(state).do(c.ReportSeat(DEBATE, "s1", present), STAGE) == []


def test_muting_all_spares_the_floor() -> None:
    """[DE8]"""
    evening = Evening()
    evening.admit(MP, INES, ALI)
    evening.do(c.GiveFloor(DEBATE, "s2"), HOST)
    evening.do(c.MuteAll(DEBATE), HOST)
    assert [seat.muted for seat in evening.debate.seats.values()] == [True, False, True]


# --- the program ----------------------------------------------------------------------------


def test_a_pinned_seat_must_exist_and_repeating_changes_nothing() -> None:
    evening = Evening()
    assert refusal(evening, c.DirectProgram(DEBATE, ProgramMode.PINNED, "s9")).code is Code.NOT_FOUND
    evening.do(c.DirectProgram(DEBATE, ProgramMode.PINNED, "s1"), HOST)
    assert evening.do(c.DirectProgram(DEBATE, ProgramMode.PINNED, "s1"), HOST) == []


def test_captions_are_dated_by_the_server_and_the_view_keeps_the_last_ones() -> None:
    """[DE35]"""
    evening = Evening()
    for n in range(205):
        evening.do(c.PostCaption(DEBATE, f"ligne {n}"), HOST)
    assert len(evening.debate.captions) == 200
    assert evening.debate.captions[-1].at == evening.now
    assert refusal(evening, c.PostCaption(DEBATE, " "), HOST).code is Code.EMPTY


# --- polls ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("hiding", "closed"), [("always", True), ("after_vote", True), ("at_close", False)])
def test_a_result_waits_for_publication_only_if_its_rule_says_so(hiding: str, closed: bool) -> None:
    """[DE31]"""
    evening = Evening()
    poll = evening.poll(hiding=PollHiding(hiding))
    evening.counts = {poll: [1, 2]}
    evening.do(c.OpenPoll(DEBATE, poll), HOST)
    evening.do(c.ClosePoll(DEBATE, poll), HOST)
    assert (evening.debate.polls[poll].result is not None) is closed
    assert polls.is_public(evening.debate.polls[poll]) is closed
    evening.do(c.PublishPoll(DEBATE, poll), HOST)
    assert evening.debate.polls[poll].result == [1, 2]


@pytest.mark.parametrize("done", range(4))
@pytest.mark.parametrize("wanted", range(3))
def test_a_poll_goes_through_its_states_in_order(done: int, wanted: int) -> None:
    """[DE30]"""
    evening = Evening()
    poll = evening.poll()
    steps = [c.OpenPoll(DEBATE, poll), c.ClosePoll(DEBATE, poll), c.PublishPoll(DEBATE, poll)]
    for step in steps[:done]:
        evening.do(step, HOST)
    if wanted == done:
        evening.do(steps[wanted], HOST)
        assert evening.debate.polls[poll].state is list(PollState)[done + 1]
    else:
        assert refusal(evening, steps[wanted]).code is Code.ILLEGAL_MOVE


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["seul"], Code.INVALID),
        (list("abcdefg"), Code.INVALID),
        (["a", "a "], Code.DUPLICATE),
        (["a", ""], Code.EMPTY),
    ],
)
def test_a_poll_has_two_to_six_different_options(options: list[str], code: Code) -> None:
    """[DE30]"""
    assert refusal(Evening(), c.CreatePoll(DEBATE, "Q ?", options)).code is code


def test_answers_count_from_the_opening_to_before_the_closing() -> None:
    """[C3, DE32]"""
    evening = Evening()
    poll = evening.poll()
    answer = c.AnswerPoll(DEBATE, poll, 1, 1)

    def code(at: int, command: c.AnswerPoll = answer) -> Code | None:
        try:
            polls.check_answer(evening.debate, command, at=at)
        except Refused as refused:
            return refused.code
        return None

    assert code(evening.now) is Code.NOT_OPEN
    evening.do(c.OpenPoll(DEBATE, poll, 10_000), HOST)
    closes_at = evening.now + 10_000
    assert [code(at) for at in (closes_at - 1, closes_at)] == [None, Code.CLOSED]
    assert code(closes_at - 1, c.AnswerPoll(DEBATE, poll, 2, 1)) is Code.INVALID
    assert code(closes_at - 1, c.AnswerPoll(DEBATE, "nowhere", 0, 1)) is Code.NOT_FOUND
    assert [polls.due(evening.debate, now=at) for at in (closes_at - 1, closes_at)] == [[], [poll]]


def test_viewers_do_not_run_the_debate() -> None:
    assert refusal(Evening(), c.GiveFloor(DEBATE, "s1"), ZOE).code is Code.FORBIDDEN
