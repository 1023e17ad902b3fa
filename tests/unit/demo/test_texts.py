"""The authored content is whole and within the limits that everybody has."""

from __future__ import annotations

from collections import Counter

import pytest

from hemicycle.core.consultation import is_open
from hemicycle.core.program import CAPTION_CHARACTERS
from hemicycle.core.questions import QuestionLimits
from hemicycle.demo.debate import HOST, OPENING_ITEM, POLLS
from hemicycle.demo.texts import read_audience, read_lines, read_past, read_process
from hemicycle.services.kernel.markdown import html_of
from hemicycle_protocol.bill import Outcome
from hemicycle_protocol.views import Role, Side

NOW = 1_800_000_000_000


def test_the_process_has_propositions_with_arguments_of_both_sides() -> None:
    process = read_process("commande-publique", now=NOW)
    assert len(process.propositions) >= 12
    assert {p.section for p in process.propositions} == {"Le problème", "Les causes", "Les solutions"}
    for proposition in process.propositions:
        assert {argument.side for argument in proposition.arguments} == {"for", "against"}
        assert proposition.official is (proposition.author == "Hélène Marchand, députée")
        assert html_of(proposition.body).startswith("<p>")
    assert is_open(process.phases[3], at=NOW)


@pytest.mark.parametrize("name", ["commande-publique", "eau"])
def test_what_happened_speaks_of_what_was_planned(name: str) -> None:
    plan, told = read_process(name, now=NOW), read_past(name)
    assert len(told.votes) == len(plan.propositions)
    arguments = {
        (number, place)
        for number, proposition in enumerate(plan.propositions, 1)
        for place, _ in enumerate(proposition.arguments, 1)
    }
    placed = [(family.proposition, place) for family in told.families for place in family.arguments]
    assert sorted(placed) == sorted(arguments)
    seats = {seat.id for debate in plan.debates for seat in debate.seats}
    assert {speech.seat for speech in told.speech} <= seats
    for answer in told.bill.answers if told.bill else []:
        assert (answer.outcome is Outcome.SET_ASIDE) is (answer.article is None)
        assert answer.article is None or answer.article <= len(told.bill.articles)  # type: ignore[union-attr]


def test_every_line_of_the_stage_fits_a_caption() -> None:
    assert max(len(line) for lines in read_lines().values() for line in lines) <= CAPTION_CHARACTERS


def test_the_audience_asks_different_questions_within_the_limit() -> None:
    audience = read_audience()
    assert len(audience.questions) == 40
    assert not [text for text, times in Counter(audience.questions).items() if times > 1]
    assert max(map(len, audience.questions)) <= QuestionLimits().characters
    assert len(set(audience.names)) == len(audience.names)


def test_the_debate_has_one_parliamentarian_eight_citizens_and_free_seats() -> None:
    (debate,) = read_process("commande-publique", now=NOW).debates
    assert Counter(seat.side for seat in debate.seats) == {Side.PARLIAMENTARIAN: 1, Side.CITIZENS: 8}
    names = {seat.id: seat.name for seat in debate.seats}
    guests = {wish.seat: wish.name for wish in debate.invitations if wish.seat}
    assert guests.keys() < names.keys()
    assert HOST in {wish.name for wish in debate.invitations if wish.role is Role.HOST}
    assert OPENING_ITEM in {item.id for item in debate.agenda}
    assert all(2 <= len(poll.options) <= 6 for poll in POLLS)
