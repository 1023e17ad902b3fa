"""The authored content is whole and within the limits that everybody has."""

from __future__ import annotations

from collections import Counter

from hemicycle.core.consultation import is_open
from hemicycle.core.questions import QuestionLimits
from hemicycle.demo.debate import HOST, OPENING_ITEM, POLLS
from hemicycle.demo.texts import read_audience, read_process
from hemicycle.services.kernel.markdown import html_of
from hemicycle_protocol.views import Role, Side

NOW = 1_800_000_000_000


def test_the_process_has_propositions_with_arguments_of_both_sides() -> None:
    process = read_process(now=NOW)
    assert len(process.propositions) >= 12
    assert {p.section for p in process.propositions} == {"Le problème", "Les causes", "Les solutions"}
    for proposition in process.propositions:
        assert {argument.side for argument in proposition.arguments} == {"for", "against"}
        assert proposition.official is (proposition.author == "Hélène Marchand, députée")
        assert html_of(proposition.body).startswith("<p>")
    assert is_open(process.phases[1], at=NOW)


def test_the_audience_asks_different_questions_within_the_limit() -> None:
    audience = read_audience()
    assert len(audience.questions) == 40
    assert not [text for text, times in Counter(audience.questions).items() if times > 1]
    assert max(map(len, audience.questions)) <= QuestionLimits().characters
    assert len(set(audience.names)) == len(audience.names)


def test_the_debate_has_one_parliamentarian_eight_citizens_and_free_seats() -> None:
    (debate,) = read_process(now=NOW).debates
    assert Counter(seat.side for seat in debate.seats) == {Side.PARLIAMENTARIAN: 1, Side.CITIZENS: 8}
    names = {seat.id: seat.name for seat in debate.seats}
    guests = {wish.seat: wish.name for wish in debate.invitations if wish.seat}
    assert guests.items() < names.items()
    assert HOST in {wish.name for wish in debate.invitations if wish.role is Role.HOST}
    assert OPENING_ITEM in {item.id for item in debate.agenda}
    assert all(2 <= len(options) <= 6 for _, options, _ in POLLS)
