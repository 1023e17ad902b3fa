"""What one fact costs the store, with nobody else: appended at its expected head, then read back.

`python -m tests.bench.appends [--url URL] [--times N]`. CPU is of this process (on SQLite that is all there
is); a caption pays one append, a viewer who comes back one `heads` and one `read`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Awaitable, Callable

import uvloop

from hemicycle.store import open_database
from hemicycle.store.log import Append

LOG = "debate/d1"


async def measure(name: str, act: Callable[[int], Awaitable[object]], times: int) -> None:
    """Do `act` that many times, one after the other, and print what one costs."""
    waited = []
    cpu = time.process_time()
    for n in range(times):
        before = time.perf_counter()
        await act(n)
        waited.append(time.perf_counter() - before)
    cost = (time.process_time() - cpu) / times * 1e6
    waited.sort()
    p50, p99 = (waited[times * p // 100] * 1e3 for p in (50, 99))
    print(f"{name:>8} {cost:>8.0f} {p50:>8.2f} {p99:>8.2f}")


async def main(url: str | None, times: int) -> None:
    print(f"{'':>8} {'cpu µs':>8} {'p50 ms':>8} {'p99 ms':>8}")
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(url or f"sqlite:///{folder}/bench.db")
        log = database.log
        (head,) = (await log.heads([LOG])).values()

        async def append(n: int) -> None:
            fact = Append(LOG, "caption_posted", {"text": "Mesdames et messieurs, la séance est ouverte."}, n)
            await log.append([fact], expected={LOG: head + n})

        await measure("append", append, times)
        await measure("heads", lambda _: log.heads([LOG, "desk/d1"]), times)
        await measure("read", lambda n: log.read(LOG, after=head + max(0, n - 10), limit=10), times)
        await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--times", type=int, default=1_000)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.url, arguments.times))
