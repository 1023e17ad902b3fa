"""What is public of a process, all of it together, leads nobody from a person to a vote."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest

from hemicycle.services.process.plan import NewDebate, NewProcess
from hemicycle.store.members import Membership, put_membership
from hemicycle.store.salts import ballot_name
from hemicycle_protocol import bill as b
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.mobilisation import SupportBill
from hemicycle_protocol.open_data import PublishBallots
from hemicycle_protocol.personal import Erasure, ErasureForm
from hemicycle_protocol.views import Choice, DebateState, Phase, PhasePlan, Role, You
from tests.support.evening import AGENDA, DEBATE, HOST, SEATS, START
from tests.support.nodes import PROCESS, Node, open_nodes
from tests.support.strangers import (
    Record,
    asides_in,
    compare_counts,
    counts_in,
    find_exact_instants,
    find_profiles,
    join_columns,
    join_orders,
    look,
    moved,
    names_in,
)

NAMES = ["Aminata", "Baptiste", "Clotilde", "Djibril", "Eugénie", "Firmin", "Gaëlle", "Hyacinthe"]
HOUR_MS = 3_600_000
CLOSES = START + 5 * HOUR_MS
PHASES = [
    PhasePlan(Phase.CONSULTATION, START + 1_000, CLOSES),
    PhasePlan(Phase.DEBATE, START + 1_000),
    PhasePlan(Phase.BILL, START + 1_000),
    PhasePlan(Phase.MOBILISATION, START + 1_000),
]
ORGANISER = You("p-org", "Organisation", [Role.ORGANISER])
LAWMAKER = You("p-law", "Lawmaker", [Role.CITIZEN])


class Town:
    """Eight people with a name each, what they wrote, and what they voted: which no stranger is told."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.people: list[You] = []
        self.texts: dict[str, str] = {}
        self.arguments: dict[str, str] = {}
        self._seq = 0

    async def settle(self) -> None:
        """Open the process, whose ballots are to be published, with a bill."""
        node = self.node
        debate = NewDebate(DEBATE, "Débat", START, AGENDA, SEATS)
        await node.services.process.creation.create_process(
            NewProcess(PROCESS, "Cantines", "Bien manger.", PHASES, [], [debate])
        )
        member = put_membership(Membership(PROCESS, LAWMAKER.id, Role.PARLIAMENTARIAN.value, START))
        await node.database.connections.write(member)
        await node.do(PublishBallots(PROCESS, True), ORGANISER)
        node.clock.at = START + 2_000
        await node.do(c.SetDebateState(DEBATE, DebateState.LIVE), HOST)
        await node.do(b.SaveBillHead(PROCESS, 1, "Proposition de loi", "Bien manger."), LAWMAKER)
        added = await node.do(b.AddBillArticle(PROCESS, "k1", None), LAWMAKER)
        save = b.SaveBillArticle(PROCESS, str(added["id"]), added["version"], "", "Les repas sont bons.")
        await node.do(save, LAWMAKER)
        draft = await node.services.bill.reading.draft(LAWMAKER, PROCESS)
        await node.do(b.PublishBill(PROCESS, draft.draft.revision, "Première"), LAWMAKER)
        for name in NAMES:
            email = f"{name[0].lower()}@exemple.fr"
            id_ = await node.services.people.accounts.add_account(email, name=name, roles=[Role.CITIZEN])
            self.people.append(You(id_, name, [Role.CITIZEN]))

    async def write(self, you: You) -> None:
        title = f"Idée de {you.id[-6:]}"
        wish = co.Propose(PROCESS, co.PropositionKind.SOLUTION, title, f"Un texte. {title}", title)
        self.texts[you.id] = str((await self.do(wish, you))["proposition"])

    async def argue(self, you: You, about: You) -> None:
        body = f"Un argument de {you.id[-6:]}"
        wish = co.Argue(self.texts[about.id], co.ArgumentSide.FOR, body, body)
        self.arguments[you.id] = str((await self.do(wish, you))["argument"])

    async def vote(self, you: You, about: You, choice: Choice) -> None:
        await self.do(c.Vote(self.texts[about.id], choice, self.seq()), you)

    async def do(self, command: CommandBody, you: You) -> dict[str, object]:
        self.node.clock.at += 61_000
        return await self.node.do(command, you)

    def seq(self) -> int:
        self._seq += 1
        return self._seq

    async def live(self, seed: int) -> None:
        """Everybody does everything in an order of their own, and supports the bill under their name."""
        chance = random.Random(seed)
        for you in self.people:
            await self.write(you)
        days: list[Callable[[], Awaitable[object]]] = []
        for you in self.people:
            others = [other for other in self.people if other is not you]
            days.append(partial(self.argue, you, chance.choice(others)))
            for about in self.people:
                choice = chance.choice([*Choice])
                days.append(partial(self.vote, you, about, choice))
        chance.shuffle(days)
        for day in days:
            await day()
        for you in chance.sample(self.people, len(self.people)):
            await self.do(SupportBill(PROCESS, self.seq(), public=True, message="Bravo"), you)
            for supported in chance.sample([*self.arguments], 3):
                await self.do(co.VoteArgument(self.arguments[supported], True, self.seq()), you)

    async def close(self) -> None:
        self.node.clock.at = CLOSES + 2_000
        await self.node.services.upkeep.tick()

    async def owners(self) -> Callable[[Record], str]:
        """Whose a published ballot is: what each of them can find out of their own, and nobody of others."""
        known = {
            you.name: (await self.node.database.salts.of_person(you.id)).get(PROCESS, "")
            for you in self.people
        }

        def owner(record: Record) -> str:
            (name,) = (n for n, key in known.items() if ballot_name(key, record["target"]) == record["voter"])
            return name

        return owner


