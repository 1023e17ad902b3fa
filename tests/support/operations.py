"""How much work a call is: the calls that Python counts, and how its work grows with its input."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType

# Growth to four times the size: linear, with room for caches and for a busy machine.
LINEAR = 7.0
ROUNDS = 6
# Plain loops over the characters: what is as quick as so many has not grown.
FLOOR = 20


def calls_of(work: Callable[[], object]) -> int:
    """How many functions `work` calls, those written in C included.

    What one of those does inside is not seen: see `growth_of`.
    """
    calls = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def growth_of(work: Callable[[str], object], text_of: Callable[[int], str], *, size: int) -> float:
    """How many times longer `work` takes for a text of `size` characters than for a quarter of it.

    4 is linear, 16 the square. Times of this thread's CPU, the least of some: they see what C code does
    inside, which calls do not.
    """
    small, large = text_of(size // 4), text_of(size)
    least = {"small": float("inf"), "large": float("inf"), "loop": float("inf")}
    for _ in range(ROUNDS):
        least["large"] = min(least["large"], _time_of(lambda: work(large)))
        least["small"] = min(least["small"], _time_of(lambda: work(small)))
        least["loop"] = min(least["loop"], _time_of(lambda: [ord(c) for c in large]))
        if least["large"] < FLOOR * least["loop"] or least["large"] < LINEAR * least["small"]:
            break
    if least["large"] < FLOOR * least["loop"]:
        return 1.0
    return least["large"] / least["small"]


def _time_of(work: Callable[[], object]) -> float:
    # A look for garbage goes through all that other tests left.
    gc.disable()
    try:
        before = time.thread_time()
        work()
        return time.thread_time() - before
    finally:
        gc.enable()
