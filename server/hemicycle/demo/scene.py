"""What simulated people know of the debate: the little of its log and boards that matters to them."""

from __future__ import annotations

from typing import Any, NamedTuple

from hemicycle_protocol.messages import Board, Events, FromServer, Subscribed
from hemicycle_protocol.views import Event, PollState, QuestionState

SUPPORTABLE = frozenset({QuestionState.PUBLISHED, QuestionState.QUEUED, QuestionState.NEXT})


class Heard(NamedTuple):
    """A question as far as it matters."""

    state: str
    version: int
    since: int
    by: str = ""


class Scene:
    """The debate as one of them hears it; the others look over their shoulder."""

    def __init__(self, debate: str) -> None:
        self.topics = [f"debate/{debate}", f"debate/{debate}/board"]
        self.state = ""
        self.questions: dict[str, Heard] = {}
        self.queue: list[str] = []
        self.open_polls: set[str] = set()
        self.options: dict[str, int] = {}
        self.supports: dict[str, int] = {}

    @property
    def is_open(self) -> bool:
        """Whether the audience can act."""
        return self.state in ("lobby", "live", "paused")

    @property
    def supportable(self) -> list[str]:
        """The questions one can support now."""
        return [id_ for id_, question in self.questions.items() if question.state in SUPPORTABLE]

    def in_state(self, state: QuestionState) -> list[str]:
        """The questions in a state, most supported first, then the older."""
        found = [id_ for id_, question in self.questions.items() if question.state == state]
        return sorted(found, key=lambda id_: -self.supports.get(id_, 0))

    def hear(self, message: FromServer) -> None:
        """Take a delivery of one of `topics`."""
        log, board = self.topics
        match message:
            case Subscribed(topic=topic, snapshot=dict() as snapshot):
                if topic == log:
                    self._see(snapshot)
                elif topic == board:
                    self._count(snapshot)
            case Events(topic=topic) if topic == log:
                for event in message.events:
                    self._go_on(event)
            case Board(topic=topic) if topic == board:
                self._count(message.keys)

    def _see(self, view: dict[str, Any]) -> None:
        self.state = view.get("state", "lobby")
        self.questions = {id_: _heard(question) for id_, question in view.get("questions", {}).items()}
        polls = view.get("polls", {})
        self.options = {id_: len(poll["options"]) for id_, poll in polls.items()}
        self.open_polls = {id_ for id_, poll in polls.items() if poll["state"] == PollState.OPEN}

    def _count(self, keys: dict[str, Any]) -> None:
        for key, value in keys.items():
            kind, _, id_ = key.partition("/")
            if kind == "support":
                self.supports[id_] = value or 0

    def _go_on(self, event: Event) -> None:
        body: dict[str, Any] = event.body
        match event.type:
            case "debate_state_changed":
                self.state = body["to"]
            case "question_published":
                self.questions[body["question"]["id"]] = _heard(body["question"])
            case "question_moved":
                by = self.questions[body["question"]].by if body["question"] in self.questions else ""
                self.questions[body["question"]] = Heard(body["step"]["to"], body["version"], event.at, by)
            case "question_reworded" if body["question"] in self.questions:
                question = self.questions[body["question"]]
                self.questions[body["question"]] = question._replace(version=body["version"])
            case "poll_created":
                self.options[body["poll"]["id"]] = len(body["poll"]["options"])
            case "poll_opened":
                self.open_polls.add(body["poll"])
            case "poll_closed":
                self.open_polls.discard(body["poll"])


def _heard(question: dict[str, Any]) -> Heard:
    by = question.get("name", "")
    return Heard(question["state"], question.get("version", 1), question.get("state_at", 0), by)
