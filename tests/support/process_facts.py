"""Stories of facts that change the view of a process: each becomes a vector in `protocol/vectors`."""

from __future__ import annotations

from msgspec.structs import replace

from hemicycle.core.emit import Emit, process_log
from hemicycle_protocol import process as p
from hemicycle_protocol.bill import BillPublished, BillStepAdded, BillStepCorrected
from hemicycle_protocol.bill_view import BillStep, BillStepKind, Chamber, SupportThreshold
from hemicycle_protocol.electorate import ElectorateChosen
from hemicycle_protocol.events import EventBody, ProcessCreated
from hemicycle_protocol.mobilisation import ThresholdCrossed, ThresholdsSet
from hemicycle_protocol.open_data import BallotsPublished
from hemicycle_protocol.panel import ChallengeAnswered, PanelAdvanced, PoolChallenged
from hemicycle_protocol.panel_file import PanelSeat, PanelStep, PanelView
from hemicycle_protocol.synthesis import (
    ContestAnswered,
    ContestOutcome,
    PlacementContested,
    SynthesisPublished,
)
from hemicycle_protocol.views import Commitment, Coverage, Electorate, Event, Phase, PhasePlan

PROCESS = "p1"
DAY_MS = 86_400_000
PHASES = [PhasePlan(phase, at * DAY_MS, (at + 1) * DAY_MS) for at, phase in enumerate(Phase, 1)]
CREATED = ProcessCreated(PROCESS, "L’eau partagée", "Qui décide de l’eau ?", PHASES, draft=True)
CONSULTATION = Phase.CONSULTATION

PANEL = PanelView("d1", 40 * DAY_MS, 20 * DAY_MS, seats=[PanelSeat("A1", "A"), PanelSeat("B1", "B")])
FILED = BillStep("s1", BillStepKind.FILED, "2027-01-10", chamber=Chamber.SENATE, number="312", said_at=1)
PROMISED = SupportThreshold(1_000, "Une réunion publique")

# Every kind of fact that `core.process.FOLDS` folds stands in one of them.
STORIES: dict[str, list[EventBody]] = {
    "process": [CREATED, p.ProcessPublished()],
    "phases": [
        CREATED,
        p.PhasePlanned(CONSULTATION, 2 * DAY_MS, 9 * DAY_MS),
        p.PhasePlanned(Phase.BILL),
        p.ProcessPublished(),
        p.PhaseOpened(CONSULTATION, 2 * DAY_MS),
        p.PhaseExtended(CONSULTATION, 12 * DAY_MS, "Le site était en panne."),
        p.PhaseClosed(CONSULTATION, 12 * DAY_MS),
    ],
    "settings": [
        ProcessCreated(PROCESS, "L’eau", "Qui décide ?", PHASES[:2], draft=True, commitment=Commitment(5)),
        p.ProcessChanged("L’eau partagée", "Qui décide de l’eau ?", 10),
        p.PhasePlanned(Phase.MOBILISATION, 90 * DAY_MS),
        p.DebateAdded("d1", "L’eau en débat", 20 * DAY_MS),
        p.DebateAdded("d2", "L’eau, suite", 21 * DAY_MS),
        p.ProcessChanged("L’eau partagée", "Qui décide de l’eau ?", 0),
    ],
    "ballots": [CREATED, BallotsPublished(True), p.ProcessPublished(), BallotsPublished(False)],
    "electorate": [
        CREATED,
        ElectorateChosen(Electorate.ROLL),
        p.ProcessPublished(),
        ElectorateChosen(Electorate.MAIL),
    ],
    "panel": [
        CREATED,
        PanelAdvanced([PanelStep(60_000, "opened")], PANEL),
        PoolChallenged("x1"),
        ChallengeAnswered("x1"),
        PanelAdvanced(
            [PanelStep(70_000, "accepted", "A1")], replace(PANEL, seats=[PanelSeat("A1", "A", "Inès")])
        ),
    ],
    "bill": [
        CREATED,
        BillPublished(1, "Proposition de loi relative à l’eau", "Première version", 3),
        BillPublished(2, "Proposition de loi relative à l’eau", "Article 2 réécrit", 4),
        BillStepAdded(FILED),
        BillStepAdded(BillStep("s2", BillStepKind.OTHER, "2026-12-01", "Audition", said_at=DAY_MS)),
        BillStepCorrected(replace(FILED, number="321", version=2), "Le numéro était faux."),
    ],
    "mobilisation": [
        CREATED,
        ThresholdsSet([PROMISED], 1),
        ThresholdCrossed(1_000, "Une réunion publique"),
        ThresholdsSet(
            [SupportThreshold(1_000, "Une réunion publique", 180_000), SupportThreshold(5_000, "Un débat")], 2
        ),
    ],
    "synthesis": [
        CREATED,
        SynthesisPublished(1, Coverage(10, 8, 1, 40, 36), 3, contest_until=8 * DAY_MS),
        PlacementContested("c1", "p1-1", "a1"),
        PlacementContested("c2", "p1-1", "a2"),
        ContestAnswered("c1", ContestOutcome.MOVED),
        SynthesisPublished(2, Coverage(10, 9, 1, 40, 40), 4, contest_until=9 * DAY_MS, note="Revu"),
    ],
}


def events_of(story: str) -> list[Event]:
    """The facts of a story as they stand on the log, a minute apart."""
    log = process_log(PROCESS)
    return [
        Emit(log, body).event(offset=offset, at=offset * 60_000)
        for offset, body in enumerate(STORIES[story], 1)
    ]
