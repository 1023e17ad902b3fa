"""What the program tells the one who runs it."""

from __future__ import annotations

from typing import Protocol


class ProgramReports(Protocol):
    """Plain calls, made on the event loop; they must not block."""

    def cut(self, seat: str | None) -> None:
        """The picture went to `seat` (None: the holding slide)."""
        ...

    def recording(self, *, path: str | None = None, fault: str | None = None) -> None:
        """The recording can be played at `path`, or has a `fault`; neither: the fault is over."""
        ...
