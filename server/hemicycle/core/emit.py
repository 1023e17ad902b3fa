"""What a decision produces: facts, each for one log. Appending and publishing is left to the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from hemicycle_protocol.events import EventBody, snake_case
from hemicycle_protocol.views import Event


class Emit(NamedTuple):
    """A fact for the log named `log`."""

    log: str
    body: EventBody

    @property
    def type(self) -> str:
        """The wire name of the fact."""
        return snake_case(type(self.body).__name__)

    @property
    def shows_actor(self) -> bool:
        """Whether the log may name who did it: not where the public or an author reads of a question."""
        public = not self.log.endswith("/desk")
        return not (public and self.type.startswith(("question_", "my_question_")))

    def event(self, *, offset: int, at: int, actor: str | None = None) -> Event:
        """The fact as it stands on its log."""
        return Event(offset, at, self.type, msgspec.to_builtins(self.body), actor)


def debate_log(debate: str) -> str:
    """The public log of a debate."""
    return f"debate/{debate}"


def desk_log(debate: str) -> str:
    """The log that only moderators and hosts read."""
    return f"debate/{debate}/desk"


def person_log(person: str) -> str:
    """One's own receipts."""
    return f"person/{person}"


def process_log(process: str) -> str:
    """The public log of a process."""
    return f"process/{process}"


def on_debate(debate: str, bodies: Iterable[EventBody]) -> list[Emit]:
    """All of `bodies` for the public log of the debate."""
    return [Emit(debate_log(debate), body) for body in bodies]
