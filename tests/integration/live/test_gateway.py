"""Real sockets against a real uvicorn."""

from __future__ import annotations

from hemicycle_protocol.messages import Command, Done, Events, Hello, Subscribed, Welcome
from tests.support.live import DEBATE, run_node


async def test_hello_is_answered_by_welcome():
    async with run_node() as node, node.open() as client:
        await client.say(Hello([1], "ada:citizen"))
        welcome = await client.hear()
        assert isinstance(welcome, Welcome)
        assert welcome.you is not None
        assert welcome.you.id == "ada"


async def test_a_fact_reaches_everyone_who_follows():
    async with run_node() as node, node.enter() as one, node.enter("ada:citizen") as two:
        for client in (one, two):
            assert isinstance(await client.follow(DEBATE), Subscribed)
        await two.say(Command(7, "say", {"text": "bonjour"}))
        events = await one.hear()
        assert isinstance(events, Events)
        assert events.events[0].body == {"text": "bonjour"}
        assert {type(await two.hear()), type(await two.hear())} == {Events, Done}
