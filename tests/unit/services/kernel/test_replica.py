"""A log's view on a node: what is new is folded, holes are told, readings are shared."""

from __future__ import annotations

import asyncio

from hemicycle.services.kernel.journal import Replica
from hemicycle.services.kernel.logs import LOGS
from hemicycle_protocol.views import Event, PersonView


def asked(offset: int) -> Event:
    body: dict[str, object] = {"id": f"q{offset}", "debate": "d1", "text": "?", "state": "submitted"}
    return Event(offset, 1_000 * offset, "my_question_submitted", body)


def replica() -> Replica[PersonView]:
    return Replica("person/p", "p", LOGS["person", ""])


def test_events_are_folded_once_and_in_order() -> None:
    view = replica()
    assert view.take([asked(1), asked(2)])
    assert view.take([asked(2), asked(3)])
    assert (view.head, view.last_at, list(view.view.questions)) == (3, 3_000, ["q1", "q2", "q3"])


def test_a_hole_is_told_and_nothing_behind_it_is_folded() -> None:
    view = replica()
    assert not view.take([asked(1), asked(3)])
    assert view.head == 1


def test_a_saved_view_is_restored() -> None:
    view, again = replica(), replica()
    view.take([asked(1), asked(2)])
    again.restore(view.head, view.dump())
    assert (again.head, again.last_at, again.view) == (view.head, view.last_at, view.view)


async def test_readings_asked_for_together_are_one_and_it_begins_after_the_last_asked() -> None:
    view, truth, reads = replica(), [asked(1)], 0
    gate = asyncio.Event()

    async def read() -> None:
        nonlocal reads
        reads += 1
        found = truth[view.head :]
        await gate.wait()
        view.take(found)

    first = asyncio.create_task(view.read_on(read))
    await asyncio.sleep(0)
    truth.append(asked(2))
    later = [asyncio.create_task(view.read_on(read)) for _ in range(50)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *later)
    assert (reads, view.head) == (2, 2)
