"""What is to be made: a process with its propositions and debates, as `creation` takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import AgendaItem, Cover, PhasePlan, Seat


class NewArgument(NamedTuple):
    """An argument to be put under a proposition; `side` is `for` or `against`."""

    side: str
    body: str
    author: str


class NewProposition(NamedTuple):
    """A proposition to be put into a process."""

    title: str
    body: str
    section: str
    author: str
    official: bool = False
    arguments: Sequence[NewArgument] = ()


class NewDebate(NamedTuple):
    """A debate, in its lobby, and who is invited to it."""

    id: str
    title: str
    starts_at: int
    agenda: Sequence[AgendaItem]
    seats: Sequence[Seat]
    pre_moderation: bool = False
    invitations: Sequence[NewInvitation] = ()


class NewProcess(NamedTuple):
    """A process and all that it begins with."""

    id: str
    title: str
    summary: str
    phases: Sequence[PhasePlan]
    propositions: Sequence[NewProposition] = ()
    debates: Sequence[NewDebate] = ()
    zone: str = ""
    cover: Cover | None = None
