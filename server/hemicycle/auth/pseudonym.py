"""Names that hide a person: the same within one ballot box, unlinkable across boxes and after erasure."""

from __future__ import annotations

import base64
import hashlib
import hmac

SALT_BYTES = 16


def pseudonym(person: str, salt: bytes) -> str:
    """The pseudonym of a person under the salt they have in one box: 24 characters.

    Without the salt nobody can tell whose it is; destroying the salt unlinks it for good.
    """
    digest = hmac.digest(salt, person.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()
