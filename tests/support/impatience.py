"""Somebody who waits for long work, and then does so no longer."""

from __future__ import annotations

from hemicycle.progress import Progress, Stopped


class Impatient(Progress):
    """Stops the work at its n-th step."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def advance(self, by: int = 1) -> None:
        self._left -= 1
        if not self._left:
            raise Stopped
