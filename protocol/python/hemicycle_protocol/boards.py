"""What stands under each key of a board (SPEC T8): current values, never history.

`process/{id}/board`
    `proposition/{id}` → `Tally`; `totals` → `Totals`; `bill/supports` → int, public supports of the bill
`process/{id}/arguments/{proposition}`
    `argument/{id}` → int, its supports; absent while it has none
`debate/{id}/board`
    `support/{question}` → int; `poll/{poll}` → `PollTally` (absent while hidden);
    `fair` → list[str], the questions that wait for the stage in fair order, every fifth of those seen least;
    `audience` → `Audience`; `reactions/{node}` → `dict[ReactionKind, int]` of the last second on one node,
    to be added up;
    `level/{seat}` → int 0–100
`debate/{id}/desk/board` (moderators, hosts)
    `present/{person}` → `DeskPresence`; `poll/{poll}` → `PollTally`; `heard` → `Heard`;
    `fair` → list[str], the fair order by supports alone;
    `from/{seat}` → `SeatMessage`, read if `read/{seat}` of the stage's board is not before its `at`
`debate/{id}/stage/board` (panelists, hosts, moderators, the stage)
    `seat/{seat}` → `SeatMedia`; `message/{seat}` → str, from the control room; `read/{seat}` → int, until
    when the control room has read what the seat wrote
"""

from __future__ import annotations

from msgspec import Struct


class Tally(Struct, frozen=True, omit_defaults=True):
    """Votes cast here on one proposition; one vote a person, so their sum is also the voters."""

    agree: int = 0
    mixed: int = 0
    disagree: int = 0


class Totals(Struct, frozen=True, omit_defaults=True):
    """All votes cast here on propositions of a process, and the people who cast them.

    Supports of arguments are in neither: they stand with each argument.
    """

    votes_cast: int = 0
    voters: int = 0


class PollTally(Struct, frozen=True, omit_defaults=True):
    """Answers per option, in the order of the options."""

    counts: list[int] = []
    voters: int = 0


class Audience(Struct, frozen=True, omit_defaults=True):
    """Sessions that watch now, over all nodes, and the most there were."""

    viewers: int = 0
    peak: int = 0


class DeskPresence(Struct, frozen=True, omit_defaults=True):
    """A moderator or host who follows the desk, and the card they have open."""

    name: str
    question: str | None = None
    host: bool = False


class Heard(Struct, frozen=True, omit_defaults=True):
    """The audit of representation: of `active` people who support a question, how many had one asked.

    `unheard_question` waits, and has a large group behind it of whom nobody was heard.
    """

    active: int = 0
    heard: int = 0
    unheard_question: str | None = None


class SeatMessage(Struct, frozen=True, omit_defaults=True):
    """What a panelist wrote to the control room, and whether they ask for help."""

    text: str
    at: int
    name: str
    problem: bool = False


class SeatMedia(Struct, frozen=True, omit_defaults=True):
    """What a panelist's devices say."""

    microphone: bool = False
    camera: bool = False
    hand: bool = False
    hand_at: int = 0
    connected: bool = False
