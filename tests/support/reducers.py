"""Write `protocol/vectors/reducers`: `python -m tests.support.reducers` after a change of a fold.

Each file holds one vector: `{"name", "fold", "before", "events", "after"}` in wire form (defaults left
out), `fold` one of `debate`, `desk`, `person`, `process`, `synthesis`. Folding `events` onto `before` gives
`after`, in every language.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from hemicycle.core.debate import fold_debate
from hemicycle.core.desk import fold_desk
from hemicycle.core.emit import Emit, on_debate, person_log
from hemicycle.core.person import fold_person
from hemicycle.core.process import empty_process, fold_process
from hemicycle.core.synthesis import empty_synthesis_desk, fold_synthesis_desk, synthesis_log
from hemicycle_protocol import commands as c
from hemicycle_protocol.consultation import TextKept, TextWithdrawn
from hemicycle_protocol.debate_record import AnswerWritten
from hemicycle_protocol.events import AgendaMade, GuestVotesTakenBack, SeatNamed
from hemicycle_protocol.panel import MyApplicationReceived, MyApplicationWithdrawn
from hemicycle_protocol.synthesis import SynthesisChanged, SynthesisDesk
from hemicycle_protocol.views import (
    About,
    AgendaItem,
    AgendaKind,
    DebateState,
    DebateView,
    DeskView,
    Event,
    PersonView,
    PollHiding,
    ProcessView,
    ProgramMode,
    QuestionState,
    SeatState,
    TextKind,
)

from .evening import ALI, DEBATE, HOST, INES, MOD_A, MOD_B, MP, STAGE, YANN, ZOE, Evening
from .process_facts import PROCESS, STORIES, events_of

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors" / "reducers"
FOLDS: dict[str, tuple[type, Callable[[Any, Event], Any]]] = {
    "debate": (DebateView, fold_debate),
    "desk": (DeskView, fold_desk),
    "person": (PersonView, fold_person),
    "process": (ProcessView, fold_process),
    "synthesis": (SynthesisDesk, fold_synthesis_desk),
}
_Q = QuestionState
Act = Callable[[Evening], None]


def lifecycle(evening: Evening) -> None:
    for state in (DebateState.PAUSED, DebateState.LIVE, DebateState.ENDED):
        evening.do(c.SetDebateState(DEBATE, state), HOST)


def agenda(evening: Evening) -> None:
    for item in ("i1", "i2", "i1", "i3"):
        evening.do(c.StartAgendaItem(DEBATE, item), HOST)


def floor(evening: Evening) -> None:
    evening.admit(MP, INES)
    evening.do(c.GiveFloor(DEBATE, "s1", 60_000), HOST)
    evening.do(c.ExtendFloor(DEBATE, 30_000), HOST)
    evening.do(c.PauseFloor(DEBATE, "question"), HOST)
    evening.do(c.ResumeFloor(DEBATE), HOST)
    evening.do(c.GiveFloor(DEBATE, "s2", 20_000, interposed=True), HOST)
    evening.do(c.EndFloor(DEBATE), INES)
    evening.do(c.GiveFloor(DEBATE, "s1"), HOST)


def seats(evening: Evening) -> None:
    evening.admit(MP, INES, ALI)
    evening.do(c.GiveFloor(DEBATE, "s2"), HOST)
    evening.do(c.ReportSeat(DEBATE, "s2", False), STAGE)
    evening.do(c.ReportSeat(DEBATE, "s2", True), STAGE)
    evening.do(c.MuteAll(DEBATE), HOST)
    evening.do(c.MuteSeat(DEBATE, "s1", False), HOST)
    evening.do(c.SetSeatState(DEBATE, "s3", SeatState.REMOVED, "Propos hors charte"), HOST)
    evening.do(c.LeaveSeat(DEBATE), MP)


def named(evening: Evening) -> None:
    evening.append(on_debate(DEBATE, [SeatNamed("s2", "Inès M."), SeatNamed("none", "Personne")]), HOST)
    evening.admit(INES)


def tied(evening: Evening) -> None:
    first, hidden = evening.ask("Qui paie ?"), evening.ask("Depuis quand ?", YANN)
    evening.move(hidden, _Q.NEEDS_REVIEW)
    for id_ in (first, hidden):
        evening.do(c.TieQuestion(DEBATE, id_, evening.version(id_), "proposition/p1-1"), MOD_A)
    evening.do(c.TieQuestion(DEBATE, first, evening.version(first), "family/f1"), MOD_B)
    evening.do(c.TieQuestion(DEBATE, first, evening.version(first), None), MOD_B)


def left_open(evening: Evening) -> None:
    about = About("family/f1", "Le prix du repas")
    item = AgendaItem("i1", AgendaKind.THEME, "Le prix", 600_000, about=about)
    evening.append(on_debate(DEBATE, [AgendaMade([item])]), HOST)
    question = evening.ask("Qui paie ?")
    evening.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
    evening.append(on_debate(DEBATE, [AnswerWritten(question, 1)]), HOST)


def applications(evening: Evening) -> None:
    facts = [MyApplicationReceived("p1", "x1"), MyApplicationWithdrawn("p1", "x1")]
    evening.append([Emit(person_log(ZOE.id), fact) for fact in facts], ZOE)


def writing(evening: Evening) -> None:
    kept = TextKept("t1", TextKind.PROPOSITION, "p1", "d1")
    facts = [kept, TextKept("t2", TextKind.ARGUMENT, "p1", "d2"), replace(kept, digest="d3")]
    for fact in [*facts, TextWithdrawn("t2"), TextWithdrawn("unknown")]:
        evening.append([Emit(person_log(ZOE.id), fact)], ZOE)


def program(evening: Evening) -> None:
    evening.do(c.ReportCut(DEBATE, "s1"), STAGE)
    evening.do(c.DirectProgram(DEBATE, ProgramMode.PINNED, "s2"), HOST)
    evening.do(c.DirectProgram(DEBATE, ProgramMode.SLATE, slate="Pause"), HOST)
    evening.do(c.ReportCut(DEBATE, None), STAGE)
    for text in ("Bonsoir à toutes et tous.", "On commence."):
        evening.do(c.PostCaption(DEBATE, text, speaker="s1"), HOST)
    evening.do(c.ReportRecording(DEBATE, "/hls/d1/program.m3u8"), STAGE)


def questions(evening: Evening) -> None:
    first, second = evening.ask("Qui paie ?"), evening.ask("Depuis quand ?", YANN)
    evening.do(c.RewordQuestion(DEBATE, first, evening.version(first), "Qui finance ?"), MOD_A)
    for id_ in (first, second):
        evening.move(id_, _Q.QUEUED)
    evening.do(c.OrderQueue(DEBATE, [second, first]), MOD_B)
    for to in (_Q.NEXT, _Q.ON_AIR, _Q.ANSWERED):
        evening.move(second, to)
    evening.do(c.UndoQuestion(DEBATE, second, evening.version(second)), MOD_A)


def side_exits(evening: Evening) -> None:
    ids = [evening.ask(f"Question {n} ?", who) for n, who in enumerate((ZOE, YANN, ZOE, YANN, ZOE))]
    dismissed, merged, binned, withdrawn, kept = ids
    evening.move(dismissed, _Q.DISMISSED, reason="already_answered", explanation="Réponse à 20 h 15.")
    evening.move(merged, _Q.MERGED, into=kept)
    evening.move(binned, _Q.BINNED, reason="personal_attack")
    evening.do(c.WithdrawQuestion(DEBATE, withdrawn), YANN)
    evening.do(c.UndoQuestion(DEBATE, binned, evening.version(binned)), MOD_A)
    evening.move(binned, _Q.NEEDS_REVIEW)
    evening.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)


def pre_moderation(evening: Evening) -> None:
    evening.do(c.SwitchPreModeration(DEBATE, True), MOD_A)
    first, second = evening.ask("À relire ?"), evening.ask("À mettre en file ?", YANN)
    evening.do(c.ClaimQuestion(DEBATE, first), MOD_A)
    evening.do(c.ClaimQuestion(DEBATE, first, take=True), MOD_B)
    evening.do(c.NoteQuestion(DEBATE, first, evening.version(first), "voir la fiche"), MOD_B)
    evening.move(first, _Q.PUBLISHED, MOD_B)
    evening.move(second, _Q.QUEUED, MOD_B)


def polls(evening: Evening) -> None:
    shown, hidden = evening.poll(), evening.poll(hiding=PollHiding.AT_CLOSE)
    evening.counts = {shown: [3, 4], hidden: [5, 6]}
    evening.do(c.OpenPoll(DEBATE, shown, 60_000), HOST)
    evening.do(c.OpenPoll(DEBATE, hidden), HOST)
    evening.append(on_debate(DEBATE, [GuestVotesTakenBack("Une invitation de trop.")]), HOST)
    for poll in (shown, hidden):
        evening.do(c.ClosePoll(DEBATE, poll), HOST)
    evening.do(c.PublishPoll(DEBATE, hidden), HOST)


def unknown(evening: Evening) -> None:
    evening.logs[f"debate/{DEBATE}"].append(Event(1, evening.now, "something_new", {"x": 1}))


ACTS: list[Act] = [
    lifecycle,
    agenda,
    floor,
    seats,
    named,
    applications,
    tied,
    left_open,
    writing,
    program,
    questions,
    side_exits,
    pre_moderation,
    polls,
    unknown,
]


def vectors() -> Iterator[dict[str, Any]]:
    """All vectors: the logs of each evening from its first fact, and in steps from a view to the next."""
    for act in ACTS:
        evening = Evening()
        started = {log: len(events) for log, events in evening.logs.items()}
        act(evening)
        for log, events in evening.logs.items():
            kind = _kind(log)
            name = f"{act.__name__}_{log.replace('/', '_')}"
            cut = started.get(log, 0)
            yield _vector(name, kind, _empty(kind, log), events[:cut], events[cut:])
    whole = Evening()
    for act in (agenda, floor, questions, polls):
        act(whole)
    for log, events in whole.logs.items():
        yield _vector(f"evening_{log.replace('/', '_')}", _kind(log), _empty(_kind(log), log), [], events)


def _vector(name: str, kind: str, view: Any, old: list[Event], events: list[Event]) -> dict[str, Any]:
    fold = FOLDS[kind][1]
    for event in old:
        view = fold(view, event)
    before = msgspec.to_builtins(view)
    for event in events:
        view = fold(view, event)
    return {
        "name": name,
        "fold": kind,
        "before": before,
        "events": msgspec.to_builtins(events),
        "after": msgspec.to_builtins(view),
    }


def _kind(log: str) -> str:
    return "person" if log.startswith("person/") else "desk" if log.endswith("/desk") else "debate"


def _empty(kind: str, log: str) -> Any:
    id_ = log.split("/")[1]
    return DebateView(id_, "", "") if kind == "debate" else FOLDS[kind][0](id_)


def process_vectors() -> Iterator[dict[str, Any]]:
    """A vector for each story of a process."""
    for story in STORIES:
        before = view = empty_process(PROCESS)
        events = events_of(story)
        for event in events:
            view = fold_process(view, event)
        yield {
            "name": f"{story}_process",
            "fold": "process",
            "before": msgspec.to_builtins(before),
            "events": msgspec.to_builtins(events),
            "after": msgspec.to_builtins(view),
        }


def synthesis_vector() -> dict[str, Any]:
    """Editors work on two propositions."""
    log = synthesis_log(PROCESS)
    before = view = empty_synthesis_desk(PROCESS)
    events = [
        Emit(log, SynthesisChanged(proposition)).event(offset=offset, at=offset * 60_000)
        for offset, proposition in enumerate(("p1-1", "p1-2", "p1-1"), 1)
    ]
    for event in events:
        view = fold_synthesis_desk(view, event)
    return {
        "name": "editors_synthesis",
        "fold": "synthesis",
        "before": msgspec.to_builtins(before),
        "events": msgspec.to_builtins(events),
        "after": msgspec.to_builtins(view),
    }


def documents() -> dict[str, str]:
    """File name → text of every vector."""
    texts = {}
    for vector in [*vectors(), *process_vectors(), synthesis_vector()]:
        texts[f"{vector['name']}.json"] = json.dumps(vector, ensure_ascii=False, indent=1) + "\n"
    return texts


def main() -> None:
    """Write the files; those of vectors that are no more are removed."""
    VECTORS.mkdir(parents=True, exist_ok=True)
    wanted = documents()
    for path in VECTORS.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (VECTORS / name).write_text(text)


if __name__ == "__main__":
    main()
