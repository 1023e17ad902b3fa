"""The sample process and its debate, made once and found again at the next start."""

from __future__ import annotations

from typing import NamedTuple

import structlog

from hemicycle.app import Node
from hemicycle.services.caller import Caller
from hemicycle.services.creation import NewArgument, NewProposition
from hemicycle_protocol import commands as c
from hemicycle_protocol.api import DebateCard
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.views import DebateState, Phase, PhasePlan, Role, You

from .debate import AGENDA, HOST, OPENING_ITEM, POLLS, SEATS, TITLE
from .texts import ProcessText, read_process

PROCESS = "commande-publique"
DAY_MS = 86_400_000

_log = structlog.get_logger(__name__)


class Stage(NamedTuple):
    """What the simulated people meet in."""

    debate: str
    propositions: list[str]


async def set_up(node: Node) -> Stage:
    """The process with a debate that is live; whatever is missing is made."""
    home = await node.services.consultation.home()
    text = read_process()
    if not any(process.id == PROCESS for process in home.processes):
        await _make_process(node, text)
    propositions = [f"{PROCESS}-{number}" for number in range(1, len(text.propositions) + 1)]
    mine = [debate for debate in home.debates if debate.process == PROCESS]
    under_way = next((debate.id for debate in mine if debate.state is not DebateState.ENDED), None)
    debate = under_way or await _make_debate(node, mine)
    await _go_live(node, debate)
    return Stage(debate, propositions)


async def _make_process(node: Node, text: ProcessText) -> None:
    now, creation = node.clock.now(), node.services.creation
    phases = [
        PhasePlan(Phase.PRESENTATION, now - 40 * DAY_MS, now - 30 * DAY_MS),
        PhasePlan(Phase.CONSULTATION, now - 30 * DAY_MS, now + 30 * DAY_MS),
        PhasePlan(Phase.SYNTHESIS, now - 10 * DAY_MS, now + 20 * DAY_MS),
        PhasePlan(Phase.DEBATE, now - DAY_MS, now + 30 * DAY_MS),
        PhasePlan(Phase.BILL, now + 30 * DAY_MS, now + 60 * DAY_MS),
        PhasePlan(Phase.MOBILISATION, now + 60 * DAY_MS, now + 120 * DAY_MS),
    ]
    await creation.create_process(id=PROCESS, title=text.title, summary=text.summary, phases=phases)
    drafts = [
        NewProposition(
            one.title,
            one.body,
            one.section,
            one.author,
            one.official,
            [NewArgument(argument.side, argument.body, argument.author) for argument in one.arguments],
        )
        for one in text.propositions
    ]
    await creation.add_propositions(PROCESS, drafts)


async def _make_debate(node: Node, before: list[DebateCard]) -> str:
    return await node.services.creation.create_debate(
        id=f"direct-{len(before) + 1}",
        process=PROCESS,
        title=TITLE,
        starts_at=node.clock.now(),
        agenda=AGENDA,
        seats=SEATS,
    )


async def _go_live(node: Node, debate: str) -> None:
    """As a host would; what stands already is refused, and that is fine."""
    view = (await node.services.source.snapshot(f"debate/{debate}"))[1]
    if view.get("state") == DebateState.LIVE:
        return
    await _act(node, debate, c.SetDebateState(debate, DebateState.LIVE))
    if not view.get("item"):
        await _act(node, debate, c.StartAgendaItem(debate, OPENING_ITEM))
    if not view.get("polls"):
        for question, options, hiding in POLLS:
            made = await _act(node, debate, c.CreatePoll(debate, question, options, hiding))
            if question == POLLS[0][0] and made:
                await _act(node, debate, c.OpenPoll(debate, str(made["poll"])))


async def _act(node: Node, debate: str, command: CommandBody) -> dict[str, object]:
    you = You("demo-host", HOST, [Role.HOST], debate)
    caller = Caller(you, "demo", "", node.clock.now(), "fr")
    name = snake_case(type(command).__name__)
    args = {field: getattr(command, field) for field in command.__struct_fields__}
    try:
        return (await node.services.gate.handle(caller, name, args))[1]
    except Refused as refused:
        _log.info("the demo's host was refused", act=name, code=refused.code)
        return {}
