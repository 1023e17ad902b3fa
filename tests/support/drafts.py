"""A process that is not published, with everything it can have; every text of it says `SECRET`."""

from __future__ import annotations

from hemicycle.app import Node
from hemicycle.core import lifecycle
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.services.kernel.decision import Decision
from hemicycle.store.processes import DebateRow, ProcessRow, put_debate, put_process
from hemicycle.store.propositions import ArgumentRow, PropositionRow, add_propositions
from hemicycle_protocol.events import ProcessCreated
from hemicycle_protocol.views import AgendaItem, AgendaKind, Phase, PhasePlan, Seat, Side

DRAFT = "draft"
SECRET = "Tout ceci est confidentiel"
# What names something of it.
IDS = (DRAFT, "draft-1", "draft-1-a1", "draft-d")


async def furnish_draft(node: Node) -> None:
    """Make it."""
    now = node.clock.now()
    phases = [PhasePlan(Phase.CONSULTATION, now - 1_000, now + 10_000_000)]
    debate = lifecycle.created(
        id="draft-d",
        process=DRAFT,
        title=SECRET,
        starts_at=now,
        agenda=[AgendaItem("a1", AgendaKind.THEME, SECRET, 600_000)],
        seats=[Seat("1", SECRET, Side.CITIZENS)],
        pre_moderation=False,
    )
    proposition = PropositionRow("draft-1", DRAFT, 1, SECRET, SECRET, SECRET, SECRET, None, False, now)
    argument = ArgumentRow("draft-1-a1", "draft-1", "for", SECRET, SECRET, now)
    await node.services.kernel.journal.append(
        Decision(
            [
                Emit(
                    process_log(DRAFT), ProcessCreated(DRAFT, SECRET, SECRET, phases, "draft-d", draft=True)
                ),
                Emit(debate_log("draft-d"), debate),
            ],
            [
                put_process(ProcessRow(DRAFT, SECRET, SECRET, phases, now)),
                put_debate(DebateRow("draft-d", DRAFT, SECRET, "lobby", now)),
                add_propositions([proposition], [argument]),
            ],
        ),
        at=now,
        actor=None,
    )
