"""A process that votes and appends as fast as it can, and says on stdout what was acknowledged.

`python -m tests.faults.voter URL SEED ROUND`: lines `ballot VOTER TARGET SEQ CHOICE` and `fact OFFSET N`,
each written in one piece after the store has answered. It runs until it is killed.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys

from hemicycle.store import Database, open_database
from hemicycle.store.ballots import Ballot
from hemicycle.store.log import Append

BOX, LOG = "box", "debate/d1"
AT_ONCE = 40


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def vote(database: Database, draw: random.Random, first_seq: int) -> None:
    """Votes of voters that share targets; seqs grow over rounds."""
    for seq in range(first_seq, first_seq + 10**6):
        voter, target = f"v{draw.randrange(200)}", f"proposition/{draw.randrange(20)}"
        choice = draw.choice(["agree", "mixed", "disagree", None])
        await database.ballots.cast(Ballot(BOX, target, voter, choice, seq, seq))
        say("ballot", voter, target, seq, choice)


async def append(database: Database, first: int) -> None:
    for n in range(first, first + 10**6):
        ((_, event),) = await database.log.append([Append(LOG, "said", {"n": n}, n)])
        say("fact", event.offset, n)


async def main(url: str, seed: int, round_: int) -> None:
    database = await open_database(url)
    async with asyncio.TaskGroup() as tasks:
        for i in range(AT_ONCE):
            # Each task has seqs of its own kind, so that no two of a voter and target are equal.
            draw = random.Random(f"{seed} {round_} {i}")
            tasks.create_task(vote(database, draw, (round_ * AT_ONCE + i + 1) * 10**7))
        for i in range(5):
            tasks.create_task(append(database, (round_ * 5 + i + 1) * 10**7))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
