"""The authored content is whole and within the limits that everybody has."""

from __future__ import annotations

from collections import Counter

from hemicycle.core.questions import QuestionLimits
from hemicycle.demo.debate import AGENDA, FREE_SEATS, OPENING_ITEM, POLLS, SEATS
from hemicycle.demo.texts import read_audience, read_process
from hemicycle.services.markdown import html_of
from hemicycle_protocol.views import Side


def test_the_process_has_propositions_with_arguments_of_both_sides() -> None:
    process = read_process()
    assert len(process.propositions) >= 12
    assert {p.section for p in process.propositions} == {"Le problème", "Les causes", "Les solutions"}
    for proposition in process.propositions:
        assert {argument.side for argument in proposition.arguments} == {"for", "against"}
        assert proposition.official is (proposition.author == process.parliamentarian)
        assert html_of(proposition.body).startswith("<p>")


def test_the_audience_asks_different_questions_within_the_limit() -> None:
    audience = read_audience()
    assert len(audience.questions) == 40
    assert not [text for text, times in Counter(audience.questions).items() if times > 1]
    assert max(map(len, audience.questions)) <= QuestionLimits().characters
    assert len(set(audience.names)) == len(audience.names)


def test_the_debate_has_one_parliamentarian_eight_citizens_and_free_seats() -> None:
    assert Counter(seat.side for seat in SEATS) == {Side.PARLIAMENTARIAN: 1, Side.CITIZENS: 8}
    assert {*FREE_SEATS} < {seat.id for seat in SEATS}
    assert OPENING_ITEM in {item.id for item in AGENDA}
    assert all(2 <= len(options) <= 6 for _, options, _ in POLLS)
