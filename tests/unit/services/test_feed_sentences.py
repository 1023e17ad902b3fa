"""What the facts of a bill say to a reader."""

from __future__ import annotations

import pytest

from hemicycle.services.feed import sentence_of
from hemicycle.services.feed_sentences import SENTENCES
from hemicycle_protocol.views import Event
from tests.support.process_facts import STORIES, events_of

TOLD = [event for story in STORIES for event in events_of(story) if event.type in SENTENCES]


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("event", TOLD, ids=lambda event: f"{event.type}-{event.offset}")
def test_no_sentence_shows_a_code_or_an_empty_place(event: Event, locale: str) -> None:
    text = sentence_of(event, SENTENCES[event.type], locale)
    assert "{" not in text
    assert "_" not in text
    assert "  " not in text


def test_a_step_of_a_bill_says_what_when_and_where() -> None:
    added = next(event for event in TOLD if event.type == "bill_step_added")
    text = sentence_of(added, SENTENCES[added.type], "fr")
    assert text == "La proposition de loi avance\u00a0: dépôt, le 2027-01-10. Sénat 312"
