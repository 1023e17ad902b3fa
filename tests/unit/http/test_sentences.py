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
    assert "Attendez 60 min." in words_of(Code.RATE_LIMITED, "fr", {"retry_after_ms": 3_591_000}).detail
    assert "Tries left: 4." in words_of(Code.INVALID, "en", {"tries_left": 4}).detail
    assert "280" in words_of(Code.TOO_LONG, "fr", {"limit": 280, "length": 300}).detail


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
