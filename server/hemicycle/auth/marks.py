"""By what somebody is known again whose name is not kept (DA28): an address, a mailbox, a network."""

from __future__ import annotations

import base64
import hashlib
import hmac


def mark_of(place: str, name: str, *, key: bytes) -> str:
    """The mark of a name in one place: another one in each place.

    Nobody makes it without the server's key, so it leads from no database and no backup to the name, of which
    there are so few that a plain digest would soon be tried out.
    """
    said = b"hemicycle-mailbox-v1\x00" + f"{place}\x00{name}".encode()
    return base64.urlsafe_b64encode(hmac.digest(key, said, hashlib.sha256)[:18]).decode()
