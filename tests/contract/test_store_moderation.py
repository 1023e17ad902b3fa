"""Moderation, notices, consents and the end of an account, on both databases."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from hemicycle.store import Database
from hemicycle.store.ballots import Ballot
from hemicycle.store.erasure import CLOSED_NAME, Closed, blank_text, close_account
from hemicycle.store.log import Append
from hemicycle.store.mails import MailKind, MailRow, put_mail
from hemicycle.store.moderation import Line, ReportRow, put_move
from hemicycle.store.moves import Withdraw
from hemicycle.store.notices import NoticeRow, SpreadRow, Unheard
from hemicycle.store.people import Person
from hemicycle.store.processes import ProcessRow, put_process
from hemicycle.store.propositions import ArgumentRow, PropositionRow, add_propositions
from hemicycle.store.revocations import put_revocation
from hemicycle.store.sessions import SessionRow
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.moderation import ItemState, ModerationAct, ReportReason
from hemicycle_protocol.moderation_item import Item
from hemicycle_protocol.personal import Notice, NoticeKind, Pace, Subject
from hemicycle_protocol.views import Role
from tests.support.ballot_moves import move_ballots

from .conftest import Nodes

TEXT = "proposition/a"
ROW = Item(TEXT, "p1", "p-zoe")


def urgency(reports: int, since: int) -> int:
    return since - reports * 1_000


async def texts(database: Database) -> None:
    process = ProcessRow("p1", "Cantines", "", [], 1)
    proposition = PropositionRow("a", "p1", 1, "", "Publier", "Tout.", "Zoé", "p-zoe", False, 1)
    argument = ArgumentRow("x", "a", "for", "Oui.", "Yann", 2, person="p-yann")
    await database.connections.write(put_process(process))
    await database.connections.write(add_propositions([proposition], [argument]))


async def report(database: Database, person: str, at: int, target: str = TEXT) -> int:
    row = Item(target, "p1", "p-zoe")
    said = ReportRow(target, person, "p1", ReportReason.SPAM.value, "", at)
    return await database.moderation.report(row, said, urgency=urgency)


async def move(database: Database, before: Item, after: Item, act: ModerationAct) -> None:
    line = Line(after.last_at or 0, act, before.target, ReportReason.SPAM, "Parce que.", Role.MODERATOR)
    fact = Append("process/p1", "item_moved", {}, line.at)
    await database.log.append([fact], writes=[put_move(before, after, line, urgency=urgency)])


def binned(row: Item, at: int) -> Item:
    return row._replace(
        state=ItemState.BINNED,
        version=row.version + 1,
        reason=ReportReason.SPAM,
        explanation="Parce que.",
        role=Role.MODERATOR,
        decided_at=at,
        last_act=ModerationAct.BIN,
        last_by="mod",
        last_at=at,
        last_before=ItemState.VISIBLE,
    )


async def test_reports_count_once_and_put_texts_in_order(database: Database) -> None:
    """[MD1]"""
    assert await report(database, "p-a", 5) == 5
    assert await report(database, "p-a", 9) == 5
    await report(database, "p-b", 6, "proposition/b")
    await report(database, "p-c", 7, "proposition/b")
    assert [row.target for row in await database.moderation.waiting("p1")] == ["proposition/b", TEXT]
    assert await database.moderation.counts("p1") == (2, 0)
    assert await database.moderation.reported_by("p-a", [TEXT, "proposition/b"]) == {TEXT}
    assert await database.moderation.reports_since("p-a", 5) == 1
    assert [r.at for r in (await database.moderation.open_reports([TEXT]))[TEXT]] == [5]


async def test_reports_at_once_are_all_counted(nodes: Nodes) -> None:
    one, other = await nodes(), await nodes()
    await asyncio.gather(*(report(node, f"p-{n}", n) for n in range(8) for node in (one, other)))
    (row,) = await one.moderation.waiting("p1")
    assert row.reports == 8


async def test_a_move_answers_reports_and_undoing_asks_them_again(database: Database) -> None:
    await report(database, "p-a", 5)
    after = binned(ROW, 10)
    await move(database, ROW, after, ModerationAct.BIN)
    stands = (await database.moderation.several([TEXT]))[TEXT]
    assert (stands.state, stands.version, stands.reports, stands.answered) == ("binned", 1, 0, 1)
    with pytest.raises(Refused) as refused:
        await report(database, "p-b", 11)
    assert refused.value.code is Code.CLOSED
    back = stands._replace(state=ItemState.VISIBLE, version=2, last_act=None, last_by=None, last_at=12)
    await move(database, stands, back, ModerationAct.UNDO)
    (row,) = await database.moderation.waiting("p1")
    assert (row.reports, row.version) == (1, 2)
    assert len((await database.moderation.open_reports([TEXT]))[TEXT]) == 1


async def test_a_move_from_an_old_version_changes_nothing_and_says_so(nodes: Nodes) -> None:
    one, other = await nodes(), await nodes()
    results = await asyncio.gather(
        move(one, ROW, binned(ROW, 10), ModerationAct.BIN),
        move(other, ROW, binned(ROW, 11), ModerationAct.BIN),
        return_exceptions=True,
    )
    (refused,) = [result for result in results if result is not None]
    assert isinstance(refused, Refused)
    assert (refused.code, refused.facts) == (Code.CHANGED, {"version": 1, "state": "binned"})
    figures, entries = await one.moderation.register("p1", before=None)
    assert (figures.acts, figures.reasons, figures.in_bin) == ({"bin": 1}, {"spam": 1}, 1)
    assert [entry.number for entry in entries] == [1]
    assert (await one.log.heads(["process/p1"])) == {"process/p1": 1}


async def test_the_bin_and_the_register_are_read_page_by_page(database: Database) -> None:
    for number in range(53):
        row = Item(f"proposition/{number:02}", "p1", None)
        await move(database, row, binned(row, 100 + number // 2), ModerationAct.BIN)
    first, total = await database.moderation.bin("p1", after=None)
    assert (len(first), total) == (50, 53)
    last = f"{first[-1].decided_at}.{first[-1].target}"
    rest, _ = await database.moderation.bin("p1", after=last)
    assert len({row.target for row in [*first, *rest]}) == 53
    for bad in ("x", "-1.a", "1e9.a"):
        with pytest.raises(Refused):
            await database.moderation.bin("p1", after=bad)
    _, entries = await database.moderation.register("p1", before=None)
    assert [entry.number for entry in entries][:2] == [53, 52]
    _, older = await database.moderation.register("p1", before=entries[-1].number)
    assert [entry.number for entry in older] == [3, 2, 1]


def spread(id_: str) -> SpreadRow:
    body = msgspec.json.encode(Notice(NoticeKind.PHASE_OPENED, "p1", 1)).decode()
    return SpreadRow(id_, "followers", "phase_opened", "p1", "", "", body, 1)


def notice(person: str, due_at: int | None, id_: str = "s1") -> NoticeRow:
    row = spread(id_)
    return NoticeRow(f"{id_}/{person}", person, row.kind, "p1", TEXT, row.body, 1, due_at)


async def test_a_log_is_heard_by_one_node(nodes: Nodes) -> None:
    one, other = await nodes(), await nodes()
    await one.log.append([Append("process/p1", "x", {}, 1), Append("debate/d1", "x", {}, 1)])
    assert await one.notices.unheard(10) == [Unheard("process/p1", 0)]
    heard = await asyncio.gather(
        *(node.notices.hear(Unheard("process/p1", 0), 1, [spread("s1")], []) for node in (one, other))
    )
    assert sorted(heard) == [False, True]
    assert await one.notices.unheard(10) == []
    assert [row.id for row in await other.notices.open_spreads(5)] == ["s1"]


async def test_a_part_of_a_spread_is_told_once_and_a_mail_written_once(nodes: Nodes) -> None:
    one, other = await nodes(), await nodes()
    await one.notices.announce([spread("s1")])
    await one.notices.announce([spread("s1")])
    (row,) = await one.notices.open_spreads(5)
    await asyncio.gather(
        *(node.notices.tell(row, [notice("p-a", 5)], after="p-a", done_at=7) for node in (one, other))
    )
    assert await one.notices.open_spreads(5) == []
    assert await one.notices.due(now=4, limit=5) == []
    assert await one.notices.due(now=5, limit=5) == ["p-a"]

    def compose(rows: list[NoticeRow]) -> MailRow:
        return MailRow(f"m{id(rows)}", 5, "a@example.org", "Une phase est ouverte", "…", MailKind.NOTICE, 9)

    await asyncio.gather(*(node.notices.send("p-a", compose, now=5) for node in (one, other)))
    assert len(await one.mails.newest()) == 1
    assert await one.mails.subjects_to("a@example.org") == [(5, "notice", "Une phase est ouverte")]
    assert await one.notices.due(now=9, limit=5) == []
    assert len(await one.notices.recent("p-a")) == 1


async def test_what_is_taken_back_or_retimed_is_not_told_as_it_was(database: Database) -> None:
    await database.notices.announce([spread("s1")])
    (row,) = await database.notices.open_spreads(5)
    people = [notice("p-a", 5), notice("p-b", 5), notice("p-c", None)]
    await database.notices.tell(row, people, after="p-c", done_at=7)
    await database.notices.retime("p-b", ["phase_opened"], lambda at: at + 100)
    await database.notices.retime("p-c", ["phase_opened"], lambda at: at)
    assert await database.notices.due(now=50, limit=5) == ["p-a"]
    await database.log.append([Append("process/p1", "x", {}, 1)])
    await database.notices.hear(Unheard("process/p1", 0), 1, [], [TEXT])
    assert await database.notices.due(now=500, limit=5) == []
    await database.notices.forget(before=9)
    assert await database.notices.recent("p-c") == []


async def test_voters_of_a_text_are_found_some_at_a_time(database: Database) -> None:
    for person in ("p-a", "p-b", "p-c"):
        voter = await database.salts.pseudonym("p1", person)
        target = TEXT if person != "p-b" else "proposition/b"
        await database.ballots.cast(Ballot("p1", target, voter, "agree", 1, 1))
    assert await database.notices.voters("p1", TEXT, after="", limit=2) == (["p-a"], "p-b")
    assert await database.notices.voters("p1", TEXT, after="p-b", limit=2) == (["p-c"], "p-c")
    assert await database.notices.voters("p1", TEXT, after="p-c", limit=2) == ([], "")


async def test_preferences_consents_and_sessions(database: Database) -> None:
    preferences = database.preferences
    await preferences.set_pace("p-a", Subject.PHASES, Pace.DAILY)
    await preferences.set_pace("p-a", Subject.PHASES, Pace.NONE)
    assert await preferences.paces("p-a") == {Subject.PHASES: Pace.NONE}
    await preferences.set_language("p-a", "en", chosen=False)
    await preferences.set_language("p-a", "fr", chosen=False)
    assert await preferences.language("p-a") == "en"
    await preferences.set_language("p-a", "fr", chosen=True)
    assert await preferences.language("p-a") == "fr"
    await texts(database)
    for on in (True, True, False, True):
        await preferences.follow("p1", "p-a", on=on, at=3)
    assert [each.title for each in await preferences.followed("p-a")] == ["Cantines"]
    assert await database.notices.followers("p1", after="", limit=5) == ["p-a"]
    await database.consents.give(["p-a"], "v1", at=1)
    await database.consents.give(["p-a", "p-b"], "v1", at=2)
    assert [c.at for c in await database.consents.of_person("p-a")] == [1]
    for row in (SessionRow("p-a", "s1", 1), SessionRow("p-a", "s2", 5)):
        await database.sessions.begin(row)
    assert [row.session for row in await database.sessions.of_person("p-a", since=1)] == ["s2"]
    await database.sessions.end("p-a", "s2")
    await database.sessions.forget(before=1)
    assert await database.sessions.of_person("p-a", since=0) == []


async def test_a_voter_takes_all_back_and_sees_what_they_did(database: Database) -> None:
    box = database.ballots
    for target, choice in ((TEXT, "agree"), ("argument/x", "support"), (TEXT, "mixed")):
        await box.cast(Ballot("p1", target, "v", choice, 1 if choice != "mixed" else 2, 4))
    await box.cast(Ballot("p1", TEXT, "other", "agree", 1, 4))
    await move_ballots(database, "p1", Withdraw(lambda connection: ["v"]), at=9)
    assert (await box.tallies("p1"))[1] == {TEXT: {"agree": 1}}
    assert await box.of_voter("p1", "v") == {}
    assert [entry.choice for entry in await box.receipts("p1", "v")][:3] == ["agree", "support", "mixed"]
    assert await box.recount() == []


async def test_a_closed_account_leaves_no_name_behind(database: Database) -> None:
    """[DA3]"""
    await texts(database)
    zoe = Person("p-zoe", "zoe@example.org", "Zoé", ["citizen"], 1)
    await database.people.welcome(zoe)
    await database.log.append([Append("person/p-zoe", "text_kept", {}, 1)])
    await database.salts.pseudonym("p1", "p-zoe")
    await database.preferences.follow("p1", "p-zoe", on=True, at=1)
    await database.connections.write(
        put_mail(MailRow("m1", 1, "zoe@example.org", "Bonjour", "…", MailKind.NOTICE, 9))
    )
    await report(database, "p-zoe", 5)
    told = put_revocation("rewritten", now=9, tokens_until=10)
    close = close_account(
        Closed("p-zoe", "account", 9), zoe.email, stand_in="closed-1", rewritten=lambda log: told
    )
    await database.connections.write(close)
    await database.connections.write(close)
    assert await database.people.get("p-zoe") is None
    assert await database.closed.among(["p-zoe", "p-yann"]) == {"p-zoe"}
    assert await database.salts.of_person("p-zoe") == {}
    assert await database.log.heads(["person/p-zoe"]) == {"person/p-zoe": 0}
    assert await database.notices.followers("p1", after="", limit=5) == []
    assert await database.mails.newest() == []
    assert (await database.texts.several([TEXT]))[TEXT].author == CLOSED_NAME
    assert await database.moderation.reports_of("closed-1") != []
    await database.connections.write(blank_text(TEXT))
    blank = (await database.texts.several([TEXT, "argument/x"]))[TEXT]
    assert (blank.title, blank.body, blank.number) == ("", "", 1)
