"""Every refusal has a sentence in both languages, and the browser's preference chooses."""

from __future__ import annotations

import pytest

from hemicycle.http.answers import STATUS
from hemicycle.http.sentences import ENGLISH, FRENCH, locale_of, words_of
from hemicycle_protocol.errors import Code


@pytest.mark.parametrize("code", list(Code))
def test_every_code_says_in_both_languages_what_happened_and_what_to_do(code: Code) -> None:
    """[C7]"""
    for words in (FRENCH[code], ENGLISH[code]):
        assert words.title
        assert words.detail.endswith(".")
        assert len(words.detail.split(". ")) >= 2
    assert FRENCH[code] != ENGLISH[code]
    assert 400 <= STATUS[code] <= 503


def test_what_the_facts_say_stands_in_the_sentence() -> None:
    assert "Attendez 3 s." in words_of(Code.RATE_LIMITED, "fr", {"retry_after_ms": 2_001}).detail
    assert "Attendez 24 h." in words_of(Code.RATE_LIMITED, "fr", {"retry_after_ms": 85_141_000}).detail
    assert "instant" not in words_of(Code.RATE_LIMITED, "fr", {"retry_after_ms": 60_000}).detail
    assert "Attendez 60 min." in words_of(Code.RATE_LIMITED, "fr", {"retry_after_ms": 3_591_000}).detail
    assert "Tries left: 4." in words_of(Code.INVALID, "en", {"tries_left": 4}).detail
    assert "280" in words_of(Code.TOO_LONG, "fr", {"limit": 280, "length": 300}).detail


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "facts"),
    [
        (Code.INVALID, {"field": "email"}),
        (Code.INVALID, {"field": "code", "tries_left": 4}),
        (Code.INVALID, {"field": "token"}),
        (Code.INVALID, {"field": "option"}),
        (Code.INVALID, {"field": "name"}),
        (Code.INVALID, {"field": "section"}),
        (Code.FORBIDDEN, {"reason": "origin"}),
        (Code.FORBIDDEN, {"roles": ["citizen"]}),
        (Code.CHANGED, {"version": "2026-12"}),
        (Code.RATE_LIMITED, {"quota": "accounts_mailbox", "retry_after_ms": 85_141_000}),
    ],
)
def test_a_refusal_whose_facts_say_why_has_words_of_its_own(
    code: Code, facts: dict[str, object], locale: str
) -> None:
    """[C7] The general ones would be of something else."""
    general = (ENGLISH if locale == "en" else FRENCH)[code]
    words = words_of(code, locale, facts)
    assert words.title != general.title
    assert general.detail not in words.detail
    assert words.detail.endswith(".")


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "fr"),
        ("de", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.4, en;q=0.8", "en"),
        ("en;q=0.8, fr-CA", "fr"),
        ("en;q=x", "en"),
        (";;;,,,", "fr"),
    ],
)
def test_the_browser_chooses_the_language_and_french_is_the_default(header: str, locale: str) -> None:
    assert locale_of(header) == locale
