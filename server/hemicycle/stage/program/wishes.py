"""When the program asks a seat for a key picture: for a cut at once, for the next group in good time."""

from __future__ import annotations

# A group on air is not longer; asked for somewhat earlier, since the answer takes a moment.
KEY_EVERY_MS = 1_700
ASK_AGAIN_MS = 500


class Wishes:
    """Remembers what was asked for and what came; times are server milliseconds."""

    def __init__(self, now: int) -> None:
        self._key_at = now
        self._asked: tuple[str | None, int] = (None, now)

    def came(self, now: int) -> None:
        """A key picture went on air."""
        self._key_at = now

    def miss(self) -> None:
        """What is on air cannot go on without one."""
        self._key_at = 0

    def is_due(self, wanted: str, on_air: str | None, now: int) -> bool:
        """Whether to ask `wanted` now; asking is noted."""
        seat, asked_at = self._asked
        if wanted == seat and now - asked_at < ASK_AGAIN_MS:
            return False
        if wanted == on_air and now - self._key_at < KEY_EVERY_MS:
            return False
        self._asked = wanted, now
        return True
