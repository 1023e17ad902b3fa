"""When media was captured, in the server's time, from a sender's reports (RTCP SR, RFC 3550 §6.4).

A report says which RTP time was which instant of the sender's clock. That clock differs from ours by an
unknown amount plus the way here; the smallest difference seen lately is taken, so a late report does no
harm.
"""

from __future__ import annotations

from .sequence import TIMESTAMP, Unwrapper

_NTP_TO_UNIX_S = 2_208_988_800
# How many reports the smallest difference is taken of: about ten seconds.
_REPORTS = 10


class ClockMap:
    """One incoming stream of `rate` ticks a second."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._unwrap = Unwrapper(TIMESTAMP)
        self._report: tuple[float, int] | None = None
        self._differences: list[float] = []
        self._first: tuple[int, int] | None = None

    def unwrapped(self, timestamp: int) -> int:
        """The RTP time without wraps."""
        return self._unwrap(timestamp)

    def report(self, ntp: int, timestamp: int, now: int) -> None:
        """A sender report arrived at server time `now` (ms). `ntp` is in 1/2³² s since 1900."""
        sender_ms = (ntp / TIMESTAMP - _NTP_TO_UNIX_S) * 1000
        self._differences = [*self._differences, now - sender_ms][-_REPORTS:]
        self._report = (sender_ms, self._unwrap(timestamp))

    def at(self, rtp: int, now: int) -> int:
        """Server time (ms) of unwrapped RTP time `rtp`, which arrived at `now`."""
        if self._report is not None:
            sender_ms, reported = self._report
            return round(sender_ms + (rtp - reported) * 1000 / self._rate + min(self._differences))
        if self._first is None:
            self._first = (rtp, now)
        return self._first[1] + (rtp - self._first[0]) * 1000 // self._rate