@pytest.fixture
async def town(url: str) -> AsyncIterator[Town]:
    async with open_nodes(url, furnished=False) as (node,):
        made = Town(node)
        await made.settle()
        yield made


async def test_no_join_of_two_public_tables_finds_a_vote(town: Town) -> None:
    """[H11] [DA24]: on every pair of columns, orders of rows, and numbers that are said twice."""
    await town.live(seed=11)
    await town.close()
    seen, owner = await look(town.node, DEBATE), await town.owners()
    votes = [record for record in seen["ballots"] if record["target"].startswith("proposition/")]
    assert len(votes) >= 50, "there is something to find"
    assert names_in(seen, NAMES).keys() == set(NAMES)
    assert all(names_in(seen, NAMES).values()), "and people to find"
    assert not any(names_in(seen, [you.id for you in town.people]).values()), "no account anywhere"
    found = {
        "columns": join_columns(seen, NAMES, owner),
        "orders": join_orders(seen, NAMES, owner),
        "profiles": find_profiles(seen),
        "numbers": compare_counts(seen),
    }
    assert not any(found.values()), found


async def test_no_count_moves_beside_a_name(town: Town) -> None:
    """[H11] [DA24]: between two looks, whatever somebody did; a public support is what its person says."""
    node, (one, two, three) = town.node, town.people[:3]
    for you in (one, two):
        await town.write(you)
    asked = await node.ask("Qui paie les repas ?", one)
    bill = {f"tallies bill/{PROCESS} support", f"board process/{PROCESS}/board bill/supports"}
    acts: list[tuple[Callable[[], Awaitable[object]], set[str]]] = [
        (lambda: town.vote(three, one, Choice.AGREE), set()),
        (lambda: town.vote(one, one, Choice.AGREE), set()),
        (lambda: town.vote(one, two, Choice.DISAGREE), set()),
        (lambda: town.write(three), set()),
        (lambda: town.argue(three, one), set()),
        (lambda: town.do(co.VoteArgument(town.arguments[three.id], True, town.seq()), one), set()),
        (lambda: node.support(asked, three), set()),
        (lambda: node.ask("Et le soir ?", three), set()),
        (lambda: town.do(SupportBill(PROCESS, town.seq(), public=True, message="Bravo"), two), bill),
        (lambda: town.do(SupportBill(PROCESS, town.seq()), three), set()),
        (lambda: town.do(co.WithdrawProposition(town.texts[three.id]), three), set()),
        (lambda: leave(node, one, ErasureForm.CONTENT), set()),
        (lambda: leave(node, three, ErasureForm.ACCOUNT), set()),
        (lambda: leave(node, two, ErasureForm.CONTENT), set()),
    ]
    for number, (act, own) in enumerate(acts):
        before = await look(node, DEBATE)
        await act()
        after = await look(node, DEBATE)
        acted = moved(names_in(before, NAMES), names_in(after, NAMES))
        aside = asides_in(before) | asides_in(after)
        counted = moved(*(counts_in(seen, without=aside) for seen in (before, after))) - own
        assert not (acted and counted), (number, acted, counted)


