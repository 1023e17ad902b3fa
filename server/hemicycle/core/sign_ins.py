"""How many mails somebody may have sent by asking to sign in: with whatever address, from wherever.

Only what was not used counts, so a hall that signs in makes room for who comes next. And a link is good for
as long as it counts: whoever is refused because of what others asked for has a mail that lets them in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hemicycle_protocol.errors import Code, Refused

MINUTE_MS = 60_000
CODE_VALID_MS = 15 * MINUTE_MS
LINK_VALID_MS = 60 * MINUTE_MS
# To a mailbox within the time that a link is good: from everywhere, and of these from one network.
TO_MAILBOX = 10
TO_MAILBOX_FROM_NETWORK = 5
# A tablet at the door of a hall asks for many, one after the other: these are used.
FROM_BROWSER = 20
# A hall, a school or a town hall is one network.
FROM_NETWORK = 500


class Limit(NamedTuple):
    """So many were not used, the oldest of `since`, and `most` may be; refusals say `quota`."""

    quota: str
    most: int
    unused: int
    since: int | None


def check_limits(limits: Iterable[Limit], *, now: int) -> None:
    """Pass if one more mail may be sent.

    Raises:
        Refused: `RATE_LIMITED` with `quota` and the wait in `retry_after_ms`.
    """
    for limit in limits:
        if limit.unused >= limit.most:
            since = now if limit.since is None else limit.since
            raise Refused(
                Code.RATE_LIMITED, quota=limit.quota, retry_after_ms=max(1, since + LINK_VALID_MS - now)
            )
