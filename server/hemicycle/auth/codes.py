"""Sign-in by e-mail: a link and a code of six digits, each usable once."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata

from hemicycle_protocol.api import SignInCode
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of

CODE_DIGITS = 6
CODE_CHARACTERS = limit_of(SignInCode, "code")
_CODE = re.compile(rf"\d{{{CODE_DIGITS}}}\Z", re.ASCII)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def normal_code(text: str) -> str:
    """The digits of a code as it was typed, in groups or in the digits of another script.

    Refused `INVALID` for what cannot be one.
    """
    digits = (unicodedata.decimal(sign, None) for sign in text if not _is_blank(sign))
    code = "".join("?" if digit is None else str(digit) for digit in digits)
    if len(text) > CODE_CHARACTERS or not _CODE.match(code):
        raise Refused(Code.INVALID, field="code")
    return code


def _is_blank(sign: str) -> bool:
    """A space or a dash between groups, or a mark of direction that was copied along."""
    return sign.isspace() or sign == "-" or unicodedata.category(sign) == "Cf"


def new_link_token() -> str:
    """A secret of 192 bits for the link."""
    return secrets.token_urlsafe(24)


def code_hash(code: str, *, sign_in: str, key: bytes) -> str:
    """What is stored instead of a code: keyed, because a million codes are quickly hashed by a thief."""
    return hmac.new(key, f"{sign_in}:{code.strip()}".encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two hashes in a time that does not depend on where they differ."""
    return hmac.compare_digest(one, other)
