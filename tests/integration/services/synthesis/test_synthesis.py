"""A synthesis from the first argument to an answered contest, on each database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest

from hemicycle.core.contests import WINDOW_MS
from hemicycle.services.process.plan import NewArgument, NewProcess, NewProposition
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import consultation as co
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import FamilyPlace, FamilySide, IgnoreReason, SeenArgument
from hemicycle_protocol.views import Coverage, Phase, PhasePlan, Role, You
from tests.support.evening import START, YANN, ZOE
from tests.support.nodes import Node, open_nodes

PROCESS = "loi"
DAY_MS = 86_400_000
STAFF = You("p-staff", "Solène", [Role.CITIZEN])
MP = You("p-mp", "Claire Morel", [Role.CITIZEN])
FOR, AGAINST = FamilySide.FOR, FamilySide.AGAINST
PHASES = [
    PhasePlan(Phase.CONSULTATION, START - DAY_MS, START + DAY_MS),
    PhasePlan(Phase.SYNTHESIS, START + DAY_MS, START + 30 * DAY_MS),
]
PROPOSITIONS = [
    NewProposition(
        "Publier les avenants",
        "Tous.",
        "Dépense",
        "Inès",
        arguments=[
            NewArgument("for", "On verra où va l’argent. Cela coûtera cher.", "Ali"),
            NewArgument("for", "L’argent public se voit enfin.", "Bo"),
            NewArgument("against", "Trop cher pour une commune.", "Cléo"),
            NewArgument("against", "Vive les bananes [jaunes].", "Ali"),
        ],
    ),
    NewProposition(
        "Former les agents", "Oui.", "Moyens", "Karim", arguments=[NewArgument("for", "Utile.", "Bo")]
    ),
    NewProposition("Rien à dire", "Non.", "Moyens", "Karim"),
]


class Table(NamedTuple):
    """A node with a process in consultation, its first proposition and that one's arguments in order."""

    nodes: list[Node]
    proposition: str
    arguments: list[str]

    @property
    def node(self) -> Node:
        return self.nodes[0]

    async def read(self, node: int = 0) -> s.PropositionWork:
        return await self.nodes[node].services.synthesis.work.table(STAFF, PROCESS, self.proposition)

    async def found(self, title: str, *arguments: str, side: FamilySide = FOR, by: You = STAFF) -> str:
        """Create a family with arguments as they are now."""
        versions = {one.id: one.filing.version for one in (await self.read()).arguments}
        seen = [SeenArgument(id_, versions[id_]) for id_ in arguments]
        command = s.CreateFamily(PROCESS, self.proposition, side, title, key=title, arguments=seen)
        return str((await self.node.do(command, by))["family"])

    async def publish(self, number: int = 1) -> None:
        await self.node.do(s.PublishSynthesis(PROCESS, number, "Relu à deux"), MP)

    def in_synthesis(self) -> None:
        self.node.clock.at = START + 2 * DAY_MS


@pytest.fixture
async def table(any_url: str) -> AsyncIterator[Table]:
    async with open_nodes(any_url, 2, furnished=False) as nodes:
        node = nodes[0]
        await node.services.process.creation.create_process(
            NewProcess(PROCESS, "Loi", "", PHASES, PROPOSITIONS)
        )
        for you, role in ((STAFF, Role.STAFF), (MP, Role.PARLIAMENTARIAN)):
            await node.database.connections.write(
                put_membership(Membership(PROCESS, you.id, role.value, START))
            )
        overview = await node.services.synthesis.work.overview(STAFF, PROCESS, now=START)
        proposition = overview.propositions[0].id
        worked = await node.database.families.work(PROCESS, proposition)
        by_body = {one.body: one.id for one in worked.arguments}
        yield Table(list(nodes), proposition, [by_body[a.body] for a in PROPOSITIONS[0].arguments])


async def code_of(act: object) -> Code:
    with pytest.raises(Refused) as refused:
        await act  # type: ignore[misc]
    return refused.value.code


