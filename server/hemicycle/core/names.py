"""The names that people give themselves: none is what the system says itself, or hides a sign (DA27)."""

from __future__ import annotations

import re
import unicodedata

from hemicycle_protocol.errors import Code, Refused

from .text import NAME_CHARACTERS, clean, within

# What stands where a person's name does and is nobody's, in letters alone.
_RESERVED = re.compile(
    r"(?:le|la|l|un|une|the|a)?(?:comptefermee?|moderation|equipedemoderation|moderationteam|moderator"
    r"|closedaccount|hemicycle|administration|administrateur|administratrice|admin|administrator)"
    # Whoever has chosen none (`newcomer_name`).
    r"|citoyenne\d{8}"
)
# Joiners, variants and tags, and fillers: a sign of its own beside a letter that does not need them.
_UNSEEN = re.compile(
    "[\u115f\u1160\u180b-\u180f\u200c\u200d\u2800\ufe00-\ufe0f\U0001d159\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
# The class of the sign by which Indian writings join letters.
_VIRAMA = 9


def own_name(text: str, *, known: str = "") -> str:
    """The cleaned name, which may be empty; `known` is what its person is called already.

    Raises:
        Refused: `TOO_LONG`, or `INVALID` for a name that the system uses itself.
    """
    name = within(_seen(text), field="name", limit=NAME_CHARACTERS)
    if name != known and _RESERVED.fullmatch(_letters(name)):
        raise Refused(Code.INVALID, field="name")
    return name


def required_name(text: str, *, known: str = "") -> str:
    """The same of a name that must be given; refused `EMPTY`."""
    name = own_name(text, known=known)
    if not name:
        raise Refused(Code.EMPTY, field="name")
    return name


def _seen(text: str) -> str:
    kept = ""
    for sign in clean(text):
        if not _UNSEEN.match(sign) or (kept and _is_joined(kept[-1])):
            kept += sign
    return kept


def _is_joined(sign: str) -> bool:
    """Whether what follows a sign unseen changes how it is written: Arabic, Indian writings, pictures."""
    return (
        unicodedata.bidirectional(sign) == "AL"
        or unicodedata.combining(sign) == _VIRAMA
        or unicodedata.category(sign) in ("So", "Sk")
        or sign == "\ufe0f"
        or "\U000e0020" <= sign <= "\U000e007f"
    )


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
