"""A whole node whose clock a test moves forward, from the same process or from another one.

Nothing of this is part of the program: a node in production has no way to be told another time.

In one process: `open_node(config, clock=MovedClock(file))`, or `run_server(folder, clock=…)`.
In another: start `python -m tests.support.moved_clock FILE` where one would start `hemicycle serve`, with the
same environment (`open_hall(var, clock=MovedClock(file))` does), and call `move_to` or `move_by` here.

The wall clock alone is moved: timers, the tick of the upkeep and what lasts a while go on as ever. So
whatever is due at the new instant happens at the next tick, a second of real time later. Sign-ins that are
older than half a day by then have expired: sign people in again after a long jump. A page that was open
before learns the new time from the next ping, some 20 seconds later; one that is loaded anew has it at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hemicycle.app import serve
from hemicycle.clock import SystemClock
from hemicycle.config import read_config
from hemicycle.log import set_up_logs
from hemicycle.serving import run


class MovedClock:
    """The machine's clock and what `file` says it is ahead; whoever has the file has the same clock."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._machine = SystemClock()

    def now(self) -> int:
        """Milliseconds since 1970, moved."""
        return self._machine.now() + self._ahead_ms()

    def mono(self) -> int:
        """Milliseconds since some instant, not moved."""
        return self._machine.mono()

    def move_by(self, ms: int) -> None:
        """Let it be `ms` later at once; time never goes back."""
        assert ms >= 0, ms
        self.stand(self._ahead_ms() + ms)

    def stand(self, ahead_ms: int) -> None:
        """Be so much ahead of the machine's clock, or behind it: somebody set the clock."""
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(str(ahead_ms))
        fresh.replace(self.file)  # at once: the node reads it at any time

    def move_to(self, at: int) -> None:
        """Let it be the instant `at` now, which must not be over."""
        self.move_by(at - self.now())

    def _ahead_ms(self) -> int:
        return int(self.file.read_text()) if self.file.exists() else 0


def main() -> None:
    """Serve as `hemicycle serve` does, by the clock of the file named; its log is for people, or `json`."""
    config = read_config()
    set_up_logs(config.log_level, process="web", as_text=sys.argv[2:] != ["json"])
    run(serve(config, clock=MovedClock(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