async def test_a_family_is_founded_once_with_its_arguments(table: Table) -> None:
    first, second, *_ = table.arguments
    family = await table.found("Transparence", first, second)
    seen = [SeenArgument(first, 0), SeenArgument(second, 0)]
    again = s.CreateFamily(
        PROCESS, table.proposition, FOR, "Transparence", key="Transparence", arguments=seen
    )
    assert (await table.node.do(again, STAFF))["family"] == family
    work = await table.read(1)
    assert [one.title for one in work.families] == ["Transparence"]
    assert work.coverage == Coverage(arguments=4, placed=2)
    assert work.change == 1


async def test_the_overview_lists_what_has_arguments(table: Table) -> None:
    await table.found("Transparence", table.arguments[0])
    overview = await table.node.services.synthesis.work.overview(MP, PROCESS, now=table.node.clock.at)
    assert [(card.title, card.coverage.arguments) for card in overview.propositions] == [
        ("Publier les avenants", 4),
        ("Former les agents", 1),
    ]
    assert overview.coverage.placed == 1
    assert not overview.can_publish


async def test_two_editors_who_move_one_argument_at_once(table: Table) -> None:
    """[SY5] The second is told what the first did; on two nodes as on one."""
    family = await table.found("Transparence")
    argument = table.arguments[0]
    place = s.PlaceArgument(PROCESS, table.proposition, argument, 0, [FamilyPlace(family)])
    ignore = s.IgnoreArguments(
        PROCESS, table.proposition, [SeenArgument(argument, 0)], IgnoreReason.DUPLICATE
    )
    done = await asyncio.gather(
        table.nodes[0].do(place, STAFF), table.nodes[1].do(ignore, MP), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, Refused)]
    assert [one.code for one in refused] == [Code.CHANGED]
    filing = refused[0].facts["state"]
    assert isinstance(filing, dict)
    assert filing["version"] == 1


async def test_editors_who_move_different_arguments_do_not_disturb_each_other(table: Table) -> None:
    """[SY5]"""
    family = await table.found("Transparence")
    moves = [
        table.nodes[n % 2].do(
            s.PlaceArguments(PROCESS, table.proposition, [SeenArgument(id_, 0)], family), (STAFF, MP)[n % 2]
        )
        for n, id_ in enumerate(table.arguments)
    ]
    await asyncio.gather(*moves)
    assert (await table.read()).coverage.placed == 4


async def test_a_family_that_was_deleted_meanwhile_takes_no_argument(table: Table) -> None:
    """[SY5]"""
    family = await table.found("Transparence")
    await table.node.do(s.DeleteFamily(PROCESS, table.proposition, family, 1), STAFF)
    late = s.PlaceArguments(PROCESS, table.proposition, [SeenArgument(table.arguments[0], 0)], family)
    assert await code_of(table.nodes[1].do(late, MP)) is Code.NOT_FOUND


async def test_only_editors_work_and_only_while_it_is_time(table: Table) -> None:
    """[SY6]"""
    command = s.CreateFamily(PROCESS, table.proposition, FOR, "X", key="x", arguments=[])
    assert await code_of(table.node.do(command, ZOE)) is Code.FORBIDDEN
    assert await code_of(table.node.do(command, None)) is Code.SIGN_IN
    work = table.node.services.synthesis.work
    assert await code_of(work.table(ZOE, PROCESS, table.proposition)) is Code.FORBIDDEN
    assert await code_of(work.overview(ZOE, PROCESS, now=START)) is Code.FORBIDDEN
    assert await code_of(work.table(STAFF, PROCESS, "nowhere")) is Code.NOT_FOUND
    table.node.clock.at = START - 2 * DAY_MS
    assert await code_of(table.node.do(command, STAFF)) is Code.NOT_OPEN
    table.node.clock.at = START + 30 * DAY_MS
    assert await code_of(table.node.do(command, STAFF)) is Code.CLOSED


async def test_commands_about_nothing_are_refused(table: Table) -> None:
    nowhere = s.CreateFamily(PROCESS, "nowhere", FOR, "X", key="x", arguments=[])
    assert await code_of(table.node.do(nowhere, STAFF)) is Code.NOT_FOUND
    stranger = s.CreateFamily("nowhere", table.proposition, FOR, "X", key="x", arguments=[])
    assert await code_of(table.node.do(stranger, STAFF)) is Code.NOT_FOUND
    gone = s.MergeFamilies(PROCESS, table.proposition, "nothing", 1, "nothing else")
    assert await code_of(table.node.do(gone, STAFF)) is Code.NOT_FOUND