async def test_no_public_place_tells_to_the_second_when_somebody_wrote(town: Town) -> None:
    """[H11] [DA26] Files, logs, lists and pages; else a count that moved just then says whose it was."""
    await town.live(seed=15)
    one, two = town.people[:2]
    await town.node.ask("Qui paie les repas ?", one)
    wish = co.ReviseProposition(town.texts[two.id], 1, "Une autre idée", "Un autre texte.")
    await town.do(wish, two)
    seen = await look(town.node, DEBATE)
    assert all(names_in(seen, NAMES).values())
    assert {"revised_at", "created_at"} <= seen["propositions"][0].keys()
    assert any(record["revised_at"] for record in seen["propositions"])
    assert find_exact_instants(seen, NAMES) == []


async def test_whoever_votes_after_a_name_vanished_finds_nothing_but_their_own_vote(town: Town) -> None:
    """[H11] [DA4] A count that falls beside one's own vote would be that of who left."""
    node, (one, two, looker) = town.node, town.people[:3]
    await town.write(two)
    await town.argue(one, two)
    await town.vote(one, two, Choice.DISAGREE)
    await leave(node, one, ErasureForm.CONTENT)
    before = counts_in(await look(node, DEBATE), without=())
    await town.vote(looker, two, Choice.AGREE)
    after = counts_in(await look(node, DEBATE), without=())
    target = f"proposition/{town.texts[two.id]}"
    assert after[f"tallies {target} disagree"] == before[f"tallies {target} disagree"] == 1
    assert after[f"tallies {target} agree"] == 1
    assert after["tallies  votes_cast"] == before["tallies  votes_cast"] + 1


async def test_what_is_published_of_a_ballot_is_nothing_that_a_voter_may_choose_but_the_choice(
    town: Town,
) -> None:
    """[H11] Else whoever was paid for a vote could show which it is."""
    await town.live(seed=14)
    await town.close()
    ballots = (await look(town.node, DEBATE))["ballots"]
    assert {column for record in ballots for column in record} == {
        "process",
        "voter",
        "target",
        "choice",
        "counted",
    }


async def test_ballots_are_no_file_before_the_close_and_stay_as_they_are_after(town: Town) -> None:
    """[H11] [DA13]: of two looks at ballots, the second one tells nothing new."""
    await town.live(seed=12)
    assert "ballots" not in await look(town.node, DEBATE)
    await town.close()
    first = await ballots_of(town.node)
    await leave(town.node, town.people[0], ErasureForm.CONTENT)
    await town.do(SupportBill(PROCESS, town.seq(), public=True), town.people[1])
    assert await ballots_of(town.node) == first


async def test_voters_find_their_own_ballots_with_what_their_copy_holds(town: Town) -> None:
    """[DA24] [H11] And nobody else does: the name of a ballot is made of a secret and its target."""
    await town.live(seed=13)
    await town.close()
    ballots = {r["voter"]: r for r in (await look(town.node, DEBATE))["ballots"]}
    you = town.people[2]
    (votes,) = [v for v in (await copy_of(town.node, you))["votes"] if v["box"] == PROCESS]  # type: ignore[attr-defined]
    found = {name: ballots[name]["choice"] for name in votes["ballot_names"].values() if name in ballots}
    own = f"proposition/{town.texts[you.id]}"
    mine = {t: choice for t, choice in votes["stands"].items() if t != own and not t.startswith("bill/")}
    assert found == {votes["ballot_names"][target]: choice for target, choice in mine.items()}
    assert not any(votes["pseudonym"] in str(record) for record in ballots.values())


async def ballots_of(node: Node) -> list[Record]:
    """The file; whether a text is in the counts is said of all its ballots alike, in another file too."""
    return [record | {"counted": True} for record in (await look(node, DEBATE))["ballots"]]


async def copy_of(node: Node, you: You) -> dict[str, object]:
    return await node.services.people.personal.export(you)


async def leave(node: Node, you: You, form: ErasureForm) -> None:
    wish = Erasure(form, "fermer mon compte")
    await node.services.people.personal.erase(you, wish, signed_in_at=node.clock.at)
