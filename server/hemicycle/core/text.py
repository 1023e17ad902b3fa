"""What people type, made safe to show: without what hides, reverses or breaks other text.

`clean`, `required` and `within` make one line of it; those named `…_lines` keep lines and paragraphs.

Whether the text is decent is left to moderators; HTML is escaped where it is shown.
"""

from __future__ import annotations

import unicodedata

from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of

NAME_CHARACTERS = limit_of(NewInvitation, "name")

# Marks that reorder or hide what stands around them (UAX 9 and invisible formatting). The joiners
# U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
_HIDDEN = dict.fromkeys(
    [
        *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF),
        *(*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)),
    ]
)


def clean(text: str) -> str:
    """`text` in NFC on one line: no control characters, no bidi overrides, single spaces."""
    shown = unicodedata.normalize("NFC", text).translate(_HIDDEN)
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs", "Co") else " " for c in shown)
    return " ".join("".join(kept).split())


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

    Blanks at the beginning of a line stay: in Markdown they make a list inside a list.
    """
    shown = unicodedata.normalize("NFC", text).translate(_HIDDEN)
    kept: list[str] = []
    for line in shown.splitlines():
        plain = "".join(
            c if unicodedata.category(c) not in ("Cc", "Cs", "Co") else " " for c in line
        ).rstrip()
        if plain or (kept and kept[-1]):
            kept.append(plain)
    return "\n".join(kept).strip("\n")


def required_lines(text: str, *, field: str, limit: int) -> str:
    """The cleaned lines.

    Raises:
        Refused: `EMPTY` if nothing is left of them, `TOO_LONG` above `limit` characters.
    """
    cleaned = within_lines(text, field=field, limit=limit)
    if not cleaned.strip():
        raise Refused(Code.EMPTY, field=field)
    return cleaned


def within_lines(text: str, *, field: str, limit: int) -> str:
    """The cleaned lines, which may be none; refused `TOO_LONG` above `limit` characters."""
    cleaned = clean_lines(text)
    if len(cleaned) > limit:
        raise Refused(Code.TOO_LONG, field=field, limit=limit, length=len(cleaned))
    return cleaned
