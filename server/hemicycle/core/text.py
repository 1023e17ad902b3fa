"""What people type, made safe to show: without what hides, reverses or breaks other text.

`clean`, `required` and `within` make one line of it; those named `…_lines` keep lines and paragraphs.

Whether the text is decent is left to moderators; HTML is escaped where it is shown.
"""

from __future__ import annotations

import re
import unicodedata

from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of

NAME_CHARACTERS = limit_of(NewInvitation, "name")

# Signs that show nothing (Unicode's Default_Ignorable_Code_Point) or reorder what stands around them (UAX 9).
# Taken away, or one name could be written in many ways that look alike; not those that some writing needs.
_HIDDEN_RANGES = (
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x17B4, 0x17B5), (0x180E, 0x180E)),
    *((0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
    *((0xE0000, 0xE001F), (0xE0080, 0xE00FF), (0xE01F0, 0xE0FFF)),
)
# Those that stay: Hangul fillers, Mongolian and other variants of a sign, the joiners of Persian and of
# emoji, the tags of flags. And what is called a letter and is blank: of Braille, music, hieroglyphs.
_BLANK_RANGES = (
    *((0x115F, 0x1160), (0x180B, 0x180F), (0x200C, 0x200D), (0x2800, 0x2800), (0xFE00, 0xFE0F)),
    *((0x13441, 0x13446), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159), (0xE0020, 0xE007F), (0xE0100, 0xE01EF)),
)
_HIDDEN = dict.fromkeys(point for first, last in _HIDDEN_RANGES for point in range(first, last + 1))
_BLANK = frozenset(point for first, last in _BLANK_RANGES for point in range(first, last + 1))
_LOOSE_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")
# Blanks, controls, and marks that need a letter to stand on.
_NOT_SEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Mn", "Me"})
# Marks on one letter that are kept: what no writing comes near (UAX 15, stream-safe text).
MARKS = 30


def normal(text: str) -> str:
    """`text` in NFC, of the marks that follow one another the first thirty.

    Putting marks in order takes the square of their number: a message full of them held a node for a second.
    """
    if text.isascii():
        return text
    kept, marks = [], 0
    for c in text:
        marks = marks + 1 if unicodedata.combining(c) else 0
        if marks <= MARKS:
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


def clean(text: str) -> str:
    """`text` in NFC on one line: no control characters, no bidi overrides, single spaces.

    Nothing at all if nothing of it would be seen.
    """
    shown = without_hidden(normal(text))
    line = " ".join(_plain(shown).split())
    return line if _is_seen(line) else ""


def without_hidden(text: str) -> str:
    """`text` without signs that show nothing or reorder others; the tags of a flag stand behind one only."""
    return _LOOSE_TAGS.sub("", text.translate(_HIDDEN))


def shows_words(text: str) -> bool:
    """Whether there is a letter or a digit in a text, that is one to be seen."""
    return any(c.isalnum() and ord(c) not in _BLANK and ord(c) not in _HIDDEN for c in text)


def _plain(text: str) -> str:
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co") else " " for c in text)


def _is_seen(text: str) -> bool:
    return any(unicodedata.category(c) not in _NOT_SEEN and ord(c) not in _BLANK for c in text)


def required(text: str, *, field: str, limit: int) -> str:
    """The cleaned text.

    Raises:
        Refused: `EMPTY` if nothing is left of it, `TOO_LONG` above `limit` characters.
    """
    cleaned = clean(text)
    if not cleaned:
        raise Refused(Code.EMPTY, field=field)
    return within(cleaned, field=field, limit=limit)


def within(text: str, *, field: str, limit: int) -> str:
    """The cleaned text, which may be empty; refused `TOO_LONG` above `limit` characters."""
    cleaned = clean(text)
    if len(cleaned) > limit:
        raise Refused(Code.TOO_LONG, field=field, limit=limit, length=len(cleaned))
    return cleaned


def clean_lines(text: str) -> str:
    """`text` in NFC, its lines cleaned and kept, at most one of them empty between two others.

    Blanks at the beginning of a line stay: in Markdown they make a list inside a list. Nothing at all if
    nothing of it would be seen.
    """
    shown = without_hidden(normal(text))
    kept: list[str] = []
    for line in shown.splitlines():
        plain = _plain(line).rstrip()
        if plain or (kept and kept[-1]):
            kept.append(plain)
    lines = "\n".join(kept).strip("\n")
    return lines if _is_seen(lines) else ""


def required_lines(text: str, *, field: str, limit: int) -> str:
    """The cleaned lines.

    Raises:
        Refused: `EMPTY` if nothing is left of them, `TOO_LONG` above `limit` characters.
    """
    cleaned = within_lines(text, field=field, limit=limit)
    if not cleaned:
        raise Refused(Code.EMPTY, field=field)
    return cleaned


def within_lines(text: str, *, field: str, limit: int) -> str:
    """The cleaned lines, which may be none; refused `TOO_LONG` above `limit` characters."""
    cleaned = clean_lines(text)
    if len(cleaned) > limit:
        raise Refused(Code.TOO_LONG, field=field, limit=limit, length=len(cleaned))
    return cleaned
