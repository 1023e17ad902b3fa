"""The ballot box's contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from sqlalchemy import Connection, select

from hemicycle.store import Database, bulk, tables
from hemicycle.store.ballots import Ballot, Choices, Commit
from hemicycle.store.leavers import Leaving, leave
from hemicycle.store.log import Append, Change, News
from hemicycle.store.moves import Close, Part, Unite
from hemicycle.store.people import Person
from hemicycle_protocol.errors import Code, Refused
from tests.contract.conftest import Nodes
from tests.support.ballot_moves import move_ballots

BOX = "p1"
P7 = "proposition/7"


def vote(voter: str, choice: str | None, seq: int = 1, *, target: str = P7, counted: bool = True) -> Ballot:
    return Ballot(BOX, target, voter, choice, seq, 1_000 + seq, counted)


def listen(database: Database) -> list[Commit]:
    commits: list[Commit] = []
    database.ballots.on_commit = lambda *what: commits.append(Commit(*what))
    return commits


async def test_a_vote_is_counted_and_its_voter_answered(database: Database) -> None:
    commits = listen(database)
    cast = await database.ballots.cast(vote("v1", "agree"))
    assert cast == ("agree", 1_001, True)
    totals = {"votes_cast": 1, "voters": 1}
    assert commits == [(BOX, 0, 1, {P7: {"agree": 1}}, totals)]
    assert await database.ballots.tallies(BOX) == (1, {P7: {"agree": 1}}, totals)
    assert await database.ballots.of_voter(BOX, "v1") == {P7: "agree"}


async def test_an_empty_box_has_no_votes(database: Database) -> None:
    """[CO24]"""
    assert await database.ballots.tallies(BOX) == (0, {}, {"votes_cast": 0, "voters": 0})
    assert await database.ballots.of_voter(BOX, "v1") == {}
    assert await database.ballots.recount() == []


async def test_a_changed_vote_moves_and_keeps_its_history(database: Database) -> None:
    """[CO1]"""
    await database.ballots.cast(vote("v1", "agree", 1))
    await database.ballots.cast(vote("v1", "disagree", 2))
    clock, tallies, totals = await database.ballots.tallies(BOX)
    assert (clock, tallies, totals) == (2, {P7: {"disagree": 1}}, {"votes_cast": 1, "voters": 1})
    history = await database.log.read(f"ballots/{BOX}")
    assert [(e.type, e.actor, e.body) for e in history] == [
        ("ballot_cast", "v1", {"target": P7, "choice": "agree", "seq": 1}),
        ("ballot_cast", "v1", {"target": P7, "choice": "disagree", "seq": 2}),
    ]


async def test_repeating_a_ballot_changes_nothing(database: Database) -> None:
    """[CO2]"""
    await database.ballots.cast(vote("v1", "agree"))
    commits = listen(database)
    assert await database.ballots.cast(vote("v1", "agree")) == ("agree", 1_001, False)
    assert await database.ballots.cast(vote("v1", "agree", 2)) == ("agree", 1_001, False)
    assert commits == []
    assert await database.log.heads([f"ballots/{BOX}"]) == {f"ballots/{BOX}": 1}


async def test_a_late_ballot_does_not_win_over_a_newer_one(database: Database) -> None:
    """[CO2]"""
    await database.ballots.cast(vote("v1", "mixed", 5))
    assert await database.ballots.cast(vote("v1", "agree", 4)) == ("mixed", 1_005, False)
    # The same choice again is no event, but its seq still counts.
    await database.ballots.cast(vote("v1", "mixed", 7))
    assert await database.ballots.cast(vote("v1", "agree", 6)) == ("mixed", 1_005, False)


async def test_withdrawing_takes_the_vote_and_the_voter_away(database: Database) -> None:
    """[CO1, CO24]"""
    await database.ballots.cast(vote("v1", "agree", 1))
    await database.ballots.cast(vote("v1", "agree", 1, target="proposition/8"))
    await database.ballots.cast(vote("v1", None, 2))
    assert (await database.ballots.tallies(BOX))[2] == {"votes_cast": 1, "voters": 1}
    await database.ballots.cast(vote("v1", None, 2, target="proposition/8"))
    assert await database.ballots.tallies(BOX) == (4, {}, {"votes_cast": 0, "voters": 0})
    assert await database.ballots.of_voter(BOX, "v1") == {}
    await database.ballots.cast(vote("v1", "agree", 3))
    assert (await database.ballots.tallies(BOX))[2] == {"votes_cast": 1, "voters": 1}


async def test_a_ballot_that_does_not_count_stands_but_moves_no_tally(database: Database) -> None:
    commits = listen(database)
    await database.ballots.cast(vote("author", "agree", counted=False))
    assert await database.ballots.of_voter(BOX, "author") == {P7: "agree"}
    assert await database.ballots.tallies(BOX) == (1, {}, {"votes_cast": 0, "voters": 0})
    assert [(c.before, c.after) for c in commits] == [(0, 1)]
    assert await database.ballots.recount() == []


async def test_a_commit_tells_each_box_once_and_in_order(database: Database) -> None:
    commits = listen(database)
    await asyncio.gather(
        *(database.ballots.cast(vote(f"v{n}", "agree")._replace(box=f"b{n % 2}")) for n in range(1_200))
    )
    for box in ("b0", "b1"):
        mine = [c for c in commits if c.box == box]
        assert mine[0].before == 0
        assert all(one.after == next_.before for one, next_ in pairwise(mine))
        assert mine[-1].after == mine[-1].tallies[P7]["agree"] == 600
    assert len(commits) < 20


async def test_many_ballots_of_one_voter_in_one_commit_follow_each_other(database: Database) -> None:
    choices = ["agree", "mixed", None, "disagree", "agree"]
    casts = await asyncio.gather(
        *(database.ballots.cast(vote("v1", choice, seq)) for seq, choice in enumerate(choices))
    )
    assert [cast.choice for cast in casts] == choices
    assert (await database.ballots.tallies(BOX))[1] == {P7: {"agree": 1}}


async def test_merged_questions_have_the_union_of_their_supporters(database: Database) -> None:
    """[DE13]"""
    for voter in ("a", "b"):
        await database.ballots.cast(vote(voter, "support", target="question/old"))
    for voter in ("b", "c"):
        await database.ballots.cast(vote(voter, "support", target="question/new"))
    commits = listen(database)
    await move_ballots(database, BOX, Unite("question/new", "question/old"), at=5)
    assert [(c.before, c.after, c.tallies) for c in commits] == [(4, 5, {"question/new": {"support": 3}})]
    assert (await database.ballots.of_voter(BOX, "a")).keys() == {"question/new", "question/old"}
    assert await database.ballots.recount() == []


async def test_a_merge_says_of_nobody_what_they_supported(database: Database) -> None:
    """[DE13] [H11] The sum is that of its parts, also if the author of the one supported the other."""
    await database.ballots.cast(vote("author", "support", target="question/old"))
    await move_ballots(database, BOX, Unite("question/new", "question/old"), at=5)
    counts = (await database.ballots.tallies(BOX))[1]
    assert counts == {"question/old": {"support": 1}, "question/new": {"support": 1}}
    assert await database.ballots.recount() == []


async def test_undoing_a_merge_takes_back_what_it_brought_and_no_more(database: Database) -> None:
    """[DE13]"""
    for voter in ("a", "b", "c"):
        await database.ballots.cast(vote(voter, "support", 3, target="question/old"))
    await database.ballots.cast(vote("own", "support", target="question/new"))
    await move_ballots(database, BOX, Unite("question/new", "question/old"), at=5)
    await database.ballots.cast(vote("b", None, 1, target="question/new"))
    await database.ballots.cast(vote("b", "support", 2, target="question/new"))
    await move_ballots(database, BOX, Part("question/new", "question/old"), at=6)
    tallies = (await database.ballots.tallies(BOX))[1]
    assert tallies == {"question/old": {"support": 3}, "question/new": {"support": 2}}
    assert await database.ballots.recount() == []


async def test_two_nodes_voting_in_the_same_box_agree(nodes: Nodes) -> None:
    one, other = await nodes(), await nodes()
    heard = [listen(one), listen(other)]
    await asyncio.gather(
        *(one.ballots.cast(vote(f"v{n % 50}", "agree", 2 * n)) for n in range(300)),
        *(other.ballots.cast(vote(f"v{n % 50}", "mixed", 2 * n + 1)) for n in range(300)),
    )
    clock, tallies, totals = await one.ballots.tallies(BOX)
    assert (clock, tallies, totals) == await other.ballots.tallies(BOX)
    assert totals == {"votes_cast": 50, "voters": 50}
    spans = sorted((c.before, c.after) for commits in heard for c in commits)
    assert spans[0][0] == 0
    assert spans[-1][1] == clock
    assert all(end == begin for (_, end), (begin, _) in pairwise(spans))
    assert await one.ballots.recount() == []


async def test_a_recount_finds_every_number_that_is_wrong(database: Database) -> None:
    """[CO5]"""
    for voter in ("a", "b"):
        await database.ballots.cast(vote(voter, "agree"))

    def falsify(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE tallies SET count = 9 WHERE choice = 'agree'")
        connection.exec_driver_sql("UPDATE tallies SET count = 3 WHERE choice = 'voters'")
        connection.exec_driver_sql("UPDATE ballots SET choice = 'mixed' WHERE voter = 'b'")

    await database.connections.write(falsify)
    differences = await database.ballots.recount()
    assert [tuple(d) for d in differences] == [
        (BOX, f"log b {P7}", ("agree", True, None), ("mixed", True, None)),
        (BOX, f"{P7} agree", 9, 1),
        (BOX, f"{P7} mixed", 0, 1),
        (BOX, "voters", 3, 2),
    ]
    assert await database.ballots.recount("another box") == []


async def test_a_pseudonym_is_the_same_on_every_node_and_differs_between_boxes(nodes: Nodes) -> None:
    """[DA7]"""
    one, other = await nodes(), await nodes()
    names = await asyncio.gather(
        *(node.salts.pseudonym("b1", f"p{n}") for node in (one, other) for n in range(20))
    )
    assert names[:20] == names[20:]
    assert len(set(names)) == 20
    assert await one.salts.pseudonym("b2", "p1") not in names


async def test_erasing_a_person_unlinks_their_ballots_for_good(nodes: Nodes) -> None:
    """[DA7]"""
    one, other = await nodes(), await nodes()
    name = await one.salts.pseudonym(BOX, "p1")
    await one.ballots.cast(vote(name, "agree"))
    await one.salts.destroy("p1")
    assert await one.salts.pseudonym(BOX, "p1") != name
    assert await other.salts.pseudonym(BOX, "p1") != name
    assert (await one.ballots.tallies(BOX))[1] == {P7: {"agree": 1}}
    assert await one.ballots.recount() == []


async def test_a_closed_target_takes_no_ballot_on_any_node(nodes: Nodes) -> None:
    """[C3] The closing and the counts it tells are one instant of the box, wherever a ballot comes from."""
    a, b = await nodes(), await nodes()
    await a.ballots.cast(vote("v1", "agree"))
    await b.ballots.cast(vote("v2", "mixed"))
    commits = listen(a)

    def decide(news: News, counts: Choices) -> Change[None]:
        fact = Append("debate/d1", "closed", {"counts": counts[P7]}, 5)
        return Change([fact], None, moves=[Close([P7])])

    (((_, fact),), _) = await a.ballots.append_after(BOX, {"debate/d1": 0}, decide)
    assert fact.body == {"counts": {"agree": 1, "mixed": 1}}
    assert [(one.before, one.after, one.tallies) for one in commits] == [(2, 3, {})]
    for node in (a, b):
        with pytest.raises(Refused) as refused:
            await node.ballots.cast(vote("v3", "agree"))
        assert refused.value.code is Code.CLOSED
        assert await node.ballots.cast(vote("v1", "agree")) == ("agree", 1_001, False)
        assert (await node.ballots.cast(vote(f"v4-{node is a}", "agree", target="proposition/8"))).changed
    await a.ballots.append_after(BOX, {"debate/d1": 1}, decide)
    assert await a.ballots.recount() == []


async def test_a_closing_that_is_refused_closes_nothing(database: Database) -> None:
    def refuse(news: News, counts: Choices) -> Change[None]:
        raise Refused(Code.ILLEGAL_MOVE)

    with pytest.raises(Refused):
        await database.ballots.append_after(BOX, {"debate/d1": 0}, refuse)
    assert (await database.ballots.cast(vote("v1", "agree"))).changed
    assert await database.log.heads(["debate/d1"]) == {"debate/d1": 0}


async def test_a_ballot_behind_a_closing_is_a_difference(database: Database) -> None:
    await move_ballots(database, BOX, Close([P7]), at=5)
    row = (f"ballots/{BOX}", 2, 9, "ballot_cast", f'{{"target":"{P7}","choice":"agree","seq":1}}', "v1")
    await database.connections.write(lambda connection: bulk.put(connection, tables.events, [row]))
    assert f"closed {P7}" in [difference.what for difference in await database.ballots.recount(BOX)]


async def test_supports_of_arguments_are_counted_apart_from_votes(database: Database) -> None:
    """[T8, CO3] The totals are the votes cast on propositions, and who cast them."""
    for voter in ("a", "b"):
        await database.ballots.cast(Ballot(BOX, "argument/1", voter, "support", 1, 5))
    await database.ballots.cast(vote("a", "agree"))
    _, counts, totals = await database.ballots.tallies(BOX)
    assert counts == {"argument/1": {"support": 2}, P7: {"agree": 1}}
    assert totals == {"votes_cast": 1, "voters": 1}
    await database.ballots.cast(Ballot(BOX, P7, "a", None, 2, 6))
    assert (await database.ballots.tallies(BOX))[2] == {"votes_cast": 0, "voters": 0}
    assert await database.ballots.recount() == []


async def test_a_vote_stays_on_the_version_it_was_cast_on_until_it_is_confirmed(database: Database) -> None:
    """[CO13] Confirming is the same choice for another version: it moves no count."""
    first = Ballot(BOX, P7, "a", "agree", 1, 5, version=1)
    assert (await database.ballots.cast(first)).changed
    assert not (await database.ballots.cast(first._replace(seq=2, at=6))).changed
    assert not (await database.ballots.cast(first._replace(seq=3, at=6, version=None))).changed
    assert await database.ballots.versions_of(BOX, "a") == {P7: 1}
    assert await database.ballots.cast(first._replace(seq=4, at=7, version=2)) == ("agree", 7, True)
    assert await database.ballots.versions_of(BOX, "a") == {P7: 2}
    assert (await database.ballots.tallies(BOX))[1] == {P7: {"agree": 1}}
    assert await database.ballots.recount() == []


async def test_what_somebody_who_left_had_cast_stays_and_nothing_follows(database: Database) -> None:
    """[DA4] [H12] What is under way as they leave is refused; of other kinds of targets nothing is said."""
    await database.ballots.cast(vote("gone", "agree"))
    await database.connections.write(leave([Leaving(BOX, "gone", ["proposition/"], None)]))
    for late in (vote("gone", "disagree", 2), vote("gone", "agree", target="proposition/8")):
        with pytest.raises(Refused, match="closed"):
            await database.ballots.cast(late)
    await database.ballots.cast(vote("gone", "support", target="argument/1"))
    await database.ballots.cast(vote("v1", "agree"))
    assert (await database.ballots.tallies(BOX))[1] == {P7: {"agree": 2}, "argument/1": {"support": 1}}
    assert await database.ballots.recount() == []


async def test_a_box_knows_a_mailbox_that_left_until_it_closes(database: Database) -> None:
    """[DA4] [H12] Only of the kinds of targets on which it holds something, and of that box alone."""

    def mark(box: str, mailbox: str) -> str:
        return f"mark of {mailbox} in {box}"

    for person in ("again", "other"):
        await database.people.welcome(Person(person, f"{person}@x.org", person, ["citizen"], 1))
    await database.ballots.cast(vote("gone", "agree"))
    await database.ballots.cast(vote("gone", "support", target="argument/1"))
    await database.ballots.cast(vote("gone", None, 2, target="argument/1"))
    leaving = [
        Leaving(box, "gone", ["proposition/", "argument/"], mark(box, "again@x.org")) for box in (BOX, "else")
    ]
    await database.connections.write(leave(leaving))
    came_back = database.leavers.came_back
    assert await came_back(BOX, "proposition/", "again", mark=mark)
    assert not await came_back(BOX, "argument/", "again", mark=mark), "it was taken back"
    assert not await came_back("else", "proposition/", "again", mark=mark)
    assert not await came_back(BOX, "proposition/", "other", mark=mark)
    assert not await came_back(BOX, "proposition/", "guest-1", mark=mark)
    await move_ballots(database, BOX, Close(["proposition/"]), at=5)
    kept = await database.connections.rows(select(tables.leavers.c.kind).where(tables.leavers.c.box == BOX))
    assert [row.kind for row in kept] == ["argument/"]
