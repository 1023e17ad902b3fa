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


# What browsers draw nothing for: fillers, joiners, variants, marks without a letter, blank signs.
UNSEEN = [
    *("\u3164", "\u2800", "\u115f", "\u1160", "\u034f", "\uffa0", "\u00ad", "\u200b", "\u200d", "\u200c"),
    *("\u17b4", "\u180b", "\u2062", "\ufe0f", "\ufff9", "\u0301", "\u20dd", "\u00a0", "\u3000", "\u2028"),
    *("\U0001d159", "\U000e0020", "\U000e0100", "\U00013441", "\U0001bca0", "\u3164 \u2800\n\u115f"),
]


@pytest.mark.parametrize("typed", UNSEEN, ids=ascii)
def test_what_nobody_would_see_is_no_text(typed: str) -> None:
    """[PR25] [H36] A name, a title or a text of it is refused in the words for an empty one."""
    for ask in (required, required_lines):
        with pytest.raises(Refused) as refused:
            ask(typed * 3, field="name", limit=60)
        assert (refused.value.code, refused.value.facts) == (Code.EMPTY, {"field": "name"})
    assert within(typed, field="note", limit=60) == within_lines(typed, field="note", limit=60) == ""


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "Zoé",
            "李",
            "ﾊﾝ",
            "ᄒᆞᆫ",
            "\u1112\u1160\u11ab",
            "๔๘",
            "عليّ",
            "نمی\u200cخواهم",
            "👩\u200d👧",
            "❤\ufe0f",
        ),
        *(
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "⠃⠕⠝⠚⠕⠥⠗",
            "\U0001fae8",
            "…",
            "1",
        ),
        "葛\U000e0100",
    ],
)
def test_what_people_write_is_kept_to_the_letter(typed: str) -> None:
    """[PR25] In any script: joiners, variants and flags are parts of words."""
    assert required(typed, field="name", limit=60) == required_lines(typed, field="name", limit=60) == typed


def test_one_name_cannot_be_written_in_ways_that_look_alike() -> None:
    """[PR25] [H36] What shows nothing is taken away within a name too."""
    for unseen in ("\u3164", "\u034f", "\uffa0", "\u2063", "\U000e0001", "\u00ad"):
        assert clean(f"Inès{unseen} Mar{unseen}tin") == "Inès Martin"
