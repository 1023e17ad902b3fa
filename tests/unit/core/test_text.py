"""What people type, made safe to show."""

import pytest

from hemicycle.core.text import clean, clean_lines, required, required_lines, within, within_lines
from hemicycle_protocol.errors import Code, Refused


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Où\t va \n l'argent ?  ", "Où va l'argent ?"),
        ("a\x00b\x07c", "a b c"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("\u2066isolate\u2069", "isolate"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301te\u0301", "été"),
        ("👩\u200d👧 نمی\u200cخواهم", "👩\u200d👧 نمی\u200cخواهم"),
        ("\ud800lone", "lone"),
        ("\u00a0\u2003", ""),
    ],
)
def test_text_is_cleaned(typed: str, shown: str) -> None:
    """[PR25]"""
    assert clean(typed) == shown


def test_cleaning_twice_changes_nothing() -> None:
    """[PR25]"""
    once = clean("  a\u202e \u0007 b\u0301 ")
    assert clean(once) == once


def test_an_empty_text_is_refused_where_one_is_needed() -> None:
    """[PR25]"""
    with pytest.raises(Refused) as refused:
        required(" \u200b\n", field="text", limit=10)
    assert (refused.value.code, refused.value.facts) == (Code.EMPTY, {"field": "text"})


def test_length_is_counted_after_cleaning() -> None:
    """[PR25]"""
    assert within("  abc  ", field="text", limit=3) == "abc"
    with pytest.raises(Refused) as refused:
        within("abcd", field="text", limit=3)
    assert refused.value.facts == {"field": "text", "limit": 3, "length": 4}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("un\r\ndeux\n\n\n\ntrois\n", "un\ndeux\n\ntrois"),
        ("\n\n  - a\n    - b  \n", "  - a\n    - b"),
        ("a\u202eb\x00c\nd", "ab c\nd"),
        (" \n\t\n", ""),
    ],
)
def test_lines_are_cleaned_and_kept(typed: str, shown: str) -> None:
    """[PR25]"""
    assert clean_lines(typed) == shown
    assert clean_lines(shown) == shown


def test_lines_are_refused_like_a_line() -> None:
    """[PR25]"""
    with pytest.raises(Refused) as refused:
        required_lines(" \n\u200b\n", field="body", limit=10)
    assert (refused.value.code, refused.value.facts) == (Code.EMPTY, {"field": "body"})
    with pytest.raises(Refused) as refused:
        within_lines("ab\ncd", field="body", limit=4)
    assert refused.value.facts == {"field": "body", "limit": 4, "length": 5}
