"""What citizens write: kept once, limited, versioned, taken back, and found."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hemicycle.core.emit import process_log
from hemicycle.services.process.plan import NewArgument, NewProposition
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol.boards import Tally, Totals
from hemicycle_protocol.consultation import ArgumentSide, PropositionKind
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Choice, Role, You
from tests.support.boards import follow, heard, keys
from tests.support.evening import YANN, ZOE
from tests.support.moderation import INA, bin_, restore, write_texts
from tests.support.nodes import PHASES, PROCESS, Node, open_nodes

MINUTE_MS = 60_000
BOARD = f"process/{PROCESS}/board"
GIVEN = NewProposition("Des repas", "Un repas.", "Menus", "Ministère", True, [NewArgument("for", "Bon", "A")])


def proposition(title: str = "Plus de légumes", **more: Any) -> co.Propose:
    given = {"process": PROCESS, "kind": PropositionKind.SOLUTION, "body": "Un repas végétal.", "key": title}
    return co.Propose(**{**given, "title": title, **more})


async def propose(node: Node, title: str = "Plus de légumes", by: You = ZOE, **more: Any) -> str:
    return str((await node.do(proposition(title, **more), by))["proposition"])


async def argue(node: Node, id_: str, body: str = "Car c'est bon", by: You = YANN, **more: Any) -> str:
    command = co.Argue(id_, more.pop("side", ArgumentSide.FOR), body, key=body, **more)
    return str((await node.do(command, by))["argument"])


def arguments_of(proposition: str) -> str:
    return f"process/{PROCESS}/arguments/{proposition}"


async def refusal(act: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        await act
    return refused.value


async def facts(node: Node) -> list[tuple[str, dict[str, object]]]:
    events = await node.database.log.read(process_log(PROCESS))
    return [(event.type, event.body) for event in events if event.type.startswith(("proposition_", "argum"))]


async def test_a_proposition_is_kept_numbered_and_told_once(any_url: str) -> None:
    """[CO26]"""
    async with open_nodes(any_url, 2, propositions=[GIVEN]) as (a, b):
        id_ = await propose(a, sources=["https://example.org/etude"], section="Menus")
        assert await propose(b) == id_
        page = await b.services.consultation.reading.proposition(None, id_)
        assert (page.card.number, page.card.author, page.card.kind) == (2, ZOE.name, "solution")
        assert page.sources == ["https://example.org/etude"]
        assert not page.card.official
        fact = {"proposition": id_, "kind": "solution", "section": "Menus"}
        assert await facts(a) == [("proposition_made", fact)]
        assert (await a.services.consultation.reading.votes_of(ZOE, PROCESS)).texts == [id_]


async def test_an_argument_is_counted_at_its_proposition(any_url: str) -> None:
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await propose(a)
        first = await argue(b, id_)
        await argue(a, id_, "C'est cher", ZOE, side=ArgumentSide.AGAINST)
        page = await a.services.consultation.reading.proposition(None, id_)
        assert (page.card.arguments_for, page.card.arguments_against) == (1, 1)
        assert [(one.id == first, one.side, one.author) for one in page.arguments] == [
            (True, "for", YANN.name),
            (False, "against", ZOE.name),
        ]


async def test_supports_of_arguments_move_the_board_and_not_the_totals(any_url: str) -> None:
    """[T8, CO3, CO25] The number on the page is the number on the stream."""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await propose(a)
        argument = await argue(a, id_, by=You("p-ina", "Ina", [Role.CITIZEN]))
        await a.do(c.Vote(id_, Choice.AGREE, 1, version=1), YANN)
        for node, who in ((a, ZOE), (b, YANN)):
            assert (await node.do(co.VoteArgument(argument, True, 1, version=1), who))["on"] is True
        assert await b.board(BOARD) == {
            f"proposition/{id_}": {"agree": 1},
            "totals": {"votes_cast": 1, "voters": 1},
        }
        assert await b.board(arguments_of(id_)) == {f"argument/{argument}": 2}
        await b.do(co.VoteArgument(argument, False, 2), ZOE)
        assert (await b.services.consultation.reading.proposition(None, id_)).arguments[0].supports == 1
        mine = await a.services.consultation.reading.votes_of(YANN, PROCESS)
        assert (mine.votes, mine.supports) == ({id_: Choice.AGREE}, [argument])
        assert mine.versions == {f"proposition/{id_}": 1, f"argument/{argument}": 1}
        assert await a.services.recount() == []


async def test_supports_of_arguments_reach_the_readers_of_their_proposition_alone(any_url: str) -> None:
    """[T8] On whatever node they are: a list of thousands is not told of each argument."""
    async with open_nodes(any_url, 2) as (a, b):
        id_, other = await propose(a), await propose(a, "Moins de sel", YANN)
        argument, beside = await argue(a, id_), await argue(a, other, "Car c'est sain")
        topics = BOARD, arguments_of(id_), arguments_of(other)
        readers = {(node, topic): await follow(node, topic) for node in (a, b) for topic in topics}
        await a.do(co.VoteArgument(argument, True, 1), ZOE)
        await b.do(co.VoteArgument(beside, True, 1), ZOE)
        await b.do(co.VoteArgument(argument, True, 1), INA)
        for node in (a, b):
            await heard(readers[node, topics[1]], {f"argument/{argument}": 2})
            await heard(readers[node, topics[2]], {f"argument/{beside}": 1})
            assert keys(readers[node, BOARD]).keys() == {"totals"}
        assert await a.services.recount() == []


async def test_a_text_nobody_acted_on_is_put_right_in_place(url: str) -> None:
    """[CO12]"""
    async with open_nodes(url) as (node,):
        id_ = await propose(node)
        await node.do(c.Vote(id_, Choice.AGREE, 1), ZOE)
        await node.do(co.ReviseProposition(id_, 1, "Plus de légumes !", "Un repas végétal par jour."), ZOE)
        versions = (await node.services.consultation.texts.versions(None, f"proposition/{id_}")).versions
        assert [version.title for version in versions] == ["Plus de légumes !"]


async def test_a_text_others_voted_on_gets_another_version_and_keeps_their_votes(any_url: str) -> None:
    """[CO12, CO13] Votes stay on the version voted, voters are asked to confirm."""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await propose(a)
        await b.do(c.Vote(id_, Choice.AGREE, 1, version=1), YANN)
        revise = co.ReviseProposition(id_, 1, "Plus de légumes", "Un repas végétal par jour.")
        assert await a.do(revise, ZOE) == {"version": 2}
        lost = await refusal(b.do(revise, ZOE))
        assert (lost.code, lost.facts) == (Code.CHANGED, {"version": 2})
        newest, first = (await b.services.consultation.texts.versions(None, f"proposition/{id_}")).versions
        assert (newest.version, first.version) == (2, 1)
        added = [piece.text for row in newest.changes for piece in row.after if piece.change == "added"]
        assert "".join(added).strip() == "végétal par jour"
        page = await a.services.consultation.reading.proposition(None, id_)
        assert (page.card.version, page.card.tally) == (2, Tally(agree=1))
        assert (await a.services.consultation.reading.votes_of(YANN, PROCESS)).versions == {
            f"proposition/{id_}": 1
        }
        await a.do(c.Vote(id_, Choice.AGREE, 2, version=2), YANN)
        assert (await a.services.consultation.reading.votes_of(YANN, PROCESS)).versions == {
            f"proposition/{id_}": 2
        }
        assert (await a.services.consultation.reading.proposition(None, id_)).card.tally == Tally(agree=1)
        assert await a.services.recount() == []


async def test_of_two_equal_edits_one_is_refused(any_url: str) -> None:
    """[CO11]"""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await propose(a)
        argument = await argue(a, id_)
        await a.do(co.VoteArgument(argument, True, 1), ZOE)
        edits = [node.do(co.ReviseArgument(argument, 1, f"Texte {n}"), YANN) for n, node in enumerate((a, b))]
        outcomes = await asyncio.gather(*edits, return_exceptions=True)
        assert sorted(isinstance(one, Refused) and one.code == Code.CHANGED for one in outcomes) == [
            False,
            True,
        ]
        versions = (await a.services.consultation.texts.versions(None, f"argument/{argument}")).versions
        assert [version.version for version in versions] == [2, 1]


async def test_an_edit_that_changes_nothing_is_none(url: str) -> None:
    """[CO27]"""
    async with open_nodes(url) as (node,):
        id_ = await propose(node)
        same = co.ReviseProposition(id_, 1, "Plus de légumes", "Un repas végétal.")
        assert await node.do(same, ZOE) == {"version": 1}
        assert [type_ for type_, _ in await facts(node)] == ["proposition_made"]


async def test_a_withdrawn_proposition_keeps_its_numbers_and_takes_no_more_votes(any_url: str) -> None:
    """[CO14]"""
    async with open_nodes(any_url, 2, propositions=[GIVEN]) as (a, b):
        id_ = await propose(a)
        argument = await argue(b, id_)
        await a.do(c.Vote(id_, Choice.AGREE, 1), YANN)
        for _ in range(2):
            assert await a.do(co.WithdrawProposition(id_), ZOE) == {}
        for act in (c.Vote(id_, Choice.MIXED, 2), co.VoteArgument(argument, True, 2)):
            assert (await refusal(b.do(act, ZOE))).code is Code.CLOSED
        late = co.Argue(id_, ArgumentSide.FOR, "Trop tard", key="k")
        assert (await refusal(b.do(late, YANN))).code is Code.CLOSED
        page = await b.services.consultation.reading.proposition(None, id_)
        assert (page.card.state, page.card.tally, len(page.arguments)) == ("withdrawn", Tally(agree=1), 1)
        assert (await b.services.consultation.reading.process(None, PROCESS)).totals == Totals(1, 1)
        assert [type_ for type_, _ in await facts(a)][-1] == "proposition_withdrawn"
        ranking = await a.services.consultation.rankings.page(
            None, PROCESS, after=0, limit=10, now=a.clock.at
        )
        assert ranking.items == []
        assert await a.services.recount() == []


async def test_a_chapter_that_a_process_does_not_have_is_refused(url: str) -> None:
    """[CO31] Where it has any; who leads the process makes them."""
    async with open_nodes(url, propositions=[GIVEN._replace(section="Menus")]) as (node,):
        refused = await refusal(propose(node, section="Inexistante"))
        assert (refused.code, refused.facts) == (Code.INVALID, {"field": "section"})
        await propose(node, section="Menus")
        await propose(node, "Sans chapitre", YANN)
        process = await node.services.consultation.reading.process(None, PROCESS)
        assert {section.name for section in process.sections} == {"", "Menus"}


async def test_a_withdrawn_argument_leaves_the_count_of_its_proposition(url: str) -> None:
    """[CO14]"""
    async with open_nodes(url) as (node,):
        id_ = await propose(node)
        argument = await argue(node, id_)
        await node.do(co.WithdrawArgument(argument), YANN)
        page = await node.services.consultation.reading.proposition(None, id_)
        assert (page.card.arguments_for, [one.state for one in page.arguments]) == (0, ["withdrawn"])
        assert (await refusal(node.do(co.VoteArgument(argument, True, 1), ZOE))).code is Code.CLOSED


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (proposition(""), Code.EMPTY),
        (proposition("t" * 151), Code.TOO_LONG),
        (proposition(body=" \n"), Code.EMPTY),
        (proposition(body="&nbsp;"), Code.EMPTY),
        (proposition(body="b" * 8_001), Code.TOO_LONG),
        (proposition(sources=["javascript:alert(1)"]), Code.INVALID),
        (proposition(parent="nowhere"), Code.INVALID),
        (proposition(section="s" * 201), Code.TOO_LONG),
        (proposition(key=""), Code.INVALID),
        (proposition(key="k" * 65), Code.INVALID),
        (proposition(process="other"), Code.NOT_FOUND),
        (co.Argue("nowhere", ArgumentSide.FOR, "Car", "k"), Code.NOT_FOUND),
        (co.Argue(f"{PROCESS}-1", ArgumentSide.FOR, "", "k"), Code.EMPTY),
        (co.Argue(f"{PROCESS}-1", ArgumentSide.FOR, "[a]: /u", "k"), Code.EMPTY),
        (co.Argue(f"{PROCESS}-1", ArgumentSide.FOR, "c" * 2_001, "k"), Code.TOO_LONG),
        (co.ReviseProposition("nowhere", 1, "T", "B"), Code.NOT_FOUND),
        (co.ReviseProposition(f"{PROCESS}-1", 1, "T", "B"), Code.FORBIDDEN),
        (co.ReviseArgument("nowhere", 1, "B"), Code.NOT_FOUND),
        (co.ReviseArgument(f"{PROCESS}-1-a1", 1, "B"), Code.FORBIDDEN),
        (co.WithdrawProposition("nowhere"), Code.NOT_FOUND),
        (co.WithdrawProposition(f"{PROCESS}-1"), Code.FORBIDDEN),
        (co.WithdrawArgument("nowhere"), Code.NOT_FOUND),
        (co.WithdrawArgument(f"{PROCESS}-1-a1"), Code.FORBIDDEN),
        (co.VoteArgument("nowhere", True, 1), Code.NOT_FOUND),
        (co.VoteArgument(f"{PROCESS}-1-a1", True, 1, version=0), Code.INVALID),
        (c.Vote(f"{PROCESS}-1", Choice.AGREE, 1, version=-1), Code.INVALID),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, c.CommandBody) else str(value.value),
)
async def test_bad_input_is_refused_and_changes_nothing(url: str, act: c.CommandBody, code: Code) -> None:
    """[CO6]"""
    async with open_nodes(url, propositions=[GIVEN]) as (node,):
        assert (await refusal(node.do(act, ZOE))).code is code
        assert await facts(node) == []
        assert await node.services.recount() == []


async def test_who_is_not_signed_in_writes_nothing(url: str) -> None:
    """[PR18]"""
    async with open_nodes(url) as (node,):
        assert (await refusal(node.do(proposition(), None))).code is Code.SIGN_IN


async def test_nothing_is_written_after_the_close(url: str) -> None:
    """[C3, PR4] The same check guards adding, changing, withdrawing, and supporting."""
    async with open_nodes(url, propositions=[GIVEN]) as (node,):
        id_ = await propose(node)
        closes_at = PHASES[1].closes_at
        assert closes_at is not None
        node.clock.at = closes_at
        acts: list[c.CommandBody] = [
            proposition("Autre"),
            co.Argue(id_, ArgumentSide.FOR, "Car", "k"),
            co.ReviseProposition(id_, 1, "T", "B"),
            co.WithdrawProposition(id_),
            co.VoteArgument(f"{PROCESS}-1-a1", True, 1),
        ]
        for act in acts:
            assert (await refusal(node.do(act, ZOE))).code is Code.CLOSED


async def test_the_same_title_twice_is_refused_with_the_first(any_url: str) -> None:
    """[CO10]"""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await propose(a)
        again = await refusal(b.do(proposition("plus de LÉGUMES…", key="other"), ZOE))
        assert (again.code, again.facts) == (Code.DUPLICATE, {"id": id_})
        assert await propose(b, by=YANN) != id_


async def test_a_person_writes_two_propositions_a_minute_on_all_nodes_together(any_url: str) -> None:
    """[CO7, CO8] Changing a vote is never limited."""
    async with open_nodes(any_url, 2) as (a, b):
        acts = [(a, b)[n % 2].do(proposition(f"Titre {n}"), ZOE) for n in range(4)]
        outcomes = await asyncio.gather(*acts, return_exceptions=True)
        refused = [one for one in outcomes if isinstance(one, Refused)]
        assert [one.code for one in refused] == [Code.RATE_LIMITED] * 2
        id_ = next(str(one["proposition"]) for one in outcomes if isinstance(one, dict))
        for seq in range(1, 12):
            await a.do(c.Vote(id_, [Choice.AGREE, Choice.MIXED][seq % 2], seq), ZOE)
        a.clock.at += MINUTE_MS
        await propose(b, "Titre 9")


async def test_what_a_parliamentarian_proposes_is_official_and_never_ranked(url: str) -> None:
    """[CO15]"""
    async with open_nodes(url) as (node,):
        member = Membership(PROCESS, YANN.id, "parliamentarian", 1)
        await node.database.connections.write(put_membership(member))
        official, other = await propose(node, "Officielle", YANN), await propose(node, "Autre")
        for id_ in (official, other):
            await node.do(c.Vote(id_, Choice.AGREE, 1), ZOE)
        assert (await node.services.consultation.reading.proposition(None, official)).card.official
        ranking = await node.services.consultation.rankings.page(
            None, PROCESS, after=0, limit=10, now=node.clock.at
        )
        assert [item.id for item in ranking.items] == [other]


async def test_an_answer_stands_under_its_cause(url: str) -> None:
    """[CO23]"""
    async with open_nodes(url) as (node,):
        cause = await propose(node, "La cause", kind=PropositionKind.CAUSE)
        answer = await propose(node, "La solution", parent=cause)
        above = await node.services.consultation.reading.proposition(None, cause)
        assert [child.id for child in above.children] == [answer]
        below = await node.services.consultation.reading.proposition(None, answer)
        assert below.parent is not None
        assert below.parent.id == cause


async def test_ones_own_texts_are_edited_by_oneself_alone(url: str) -> None:
    """[CO11]"""
    async with open_nodes(url) as (node,):
        id_ = await propose(node)
        mine = await node.services.consultation.texts.editable(ZOE, f"proposition/{id_}")
        assert (mine.title, mine.body, mine.version) == ("Plus de légumes", "Un repas végétal.", 1)
        assert (
            await refusal(node.services.consultation.texts.editable(YANN, f"proposition/{id_}"))
        ).code is Code.FORBIDDEN
        for target in ("proposition/x", "argument/x", "x", ""):
            assert (
                await refusal(node.services.consultation.texts.editable(ZOE, target))
            ).code is Code.NOT_FOUND


async def test_all_of_ones_own_is_on_one_page(url: str) -> None:
    async with open_nodes(url) as (node,):
        id_ = await propose(node)
        node.clock.at += 60_000
        argument = await argue(node, id_, by=ZOE)
        await node.do(c.Vote(id_, Choice.MIXED, 1, version=1), ZOE)
        await node.do(co.VoteArgument(argument, True, 1), ZOE)
        await node.do(co.WithdrawArgument(argument), ZOE)
        mine = await node.services.consultation.texts.mine(ZOE, PROCESS)
        assert [(one.id, one.state) for one in mine.contributions] == [
            (argument, "withdrawn"),
            (id_, "visible"),
        ]
        assert [(vote.proposition, vote.choice, vote.version) for vote in mine.votes] == [(id_, "mixed", 1)]
        assert mine.supports == 1
        assert (await node.services.consultation.texts.mine(YANN, PROCESS)).contributions == []


async def test_what_others_supported_stays_readable_also_while_it_is_out_of_the_counts(url: str) -> None:
    """[CO12] An argument under a proposition in the bin: its supports count nothing, and come back."""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        id_ = await propose(node)
        argument = await argue(node, id_, by=ZOE)
        await node.do(co.VoteArgument(argument, True, 1), YANN)
        await bin_(node, f"proposition/{id_}")
        await node.do(co.ReviseArgument(argument, 1, "Car c'est bon, et moins cher"), ZOE)
        await restore(node, f"proposition/{id_}")
        versions = (await node.services.consultation.texts.versions(None, f"argument/{argument}")).versions
        assert [version.version for version in versions] == [2, 1]
        assert await node.services.recount() == []
