"""How loud a seat is, 0–100, from what its packets say of themselves (RFC 6464)."""

from __future__ import annotations

from .units import AudioUnit

# −60 dBov and less is taken for silence.
_RANGE = 60
# Opus spends few bytes on silence; a sender that tells no level is judged by that, roughly.
_QUIET_BYTES = 12
_GUESS = 50
# From one reading to the next, a voice that stops falls by so much at most.
_FALL = 35


class Loudness:
    """The loudest packet since the last reading, falling gently."""

    def __init__(self) -> None:
        self._peak = 0
        self._shown = 0

    def hear(self, unit: AudioUnit) -> None:
        """A packet arrived."""
        if unit.level is not None:
            level = max(0, 100 - unit.level * 100 // _RANGE)
        else:
            level = _GUESS if len(unit.data) > _QUIET_BYTES else 0
        self._peak = max(self._peak, level)

    def read(self) -> int:
        """The present loudness; each reading begins a new interval."""
        self._shown = max(self._peak, self._shown - _FALL)
        self._peak = 0
        return self._shown
