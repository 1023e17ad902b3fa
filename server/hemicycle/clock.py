"""The only place that asks the time."""

import time
from typing import Protocol


class Clock(Protocol):
    """Wall-clock and monotonic milliseconds; never subtract one from the other."""

    def now(self) -> int:
        """Milliseconds since 1970 of the server's wall clock."""
        ...

    def mono(self) -> int:
        """Milliseconds of a clock that only goes forward."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def mono(self) -> int:
        """Milliseconds since some instant."""
        return time.monotonic_ns() // 1_000_000
