"""What the facts of a process say to a reader, in both languages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hemicycle.services.notices.feed import path_of, sentence_of
from hemicycle.services.notices.sentences import LOCALES, SENTENCES, WORDS
from hemicycle_protocol.views import Event
from tests.support.process_facts import STORIES, events_of

PARIS = ZoneInfo("Europe/Paris")
TOLD = [event for story in STORIES for event in events_of(story) if event.type in SENTENCES]


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("event", TOLD, ids=lambda event: f"{event.type}-{event.offset}")
def test_no_sentence_shows_a_code_or_an_empty_place(event: Event, locale: str) -> None:
    text = sentence_of(event, SENTENCES[event.type], locale, PARIS)
    assert "{" not in text
    assert "_" not in text
    assert "  " not in text


def test_a_step_of_a_bill_says_what_when_and_where() -> None:
    added = next(event for event in TOLD if event.type == "bill_step_added")
    text = sentence_of(added, SENTENCES[added.type], "fr", PARIS)
    assert text == "La proposition de loi avance\u00a0: dépôt, le 2027-01-10. Sénat 312"


def said(type_: str, locale: str = "fr", **body: object) -> str:
    return sentence_of(Event(1, 1, type_, body), SENTENCES[type_], locale, PARIS)


def test_both_languages_have_a_word_for_each_code() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
    assert set(WORDS) == set(LOCALES)


def test_codes_and_instants_are_said_in_words() -> None:
    extended: dict[str, Any] = {
        "phase": "consultation",
        "closes_at": 1_803_895_200_000,
        "reason": "Panne du site.",
    }
    assert said("phase_extended", **extended) == (
        "La phase Consultation est prolongée jusqu’au 1er mars 2027 à 11 h. Panne du site."
    )
    assert said("phase_extended", "en", **extended).endswith("until 1 March 2027, 11:00. Panne du site.")
    opened = Event(1, 1, "phase_opened", {"phase": "bill", "opens_at": 5})
    assert path_of(opened, SENTENCES["phase_opened"]) == "/bill"


def test_french_spaces_before_a_mark_do_not_break() -> None:
    text = said("presentation_written", kind="cause", title="Les fuites", version=2)
    assert text == "Présentation, une cause (version 2)\u00a0: Les fuites."
