"""Supporters of a bill and the news they asked for, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from hemicycle.store import Database
from hemicycle.store.ballots import Ballot
from hemicycle.store.mails import MailKind, MailRow
from hemicycle.store.people import Person
from hemicycle.store.support_news import News, Reader, put_news
from hemicycle.store.supports import HOUR_MS, SupportRow, forget_supporter, hide_message, target_of
from hemicycle_protocol.personal import Pace, Subject

ROW = SupportRow("p1", "zoe", "s-zoe", True, "Zoé", "Bravo", False, 1, 100)


async def support(database: Database, *rows: SupportRow) -> None:
    for row in rows:
        ballot = Ballot(row.process, target_of(row.process), f"v-{row.person}", "support", row.seq, row.at)
        await database.ballots.cast(ballot)
        await database.supports.put(row, voter=f"v-{row.person}", shown=1)


async def test_how_somebody_supports_is_kept_and_changed(database: Database) -> None:
    await support(database, ROW)
    assert await database.supports.get("p1", "zoe") == ROW
    await support(database, ROW._replace(id="other", message="Encore bravo", public=False, seq=2, at=200))
    kept = await database.supports.get("p1", "zoe")
    assert kept == ROW._replace(message="Encore bravo", public=False, seq=2)
    assert await database.supports.by_id("s-zoe") == kept
    await support(database, ROW)  # an older press that arrives late
    assert await database.supports.get("p1", "zoe") == kept


async def test_nothing_is_kept_beside_a_ballot_that_was_withdrawn(database: Database) -> None:
    await database.ballots.cast(Ballot("p1", "bill/p1", "v-zoe", None, 2, 100))
    await database.supports.put(ROW, voter="v-zoe", shown=0)
    assert await database.supports.get("p1", "zoe") is None


async def test_a_withdrawal_forgets_all_but_what_is_newer(database: Database) -> None:
    await support(database, ROW._replace(seq=5))
    await database.supports.drop("p1", "zoe", seq=4)
    assert await database.supports.get("p1", "zoe") is not None
    await database.supports.drop("p1", "zoe", seq=6)
    assert await database.supports.get("p1", "zoe") is None


async def test_the_list_shows_those_who_want_to_be_seen_the_newest_first(database: Database) -> None:
    rows = [ROW._replace(person=f"z{n}", id=f"s{n}", at=100 + n // 2, public=n != 3) for n in range(6)]
    await support(database, *rows)
    supports = database.supports
    assert await supports.public("p1") == 5
    first = await supports.page("p1", after=None, limit=3)
    assert [row.id for row in first] == ["s5", "s4", "s2"]
    second = await supports.page("p1", after=(first[-1].at, first[-1].id), limit=3)
    assert [row.id for row in second] == ["s1", "s0"]
    assert await supports.page("p2", after=None, limit=3) == []


async def test_a_hidden_message_stays_hidden_until_another_is_written(database: Database) -> None:
    """[MO8]"""
    await support(database, ROW)
    await database.connections.write(hide_message("s-zoe", "Injure"))
    await support(database, ROW._replace(news=True, seq=2))
    kept = await database.supports.get("p1", "zoe")
    assert kept is not None
    assert (kept.hidden, kept.news) == ("Injure", True)
    await support(database, ROW._replace(message="Pardon", seq=3))
    kept = await database.supports.get("p1", "zoe")
    assert kept is not None
    assert kept.hidden is None


async def test_the_curve_has_the_last_number_of_each_hour(database: Database) -> None:
    supports = database.supports
    for at, shown in ((10, 1), (HOUR_MS - 1, 7), (HOUR_MS, 9), (3 * HOUR_MS + 5, 8)):
        await supports.sample("p1", shown=shown, at=at)
    assert await supports.curve("p1") == [(0, 7), (HOUR_MS, 9), (3 * HOUR_MS, 8)]


async def test_an_erased_person_leaves_nothing_on_any_list(database: Database) -> None:
    await support(database, ROW, ROW._replace(process="p2", id="s2"))
    await database.connections.write(forget_supporter("zoe"))
    assert await database.supports.get("p1", "zoe") is None
    assert await database.supports.get("p2", "zoe") is None


# --- in the ballot box --------------------------------------------------------------------------------


async def test_supports_are_counted_and_are_no_votes_of_the_consultation(database: Database) -> None:
    """[MO4]"""
    box = database.ballots
    for voter, target, choice in (
        ("v1", "bill/p1", "support"),
        ("v2", "bill/p1", "support"),
        ("v1", "proposition/x", "agree"),
        ("v1", "proposition/y", "agree"),
    ):
        await box.cast(Ballot("p1", target, voter, choice, 1, 1))
    _, counts, totals = await box.tallies("p1")
    assert counts["bill/p1"] == {"support": 2}
    assert totals == {"votes_cast": 2, "voters": 1}
    assert await box.count("p1", "bill/p1", "support") == 2
    assert await box.count("p1", "bill/p1", "other") == 0
    for target in ("proposition/x", "proposition/y", "bill/p1"):
        await box.cast(Ballot("p1", target, "v1", None, 2, 2))
    _, _, totals = await box.tallies("p1")
    assert totals == {"votes_cast": 0, "voters": 0}
    assert await box.count("p1", "bill/p1", "support") == 1
    assert await box.recount() == []


# --- news ---------------------------------------------------------------------------------------------


def letter(news: News, reader: Reader) -> MailRow:
    return MailRow(
        f"{news.id}-{reader.person}", news.at, reader.email, "Sujet", news.fact, MailKind.NEWS, 10**9
    )


async def people(database: Database, names: Iterable[str]) -> None:
    for name in names:
        await database.people.welcome(Person(name, f"{name}@exemple.fr", name.title(), [], 1))


@pytest.mark.parametrize("limit", [1, 2, 10])
async def test_each_who_asked_gets_each_news_once(database: Database, limit: int) -> None:
    """[MO9]"""
    await people(database, ["ali", "eva", "zoe"])
    rows = [ROW._replace(person=name, id=name, news=True) for name in ("ali", "eva", "zoe", "nobody")]
    await support(database, *rows, ROW._replace(person="deaf", id="deaf"))
    told = [News(f"n{n}", "p1", n, "{}") for n in (1, 2)]
    await database.connections.write(put_news(told))
    while await database.support_news.tell(letter, now=9, limit=limit):
        pass
    written = sorted(mail.id for mail in await database.mails.newest())
    assert written == sorted(f"n{n}-{name}" for n in (1, 2) for name in ("ali", "eva", "zoe"))


async def test_who_switched_off_mails_about_bills_gets_none_and_others_theirs_in_their_language(
    database: Database,
) -> None:
    await people(database, ["ali", "eva", "zoe"])
    await support(
        database, *(ROW._replace(person=name, id=name, news=True) for name in ("ali", "eva", "zoe"))
    )
    await database.preferences.set_pace("eva", Subject.BILL, Pace.NONE)
    await database.preferences.set_pace("ali", Subject.PHASES, Pace.NONE)
    await database.preferences.set_language("zoe", "en", chosen=True)
    await database.connections.write(put_news([News("n1", "p1", 1, "{}")]))
    told: list[tuple[str, str]] = []

    def write_mail(news: News, reader: Reader) -> MailRow:
        told.append((reader.person, reader.locale))
        return letter(news, reader)

    await database.support_news.tell(write_mail, now=9, limit=10)
    assert told == [("ali", "fr"), ("zoe", "en")]


async def test_there_may_be_nobody_to_tell(database: Database) -> None:
    assert await database.support_news.tell(letter, now=9, limit=5) == 0
    await database.connections.write(put_news([News("n1", "p1", 1, "{}")]))
    assert await database.support_news.tell(letter, now=9, limit=5) == 1
    assert await database.support_news.tell(letter, now=9, limit=5) == 0
