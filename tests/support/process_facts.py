"""Stories of facts that change the view of a process: each becomes a vector in `protocol/vectors`."""

from __future__ import annotations

from hemicycle.core.emit import Emit, process_log
from hemicycle_protocol.events import EventBody, ProcessCreated
from hemicycle_protocol.process import ProcessPublished
from hemicycle_protocol.views import Event, Phase, PhasePlan

PROCESS = "p1"
DAY_MS = 86_400_000
PHASES = [PhasePlan(phase, at * DAY_MS, (at + 1) * DAY_MS) for at, phase in enumerate(Phase, 1)]
CREATED = ProcessCreated(PROCESS, "L’eau partagée", "Qui décide de l’eau ?", PHASES, draft=True)

# Every kind of fact that `core.process.FOLDS` folds stands in one of them.
STORIES: dict[str, list[EventBody]] = {
    "process": [CREATED, ProcessPublished()],
}


def events_of(story: str) -> list[Event]:
    """The facts of a story as they stand on the log, a minute apart."""
    log = process_log(PROCESS)
    return [
        Emit(log, body).event(offset=offset, at=offset * 60_000)
        for offset, body in enumerate(STORIES[story], 1)
    ]
