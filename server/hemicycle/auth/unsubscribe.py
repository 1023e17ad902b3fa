"""The signed link that switches off kinds of mails: it works without signing in, and allows nothing else.

It does not expire: a mail may be read years later. It names an account by its id, never by its address.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.personal import Subject

_MAC_BYTES = 16
_CONTEXT = b"hemicycle-unsubscribe-v1\x00"


def make_unsubscribe(person: str, subjects: Sequence[Subject], *, key: bytes) -> str:
    """The token of a link."""
    said = f"{'+'.join(subjects)}/{person}".encode()
    return base64.urlsafe_b64encode(_mac(said, key) + said).decode().rstrip("=")


def read_unsubscribe(token: str, *, key: bytes) -> tuple[str, list[Subject]]:
    """Whose link it is and what it switches off.

    Raises:
        Refused: `INVALID` if it is not ours.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        mac, said = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, _mac(said, key)):
            raise Refused(Code.INVALID, field="token")
        subjects, _, person = said.decode().partition("/")
        return person, [Subject(subject) for subject in subjects.split("+")]
    except (binascii.Error, ValueError):
        raise Refused(Code.INVALID, field="token") from None


def _mac(said: bytes, key: bytes) -> bytes:
    return hmac.digest(key, _CONTEXT + said, hashlib.sha256)[:_MAC_BYTES]
