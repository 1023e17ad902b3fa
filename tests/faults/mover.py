"""A node that does one act on a question, and kills itself as soon as it has made so many commits.

`python -m tests.faults.mover URL COMMITS NAME BODY`: NAME is `move` or `undo`, BODY the command as JSON. With
0 commits it dies before the first; it ends by itself if the act does not need as many.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TypeVar

import msgspec

from hemicycle.hub import Exchange
from hemicycle.store.connections import Connections, Work
from hemicycle_protocol import commands as c
from tests.support.evening import MOD_A
from tests.support.nodes import FakeClock, open_node

T = TypeVar("T")
OnQuestion = c.MoveQuestion | c.UndoQuestion


def die_after(commits: int, connections: Connections) -> None:
    """Have the process die right after that commit, before anybody hears of it."""
    write = connections.write
    left = commits

    async def writing(work: Work[T]) -> T:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        made = await write(work)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    connections.write = writing  # type: ignore[method-assign]


async def main(url: str, commits: int, command: OnQuestion) -> None:
    async with open_node(url, FakeClock(), Exchange()) as node:
        await node.version(command.question)  # its debate is in memory: nothing but the act is written
        die_after(commits, node.database.connections)
        await node.do(command, MOD_A)


if __name__ == "__main__":
    acts = {"move": c.MoveQuestion, "undo": c.UndoQuestion}
    _, url, commits, act, body = sys.argv
    asyncio.run(main(url, int(commits), msgspec.json.decode(body, type=acts[act])))
