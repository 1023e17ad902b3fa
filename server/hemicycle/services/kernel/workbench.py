"""Work on texts that would hold everybody up if it were done in a turn of the loop: one thread does it.

One, so that however many ask, the loop shares the interpreter with one other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_bench = ThreadPoolExecutor(1, thread_name_prefix="texts")


async def apart(work: Callable[[], T]) -> T:
    """Do `work` apart from the loop, after what others brought before; it must touch nothing that moves.

    Whoever has many pieces brings them one after the other, so that others come between.
    """
    return await asyncio.get_running_loop().run_in_executor(_bench, work)
