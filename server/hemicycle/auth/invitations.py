"""The secret of an invitation link: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_invitation_token() -> str:
    """A secret of 192 bits for a link."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """What is stored instead of a secret of high entropy: its SHA-256, so a stolen database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()