async def test_a_version_shows_every_argument_and_never_changes(table: Table) -> None:
    """[SY7]"""
    first, second, third, fourth = table.arguments
    family = await table.found("Transparence", second)
    cost = await table.found("Coût", third, side=AGAINST)
    places = [FamilyPlace(family, "On verra où va l’argent."), FamilyPlace(cost, "Cela coûtera cher.")]
    await table.node.do(s.PlaceArgument(PROCESS, table.proposition, first, 0, places), STAFF)
    away = s.IgnoreArguments(
        PROCESS, table.proposition, [SeenArgument(fourth, 0)], IgnoreReason.OFF_TOPIC, "Bananes"
    )
    await table.node.do(away, STAFF)
    assert await code_of(table.publish()) is Code.NOT_OPEN
    table.in_synthesis()
    await table.publish()
    read = table.nodes[1].services.synthesis.reading
    before = await read.proposition(None, PROCESS, table.proposition)
    assert [(page.family.title, page.family.people) for page in before.families] == [
        ("Transparence", 2),
        ("Coût", 2),
    ]
    assert [(one.reason, one.note) for one in before.unclassified] == [(IgnoreReason.OFF_TOPIC, "Bananes")]
    await table.node.do(s.ChangeFamily(PROCESS, table.proposition, family, 1, "Voir l’argent"), STAFF)
    assert await read.proposition(None, PROCESS, table.proposition) == before
    await table.publish(2)
    map_ = await read.map(None, PROCESS)
    assert [version.number for version in map_.versions] == [2, 1]
    assert (await read.map(None, PROCESS, 1)).propositions[0].families[0].title == "Transparence"
    difference = await read.differences(None, PROCESS, 1, 2)
    (changed,) = difference.propositions[0].families
    assert (changed.title_before, changed.title) == ("Transparence", "Voir l’argent")
    assert len((await read.differences(None, PROCESS, 0, 1)).propositions[0].families) == 2


async def test_two_who_publish_at_once_make_one_version(table: Table) -> None:
    """[SY7]"""
    await table.found("Transparence", table.arguments[0])
    table.in_synthesis()
    done = await asyncio.gather(
        table.nodes[0].do(s.PublishSynthesis(PROCESS, 1), STAFF),
        table.nodes[1].do(s.PublishSynthesis(PROCESS, 1), MP),
        return_exceptions=True,
    )
    assert [one.code for one in done if isinstance(one, Refused)] == [Code.CHANGED]
    assert len(await table.node.database.syntheses.versions(PROCESS)) == 1


async def test_there_must_be_something_to_publish(table: Table) -> None:
    """[SY16]"""
    table.in_synthesis()
    assert await code_of(table.publish()) is Code.EMPTY


async def test_before_anything_is_published_the_progress_is_public(table: Table) -> None:
    """[SY9]"""
    await table.found("Transparence", table.arguments[0])
    read = table.node.services.synthesis.reading
    map_ = await read.map(None, PROCESS)
    assert (map_.version, map_.progress) == (None, Coverage(arguments=5, placed=1))
    assert await code_of(read.map(None, PROCESS, 1)) is Code.NOT_FOUND
    assert await code_of(read.proposition(None, PROCESS, table.proposition)) is Code.NOT_FOUND
    assert await code_of(read.export(None, PROCESS)) is Code.NOT_FOUND
    assert (await read.placements(None, table.proposition)).number is None


async def test_an_argument_leads_to_its_families(table: Table) -> None:
    family = await table.found("Transparence", table.arguments[0])
    table.in_synthesis()
    await table.publish()
    placements = await table.node.services.synthesis.reading.placements(None, table.proposition)
    here = placements.arguments[table.arguments[0]]
    assert [(one.family, one.title) for one in here.families] == [(family, "Transparence")]
    assert placements.arguments[table.arguments[3]].reason is IgnoreReason.TODO
    assert await code_of(table.node.services.synthesis.reading.placements(None, "nowhere")) is Code.NOT_FOUND


