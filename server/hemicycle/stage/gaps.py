"""Which packets of a stream are missing, and when to ask for them again (NACK with retries)."""

from __future__ import annotations

from .sequence import ahead

# A request may be lost itself: it is made again, each time after twice as long. A packet that did not come
# after so long, which is there and back around the world, will not come any more.
TRIES = 4
FIRST_MS = 8
AGAIN_MS = 40
GIVE_UP_MS = 400
# A larger hole is not repaired: a keyframe is cheaper.
LONGEST = 128


class Gaps:
    """The holes of one stream of packets. Bounded: at most `LONGEST` holes at once."""

    __slots__ = ("_highest", "_missing", "lost", "repaired")

    def __init__(self) -> None:
        self._highest: int | None = None
        # sequence → (since ms, tries, next try ms)
        self._missing: dict[int, tuple[float, int, float]] = {}
        self.lost = 0
        self.repaired = 0

    def is_newest(self, sequence: int) -> bool:
        """Whether nothing that came was sent after this packet."""
        return sequence == self._highest

    def seen(self, sequence: int, mono_ms: float) -> bool:
        """A packet arrived, first or repaired. False: it is a repetition or much too late."""
        if self._highest is None:
            self._highest = sequence
            return True
        step = ahead(sequence, self._highest)
        if step <= 0:
            if self._missing.pop(sequence, None) is None:
                return False
            self.repaired += 1
            return True
        if step - 1 > LONGEST:
            self.lost += step - 1
            self._missing.clear()
        else:
            for n in range(1, step):
                hole = (self._highest + n) & 0xFFFF
                self._missing[hole] = (mono_ms, 0, mono_ms + FIRST_MS)
            while len(self._missing) > LONGEST:
                self._drop(next(iter(self._missing)))
        self._highest = sequence
        return True

    def due(self, mono_ms: float) -> list[int]:
        """Sequence numbers to ask for now. Each is asked for `TRIES` times at most."""
        asks = []
        for sequence, (since, tries, at) in list(self._missing.items()):
            if mono_ms - since > GIVE_UP_MS:
                self._drop(sequence)
            elif tries < TRIES and mono_ms >= at:
                self._missing[sequence] = (since, tries + 1, mono_ms + (AGAIN_MS << tries))
                asks.append(sequence)
        return asks

    def is_waiting(self, sequence: int) -> bool:
        """Whether this packet may still come."""
        return sequence in self._missing

    def _drop(self, sequence: int) -> None:
        del self._missing[sequence]
        self.lost += 1
