"""The sample processes, made once and found again at the next start.

Two have a past, told before anybody is served; the debate of one of them is live now. A real consultation
is read in behind the first visitors.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import NamedTuple

import structlog

from hemicycle.app import Node, open_node
from hemicycle.clock import SystemClock
from hemicycle.config import Config
from hemicycle.progress import Progress, Stopped
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.process.plan import NewDebate, NewProcess
from hemicycle_protocol import commands as c
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.views import DebateState, Phase, PhasePlan, QuestionState, Role, You

from .debate import HOST, MODERATOR, OPENING_ITEM
from .past import DAY_MS, Past, SetClock
from .texts import REPUBLIQUE_NUMERIQUE, read_audience, read_past, read_process

TONIGHT, OVER, REAL = "commande-publique", "eau", "republique-numerique"

_log = structlog.get_logger(__name__)


class Stage(NamedTuple):
    """What the simulated people meet in: the process, and its debate as it is planned."""

    process: str
    debate: NewDebate


async def tell_pasts(config: Config) -> None:
    """What happened before today in the processes that are not there yet."""
    now = SystemClock().now()
    async with open_node(config) as node:
        home = await node.services.consultation.reading.home()
    for name in {OVER, TONIGHT} - {process.id for process in home.processes}:
        plan = read_process(name, now=now)
        clock = SetClock(0)
        async with open_node(config, clock=clock) as node:
            debates = [debate._replace(invitations=()) for debate in plan.debates]
            plan = plan._replace(debates=debates)
            await Past(node, clock, plan, read_past(name), read_audience().names, until=now).tell()


async def import_real(node: Node) -> None:
    """The real consultation, open again, read in if it is not there yet."""
    creation, now = node.services.process.creation, node.clock.now()
    home = await node.services.consultation.reading.home()
    made = next((process for process in home.processes if process.id == REAL), None)
    if made is None:
        phases = [PhasePlan(Phase.CONSULTATION, now - 14 * DAY_MS, now + 77 * DAY_MS)]
        await creation.create_process(NewProcess(REAL, "République numérique", SUMMARY, phases))
    if made is None or not made.propositions:
        leaving = Leaving()
        reading = asyncio.create_task(creation.import_file(REPUBLIQUE_NUMERIQUE, REAL, progress=leaving))
        try:
            await asyncio.shield(reading)
        except asyncio.CancelledError:
            leaving.is_over = True
            with contextlib.suppress(Stopped):
                await reading
            raise


class Leaving(Progress):
    """Ends what is read in when the demonstration ends; nothing of it is kept then."""

    def __init__(self) -> None:
        self.is_over = False

    def advance(self, by: int = 1) -> None:
        """Go on, or stop."""
        if self.is_over:
            raise Stopped


SUMMARY = """\
La loi pour une République numérique, telle que 21 000 personnes l’ont discutée en ligne en 2015 : 692 \
propositions, 3 988 arguments, 88 574 votes. Les textes et les comptes sont les vrais ; le vote est rouvert \
pour que chacun puisse essayer."""


async def set_up(node: Node) -> Stage:
    """The process with a debate that is live; whatever is missing is made."""
    plan = read_process(TONIGHT, now=node.clock.now())
    home = await node.services.consultation.reading.home()
    before = [debate for debate in home.debates if debate.process == plan.id]
    under_way = next((debate.id for debate in before if debate.state is not DebateState.ENDED), None)
    debate = plan.debates[0]._replace(id=under_way or f"direct-{len(before) + 1}")
    uninvited = debate._replace(invitations=())  # every start makes its own links
    if under_way is None:
        await node.services.process.creation.create_debate(plan.id, uninvited)
    await _go_live(node, debate.id)
    # The panel was drawn: the seats have the names of those who took them.
    view = node.services.kernel.journal.debate(debate.id)
    return Stage(plan.id, debate._replace(seats=list(view.seats.values())))


async def _go_live(node: Node, debate: str) -> None:
    """As a host would; what stands already is refused, and that is fine."""
    view = (await node.services.kernel.source.snapshot(f"debate/{debate}"))[1]
    if view.get("state") == DebateState.LIVE:
        return
    await _act(node, debate, c.SetDebateState(debate, DebateState.LIVE))
    if not view.get("item"):
        await _act(node, debate, c.StartAgendaItem(debate, OPENING_ITEM))
    if not view.get("questions"):
        await _put_on_air(node, debate)


async def _put_on_air(node: Node, debate: str) -> None:
    """The first of the audience's questions, so that there is one from the first second."""
    audience = read_audience()
    asker = You("demo-viewer-0", audience.names[0], [Role.CITIZEN])
    desk = You("demo-desk", MODERATOR, [Role.MODERATOR], debate)
    await node.services.kernel.consents.record([asker.id], at=node.clock.now())
    asked = await _act(node, debate, c.AskQuestion(debate, audience.questions[0], "demo-0"), asker)
    for state in (QuestionState.QUEUED, QuestionState.NEXT, QuestionState.ON_AIR) if asked else ():
        question = node.services.kernel.journal.debate(debate).questions[str(asked["question"])]
        await _act(node, debate, c.MoveQuestion(debate, question.id, question.version, state), desk)


async def _act(node: Node, debate: str, command: CommandBody, you: You | None = None) -> dict[str, object]:
    you = you or You("demo-host", HOST, [Role.HOST], debate)
    caller = Caller(you, "demo", "", node.clock.now(), "fr")
    name = snake_case(type(command).__name__)
    args = {field: getattr(command, field) for field in command.__struct_fields__}
    try:
        return (await node.services.gate.handle(caller, name, args))[1]
    except Refused as refused:
        _log.info("the demo's host was refused", act=name, code=refused.code)
        return {}
