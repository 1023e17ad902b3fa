"""Group commit without a database: who is answered, when, and what happens when it is full."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from hemicycle.store.errors import Unavailable
from hemicycle.store.gather import Gather
from tests.support.patience import PATIENCE_S


class Committer:
    """Commits when it is let; remembers its batches. Negative items are refused, 13 breaks its batch."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.away = False

    async def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await self.open.wait()
        if self.away:
            raise Unavailable("away")
        if 13 in items:
            raise KeyError("13")
        return [ValueError(item) if item < 0 else item * 10 for item in items]


async def test_items_that_come_together_are_committed_together() -> None:
    committer = Committer()
    gather = Gather(committer, batch=4, capacity=100)
    assert await asyncio.gather(*map(gather.submit, range(10))) == [n * 10 for n in range(10)]
    assert committer.batches == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    await gather.close()


async def test_what_comes_during_a_commit_waits_for_the_next() -> None:
    committer = Committer()
    committer.open.clear()
    gather = Gather(committer, batch=100, capacity=100)
    first = gather.submit(1)
    await asyncio.sleep(0)
    rest = [gather.submit(n) for n in (2, 3, 4)]
    assert not first.done()
    committer.open.set()
    assert await asyncio.gather(first, *rest) == [10, 20, 30, 40]
    assert committer.batches == [[1], [2, 3, 4]]
    await gather.close()


async def test_a_full_batch_does_not_linger() -> None:
    committer = Committer()
    gather = Gather(committer, batch=2, capacity=100, linger_ms=10**9)
    async with asyncio.timeout(PATIENCE_S):
        assert [*await asyncio.gather(gather.submit(1), gather.submit(2))] == [10, 20]
        last = gather.submit(3)
        await gather.close()
        assert await last == 30


async def test_a_full_queue_refuses_the_newest() -> None:
    committer = Committer()
    committer.open.clear()
    gather = Gather(committer, batch=1, capacity=2)
    waiting = [gather.submit(1), gather.submit(2)]
    with pytest.raises(Unavailable):
        gather.submit(3)
    committer.open.set()
    assert await asyncio.gather(*waiting) == [10, 20]
    await gather.close()


async def test_a_refused_item_fails_alone() -> None:
    gather = Gather(Committer(), batch=10, capacity=10)
    outcomes = await asyncio.gather(*map(gather.submit, (1, -2, 3)), return_exceptions=True)
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, True, False]
    await gather.close()


async def test_a_poisonous_item_fails_alone() -> None:
    committer = Committer()
    gather = Gather(committer, batch=10, capacity=10)
    outcomes = await asyncio.gather(*map(gather.submit, (1, 13, 3)), return_exceptions=True)
    assert outcomes[0::2] == [10, 30]
    assert isinstance(outcomes[1], KeyError)
    await gather.close()


async def test_a_database_that_is_away_fails_the_batch_once_and_not_the_next() -> None:
    committer = Committer()
    committer.away = True
    gather = Gather(committer, batch=10, capacity=10)
    outcomes = await asyncio.gather(*map(gather.submit, (1, 2)), return_exceptions=True)
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
    assert len(committer.batches) == 1
    committer.away = False
    assert await gather.submit(3) == 30
    await gather.close()


async def test_a_caller_who_went_away_disturbs_nobody() -> None:
    gather = Gather(Committer(), batch=10, capacity=10)
    gone, stays = gather.submit(1), gather.submit(2)
    gone.cancel()
    assert await stays == 20
    await gather.close()


async def test_closing_commits_what_waits_and_takes_no_more() -> None:
    committer = Committer()
    gather = Gather(committer, batch=2, capacity=10, linger_ms=10**9)
    waiting = [gather.submit(n) for n in range(5)]
    await gather.close()
    assert [await answer for answer in waiting] == [0, 10, 20, 30, 40]
    await gather.close()
    with pytest.raises(Unavailable):
        gather.submit(1)
