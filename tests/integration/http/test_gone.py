"""What is erased is gone, what is in the bin is hidden: in answers of two nodes, and in the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hemicycle.core.emit import debate_log
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import moderation
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.messages import Events, Subscribed
from hemicycle_protocol.views import Position, Role
from tests.support.live import session_at
from tests.support.patience import PATIENCE_S
from tests.support.server import Browser, Served, run_server

from .test_visibility import addresses

# No other text has these. What others say under an erased text stays theirs, and is shown no more.
WORD, NAME, EMAIL, REPLY = "Zirbelkiefer", "Zephyrine Quatrebarbes", "zephyrine@exemple.fr", "Bergahorn"
ASKED, READ_OUT = "Hainbuche", "Feldulme"
CLOSING = {"form": "content", "confirmation": "fermer mon compte"}
LOGS = ("process/p1", "debate/d1")
NODES = ("process/p1", "process/p1/board", "debate/d1", "debate/d1/board")


@asynccontextmanager
async def two_nodes(folder: Path) -> AsyncIterator[tuple[Served, Served]]:
    """Two nodes on one database, between which no news goes: each finds out by looking."""
    async with run_server(folder) as one, run_server(folder, furnished=False) as other:
        yield one, other


async def looks(node: Served, other: Served) -> None:
    """What happens every few seconds where no news comes: a node looks at what the others wrote."""
    await node.node.services.kernel.roll.refresh()
    await node.node.hub.check()
    heads = [one.node.services.kernel.journal for one in (node, other)]
    async with asyncio.timeout(PATIENCE_S):
        while any(heads[0].head(log) < heads[1].head(log) for log in LOGS):  # noqa: ASYNC110 (nobody is told)
            await asyncio.sleep(0.01)


async def act(browser: Browser, name: str, /, **args: object) -> dict[str, str]:
    answer = await browser.act(name, **args)
    assert answer.status_code == 200, (name, answer.text)
    result: dict[str, str] = answer.json()["result"]
    return result


async def moderator(server: Served, browser: Browser) -> None:
    info = await browser.sign_in("awa@exemple.fr")
    who = info["you"]["id"]  # type: ignore[index]
    member = put_membership(Membership("p1", str(who), Role.MODERATOR.value, 1))
    await server.node.database.connections.write(member)


async def told(server: Served, browser: Browser, ids: list[str], words: tuple[str, ...]) -> list[str]:
    """Where any of the words stands in what a node answers."""
    found = []
    for path in addresses(ids, f"process=p1&debate=d1&q={WORD}+{REPLY}&lang=fr"):
        server.node.application.state.site.rates._buckets.clear()  # so many a minute are not for one reader
        answer = await browser.get(path)
        assert answer.status_code < 500, path
        assert answer.status_code != 429, path
        found += [f"{word} at {path}" for word in words if word.lower() in answer.text.lower()]
    for topic in (*NODES, f"process/p1/arguments/{ids[1]}"):
        async with session_at(server.site) as client:
            view = str(await client.follow(topic)).lower()
        found += [f"{word} on {topic}" for word in words if word.lower() in view]
    replay = str(await facts_since(server, 1)).lower()
    return found + [f"{word} in the replay" for word in words if word.lower() in replay]


async def facts_since(server: Served, at: int) -> list[object]:
    """What a node gives to somebody who comes back to the log of the debate."""
    epoch, log = server.node.database.epoch, debate_log("d1")
    head = (await server.node.database.log.heads([log]))[log]
    told: list[object] = []
    async with session_at(server.site) as client:
        welcome = await client.follow(log, Position(epoch, at))
        assert isinstance(welcome, Subscribed), welcome
        assert welcome.recovered
        while at < head:
            news = await client.hear()
            assert isinstance(news, Events), news
            told += news.events
            at = news.first + len(news.events) - 1
    return told


async def write_everything(author: Browser, other: Browser) -> list[str]:
    """What somebody can leave in a process, and what another says under it; the ids."""
    await author.post("/api/me", {"name": NAME})
    proposed = {"process": "p1", "kind": "solution", "title": f"La {WORD}", "body": f"Planter la {WORD}."}
    mine = (await act(author, "propose", **proposed, key="a"))["proposition"]
    await act(other, "vote", proposition=mine, choice="agree", seq=1)
    reply = await act(other, "argue", proposition=mine, side="for", body=f"Et le {REPLY}.", key="b")
    await act(author, "revise_proposition", proposition=mine, version=1, title=f"Des {WORD}", body="Plus.")
    argued = {"proposition": "p1-2", "side": "against", "body": f"Sans {WORD}."}
    argument = (await act(author, "argue", **argued, key="c"))["argument"]
    await act(author, "report", process="p1", target="proposition/p1-3", reason="error", note=f"La {WORD} !")
    await act(author, "ask_question", debate="d1", text=f"Une {ASKED} ?", theme=f"{ASKED}", key="d")
    return ["p1", mine, argument, reply["argument"], "d1"]


@pytest.mark.slow
async def test_nothing_is_left_of_whom_closes_an_account_with_its_texts(tmp_path: Path) -> None:
    """[H19] Neither in answers, feeds, files and topics of any node, nor in the files of the database."""
    words = (WORD, NAME, EMAIL, ASKED)
    async with (
        two_nodes(tmp_path) as (here, there),
        here.browser() as author,
        here.browser() as other,
        there.browser() as stranger,
        there.browser() as member,
    ):
        await author.sign_in(EMAIL)
        await other.sign_in("yann@exemple.fr")
        await moderator(there, member)
        ids = await write_everything(author, other)
        assert len(await told(there, stranger, ids, (WORD, NAME, REPLY))) > 10
        assert await told(here, member, ids, words)
        erased = await author.post("/api/me/erasure", CLOSING)
        assert erased.status_code == 204, erased.text
        await looks(there, here)
        assert await told(here, other, ids, words) == []
        assert await told(there, member, ids, words) == []
        assert await told(there, stranger, ids, (*words, REPLY)) == []
        files = [file for file in (tmp_path / "var").rglob("*") if file.is_file()]
        assert any(file.suffix == ".db" for file in files)
        for file in files:
            kept = file.read_bytes().lower()
            assert [word for word in words if word.lower().encode() in kept] == [], file


@pytest.mark.slow
async def test_what_is_in_the_bin_is_read_by_nobody_who_does_not_look_into_it(tmp_path: Path) -> None:
    """[H23] [MD16] With its title, earlier texts and what others said under it; restored, all is there."""
    words = (f"La {WORD}", f"Des {WORD}", REPLY)
    async with (
        two_nodes(tmp_path) as (here, there),
        here.browser() as author,
        here.browser() as other,
        there.browser() as stranger,
    ):
        await author.sign_in(EMAIL)
        await moderator(here, other)
        ids = await write_everything(author, other)
        before = await told(there, stranger, ids, words)
        assert len(before) > 10
        judged = {"process": "p1", "target": f"proposition/{ids[1]}", "explanation": "Publicité."}
        await act(other, "bin_item", **judged, version=0, reason="spam")
        await looks(there, here)
        assert await told(there, stranger, ids, words) == []
        (entry,) = (await stranger.get("/api/processes/p1/register")).json()["entries"]
        assert (entry["act"], entry.get("title"), entry["proposition"]) == ("bin", None, 4)
        await act(other, "restore_item", **judged, version=1)
        await looks(there, here)
        assert set(await told(there, stranger, ids, words)) >= set(before)


async def ask(author: Browser, text: str, key: str) -> str:
    asked = await act(author, "ask_question", debate="d1", text=f"{text} ?", key=key, theme=text)
    return asked["question"]


@pytest.mark.slow
async def test_a_question_that_is_put_away_is_in_no_log_or_file(tmp_path: Path) -> None:
    """[H23] [MD16] [DE22] In the bin, taken back or back in review, with its name; restored, it is there."""
    words = (ASKED, NAME, READ_OUT)
    async with (
        two_nodes(tmp_path) as (here, there),
        here.browser() as author,
        here.browser() as desk,
        there.browser() as stranger,
    ):
        await author.sign_in(EMAIL)
        await author.post("/api/me", {"name": NAME})
        invited = {"token": await here.link(Role.MODERATOR), "name": ""}
        assert (await desk.post("/api/invitations/accept", invited)).status_code == 200
        card = {"debate": "d1", "question": await ask(author, ASKED, "a")}
        await act(desk, "reword_question", **card, version=2, readout_text=READ_OUT)
        before = await told(there, stranger, ["p1", "d1"], words)
        assert f"{READ_OUT} in the replay" in before
        await act(desk, "move_question", **card, version=3, to="binned", reason="personal_attack")
        await looks(there, here)
        assert await told(there, stranger, ["p1", "d1"], words) == []
        assert not [word for word in words if word in str(await facts_since(here, 1))]
        await act(desk, "move_question", **card, version=4, to="published")
        await looks(there, here)
        assert set(await told(there, stranger, ["p1", "d1"], words)) >= {
            one
            for one in before
            if " on debate/" not in one  # a snapshot, and then the facts since
        }
        await act(desk, "move_question", **card, version=5, to="needs_review")
        await looks(there, here)
        assert not [word for word in words if word in str(await facts_since(there, 1))]
        await act(desk, "move_question", **card, version=6, to="published")
        await act(author, "withdraw_question", **card)
        await looks(there, here)
        assert await told(there, stranger, ["p1", "d1"], words) == []
        assert not [word for word in words if word in str(await facts_since(here, 1))]


def test_no_fact_of_moderation_has_words_of_a_text() -> None:
    """[H23] A log keeps what it holds: what was put away or erased is not in it."""
    facts = [one for one in vars(moderation).values() if isinstance(one, type) and issubclass(one, EventBody)]
    fields = {field for fact in facts for field in fact.__struct_fields__}
    said = {"target", "reason", "explanation", "role", "reports", "outcome", "act", "state", "block", "until"}
    assert fields == said
