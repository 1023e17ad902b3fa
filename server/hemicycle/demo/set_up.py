"""The sample process and its debate, made once and found again at the next start."""

from __future__ import annotations

from typing import NamedTuple

import structlog

from hemicycle.app import Node
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.process.plan import NewDebate
from hemicycle_protocol import commands as c
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.views import DebateState, Role, You

from .debate import HOST, OPENING_ITEM, POLLS
from .texts import read_process

_log = structlog.get_logger(__name__)


class Stage(NamedTuple):
    """What the simulated people meet in: the process, and its debate as it is planned."""

    process: str
    propositions: list[str]
    debate: NewDebate


async def set_up(node: Node) -> Stage:
    """The process with a debate that is live; whatever is missing is made."""
    plan = read_process(now=node.clock.now())
    home = await node.services.consultation.reading.home()
    before = [debate for debate in home.debates if debate.process == plan.id]
    under_way = next((debate.id for debate in before if debate.state is not DebateState.ENDED), None)
    debate = plan.debates[0]._replace(id=under_way or f"direct-{len(before) + 1}")
    uninvited = debate._replace(invitations=())  # every start makes its own links
    if all(process.id != plan.id for process in home.processes):
        await node.services.process.creation.create_process(plan._replace(debates=[uninvited]))
    elif under_way is None:
        await node.services.process.creation.create_debate(plan.id, uninvited)
    await _go_live(node, debate.id)
    propositions = [f"{plan.id}-{number}" for number in range(1, len(plan.propositions) + 1)]
    return Stage(plan.id, propositions, debate)


async def _go_live(node: Node, debate: str) -> None:
    """As a host would; what stands already is refused, and that is fine."""
    view = (await node.services.kernel.source.snapshot(f"debate/{debate}"))[1]
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
