"""Applying to sit on a panel: who may, until when, and what an application holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from hemicycle.core.names import required_name
from hemicycle.core.text import required_lines
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.panel import ApplyToPanel, ChallengePool
from hemicycle_protocol.panel_file import PanelFile
from hemicycle_protocol.views import Role

MOTIVATION_CHARACTERS = limit_of(ApplyToPanel, "motivation")
CHALLENGE_CHARACTERS = limit_of(ChallengePool, "text")
# Who makes the process sits on its panel by another way, or not at all.
EXCLUDED = frozenset({Role.ORGANISER, Role.PARLIAMENTARIAN, Role.STAFF, Role.MODERATOR, Role.AUDITOR})


class Application(NamedTuple):
    """What somebody sends: a name to sit under, and why."""

    name: str
    motivation: str


def may_apply(file: PanelFile, roles: Collection[Role], *, at: int) -> bool:
    """Whether somebody with these roles in the process may apply now."""
    return file.pool is None and at < file.applications_close_at and EXCLUDED.isdisjoint(roles)


def check_open(file: PanelFile, *, at: int) -> None:
    """Pass while applications are taken; refused `CLOSED` after."""
    if file.pool is not None or at >= file.applications_close_at:
        raise Refused(Code.CLOSED, closed_at=file.applications_close_at)


def application(file: PanelFile, command: ApplyToPanel, roles: Collection[Role], *, at: int) -> Application:
    """The application as it is kept.

    Raises:
        Refused: `FORBIDDEN` for who makes the process, `CLOSED`, `INVALID` without consent, `EMPTY`,
            `TOO_LONG`.
    """
    if not EXCLUDED.isdisjoint(roles):
        raise Refused(Code.FORBIDDEN, roles=[Role.CITIZEN.value])
    check_open(file, at=at)
    name = required_name(command.name)
    motivation = required_lines(command.motivation, field="motivation", limit=MOTIVATION_CHARACTERS)
    if not command.consent:
        raise Refused(Code.INVALID, field="consent")
    return Application(name, motivation)


def check_challengeable(file: PanelFile, *, at: int) -> None:
    """Pass while the pool may be contested; refused `NOT_OPEN` before, `CLOSED` after."""
    if file.pool is None:
        raise Refused(Code.NOT_OPEN)
    if at >= file.pool.challenges_until:
        raise Refused(Code.CLOSED, closed_at=file.pool.challenges_until)
