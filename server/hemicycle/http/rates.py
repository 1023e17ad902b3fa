"""How often one address or one person may ask for something that costs, in this process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from hemicycle_protocol.errors import Code, Refused


@dataclass(frozen=True)
class Quota:
    """`times` at once, refilled evenly over `within_s`."""

    name: str
    times: int
    within_s: int


# A school or a town hall shares one address, so addresses are allowed more than people.
# This bounds work alone: mails and tries are counted where all nodes see it (`core.sign_ins`).
SIGN_IN_ADDRESS = Quota("sign_in_address", 1_000, 300)
# By the link, which may be everybody's of a hall. Who tries links that are none costs one read each, as
# whoever reads a page does, and no good one: with 192 bits there is nothing to guess.
LINK = Quota("link", 120, 60)
EXPORT = Quota("export", 6, 3600)
ERASURE = Quota("erasure", 10, 900)
# What follows is counted by the person, and by the address of whoever did not sign in.
# A question for each pause in somebody's typing; a town hall shares an address.
SIMILAR = Quota("similar", 120, 30)
# What may cost a tenth of a second of the processor and more: a town hall that types, an archive that takes
# every file in both forms, a network that shows what many have shared.
SEARCH = Quota("search", 60, 30)
FILES = Quota("files", 120, 600)
CARDS = Quota("cards", 60, 60)
COMMANDS = Quota("commands", 40, 8)


class Rates:
    """Token buckets by quota and key.

    Bounded: above `keys` the bucket used least recently is forgotten, which can only be to the advantage of
    its owner.
    """

    def __init__(self, keys: int = 20_000) -> None:
        self._keys = keys
        self._buckets: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def take(self, quota: Quota, key: str, *, mono: int) -> None:
        """Count one use.

        Raises:
            Refused: `RATE_LIMITED` with the wait in `retry_after_ms`.
        """
        per_ms = quota.times / (quota.within_s * 1000)
        left, at = self._buckets.pop((quota.name, key), (float(quota.times), mono))
        left = min(float(quota.times), left + (mono - at) * per_ms)
        allowed = left >= 1
        self._buckets[quota.name, key] = (left - 1 if allowed else left, mono)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Refused(Code.RATE_LIMITED, retry_after_ms=int((1 - left) / per_ms) + 1)
