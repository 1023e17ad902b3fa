"""Credentials for the relay of panelists' media, made from the secret that coturn shares with us."""

from __future__ import annotations

import base64
import hashlib
import hmac

from hemicycle_protocol.api import IceServer
from hemicycle_protocol.views import You

from .site import SiteSettings

# As long as a session: a page that was open all day still comes back through the relay.
VALID_S = 12 * 3_600


def ice_servers(settings: SiteSettings, you: You, *, now: int) -> list[IceServer]:
    """The relays with a credential for `you` (draft-uberti-behave-turn-rest §2); none if none are set."""
    if not settings.turn_urls:
        return []
    username = f"{now // 1000 + VALID_S}:{you.id}"
    digest = hmac.new(settings.turn_secret.encode(), username.encode(), hashlib.sha1).digest()
    return [IceServer(list(settings.turn_urls), username, base64.b64encode(digest).decode())]