async def test_an_imported_argument_has_no_author_here_who_could_contest(table: Table) -> None:
    """[SY11]"""
    await table.found("Transparence", table.arguments[0])
    contest = s.ContestPlacement(PROCESS, table.arguments[0], "Pas là.")
    assert await code_of(table.node.do(contest, ZOE)) is Code.NOT_OPEN
    table.in_synthesis()
    await table.publish()
    assert await code_of(table.node.do(contest, ZOE)) is Code.FORBIDDEN
    table.node.clock.at += WINDOW_MS
    assert await code_of(table.node.do(contest, ZOE)) is Code.CLOSED
    nowhere = s.ContestPlacement(PROCESS, "nowhere", "Pas là.")
    assert await code_of(table.node.do(nowhere, ZOE)) is Code.NOT_FOUND


async def test_an_author_contests_and_an_editor_answers(table: Table) -> None:
    """[SY12] Public without names, once a version, and the second answer is refused."""
    argue = co.Argue(table.proposition, co.ArgumentSide.FOR, "L’argent sera mieux suivi.", key="a")
    mine = str((await table.node.do(argue, ZOE))["argument"])
    await table.found("Transparence", mine)
    table.in_synthesis()
    await table.publish()
    read = table.nodes[1].services.synthesis.reading
    assert (await read.mine(ZOE, PROCESS)).arguments == [mine]
    contest = s.ContestPlacement(PROCESS, mine, "Je parle de suivi, pas de transparence.")
    id_ = str((await table.node.do(contest, ZOE))["contest"])
    assert await code_of(table.nodes[1].do(contest, ZOE)) is Code.DUPLICATE
    assert await code_of(table.node.do(contest, YANN)) is Code.FORBIDDEN
    assert await code_of(table.node.do(s.ContestPlacement(PROCESS, mine, " "), ZOE)) is Code.EMPTY
    listed = await read.contests(None, PROCESS)
    assert (listed.open, [one.text for one in listed.contests]) == (1, [contest.text])
    assert "zoe" not in repr(listed).casefold()
    answer = s.AnswerContest(PROCESS, id_, 1, s.ContestOutcome.MOVED, "En effet.")
    assert await code_of(table.node.do(answer, ZOE)) is Code.FORBIDDEN
    await table.node.do(answer, STAFF)
    assert await code_of(table.nodes[1].do(answer, MP)) is Code.CHANGED
    page = await read.proposition(None, PROCESS, table.proposition)
    assert [(one.outcome, one.answer) for one in page.contests] == [(s.ContestOutcome.MOVED, "En effet.")]
    await table.publish(2)
    again = s.ContestPlacement(PROCESS, mine, "Toujours pas.")
    assert (await table.node.do(again, ZOE))["contest"] != id_
    assert (await read.mine(ZOE, PROCESS)).contests[0].text == "Toujours pas."


@pytest.mark.slow
async def test_suggestions_leave_everything_where_it_is(table: Table) -> None:
    """[SY13]"""
    family = await table.found("L’argent public", table.arguments[1])
    found = await table.node.services.synthesis.suggesting.suggest(STAFF, PROCESS, table.proposition, FOR)
    assert [(one.argument, one.family) for one in found.places] == [(table.arguments[0], family)]
    assert (await table.read()).coverage.placed == 1
    suggest = table.node.services.synthesis.suggesting.suggest
    assert await code_of(suggest(ZOE, PROCESS, table.proposition, FOR)) is Code.FORBIDDEN
    assert await code_of(suggest(STAFF, PROCESS, "nowhere", FOR)) is Code.NOT_FOUND


async def test_editors_hear_what_others_changed(table: Table) -> None:
    """[SY18]"""
    await table.found("Transparence", table.arguments[0])
    await table.found("Coût", side=AGAINST)
    position, view = await table.nodes[1].services.kernel.source.snapshot(f"process/{PROCESS}/synthesis")
    assert (position.at, view) == (2, {"id": PROCESS, "changes": {table.proposition: 2}})
