"""Whatever people press, on two nodes, in any order: the counter, the list and the ballots agree."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemicycle_protocol import mobilisation as m
from tests.support.bills import BILL, MEETING, citizen, facts, make, promise, publish_text
from tests.support.databases import sqlite_database
from tests.support.nodes import open_nodes
from tests.support.soak import rounds

# Who, on which node, on or off, with which number of press, publicly or not.
PRESSES = st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans(), st.integers(1, 6), st.booleans())
Press = tuple[int, int, bool, int, bool]


def model(presses: list[Press]) -> tuple[int, bool]:
    """How many support in the end, and whether two ever did at once."""
    newest: dict[int, int] = {}
    on: set[int] = set()
    reached = False
    for who, _, is_on, seq, _ in presses:
        if seq > newest.get(who, 0):
            newest[who] = seq
            (on.add if is_on else on.discard)(who)
        reached = reached or len(on) >= MEETING.count
    return len(on), reached


async def pressed(presses: list[Press]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_nodes(sqlite_database(Path(folder)), 2, live=False) as nodes:
            await make(nodes[0])
            await publish_text(nodes[0])
            await promise(nodes[0], MEETING)
            for who, at, is_on, seq, public in presses:
                act = m.SupportBill(BILL, seq, public) if is_on else m.WithdrawSupport(BILL, seq)
                await nodes[at].do(act, citizen(who))
            supports, reached = model(presses)
            for node in nodes:
                page = await node.services.mobilisation.reading.page(None, BILL)
                board = await node.board(f"process/{BILL}/board")
                assert page.supports == board.get("bill/supports", 0) == supports
                assert page.public <= supports
            assert len(await facts(nodes[0], "threshold_crossed")) == (1 if reached else 0)
            assert await nodes[0].services.recount() == []


@pytest.mark.slow
@settings(max_examples=rounds(15))
@given(st.lists(PRESSES, max_size=25))
def test_the_counter_is_what_counting_again_finds(presses: list[Press]) -> None:
    """[MO4]"""
    asyncio.run(pressed(presses))
