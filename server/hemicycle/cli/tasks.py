"""What an operator does from the command line with a database: create, import, recount, invite, people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from hemicycle.app import open_node
from hemicycle.clock import SystemClock
from hemicycle.config import Config, ConfigError
from hemicycle.services.process.plan import NewProcess
from hemicycle.services.process.plan_file import PlanRefused, read_plan
from hemicycle.store import Conflict
from hemicycle.store.importer import ImportRefused, Report
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import Role

from .meter import Meter

# The roles of accounts, each with those before it: who administers the site organises, too.
GENERAL = (Role.CITIZEN, Role.ORGANISER, Role.ADMINISTRATOR)


async def create(config: Config, file: Path) -> None:
    """Make the process that a file describes; print where everybody goes.

    Raises:
        ConfigError: every fault of the file, or what exists already; nothing was made.
    """
    plan = _plan(file)
    if not config.base_url and any(wish.email for debate in plan.debates for wish in debate.invitations):
        raise ConfigError("HEMICYCLE_BASE_URL is missing: the links in mails begin with it.")
    async with open_node(config) as node:
        try:
            invitations = await node.services.process.creation.create_process(plan)
        except Conflict as conflict:
            raise ConfigError(f"Nothing was created: {conflict.log} exists already.") from None
    _show("Process", plan.title, [("everybody", f"{node.site}/processes/{plan.id}")])
    for debate in plan.debates:
        page = f"{node.site}/debates/{debate.id}"
        public = [("viewers", page), ("dashboard", f"{page}/board"), ("OBS overlay", f"{page}/overlay")]
        mine = [invitation for invitation in invitations if invitation.debate == debate.id]
        invited = [(f"{one.role}, {one.name}", f"{node.site}{one.link}") for one in mine]
        _show("Debate", debate.title, public + invited)


def _plan(file: Path) -> NewProcess:
    try:
        return read_plan(file.read_text(encoding="utf-8"), now=SystemClock().now())
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} cannot be read: it is not UTF-8 text.") from None
    except PlanRefused as refused:
        raise ConfigError("\n".join([f"Nothing was created. {file.name}:", *refused.faults])) from None


def _show(what: str, title: str, links: list[tuple[str, str]]) -> None:
    width = max(len(who) for who, _ in links)
    typer.echo(f"{what}: {title}")
    for who, url in links:
        typer.echo(f"  {who:<{width}}  {url}")


async def import_consultation(
    config: Config, file: Path, meter: Meter, *, title: str, process: str | None, closes_at: int | None
) -> Report:
    """Import a file into a process, a new one unless one is named; print what was read.

    `closes_at` ends the consultation of a new process; without it that stays open.

    Raises:
        ConfigError: the file cannot be read; nothing was imported.
    """
    if process is not None and closes_at is not None:
        raise ConfigError(f"--closes is for a new process; {process} has its phases.")
    async with open_node(config) as node:
        creation = node.services.process.creation
        try:
            with meter.shown():
                if process is None:
                    target, report = await creation.import_process(
                        file, title=title, closes_at=closes_at, progress=meter
                    )
                else:
                    await node.services.kernel.visibility.whole(process)
                    target, report = process, await creation.import_file(file, process, progress=meter)
        except OSError as error:
            raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
        except ImportRefused as refused:
            raise ConfigError(f"Nothing was imported. {file.name}, {refused}.") from None
    typer.echo(f"{file.name} is in process {target}:")
    for name, value in report._asdict().items():
        typer.echo(f"  {name.replace('_', ' '):16} {value:>10,}")
    return report


def read_instant(text: str) -> int:
    """The milliseconds of an instant with its time zone.

    Raises:
        ConfigError: it is none.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ConfigError(f"{text!r} is no instant with its time zone, such as 2027-03-31T20:00:00+02:00.")
    return int(instant.timestamp() * 1000)


async def recount(config: Config, meter: Meter) -> int:
    """Print every number that does not agree with the ballots; how many there are."""
    async with open_node(config) as node:
        with meter.shown():
            differences = await node.services.recount(meter)
    for one in differences:
        typer.echo(f"{one.box}: {one.what}: {one.stored} is stored, {one.counted} were counted")
    typer.echo(f"{len(differences)} differences")
    return len(differences)


async def invite(config: Config, debate: str, role: Role, name: str, *, seat: str | None, hours: int) -> None:
    """Print the link of a new invitation."""
    async with open_node(config) as node:
        wish = NewInvitation(debate, role, name, seat, valid_hours=hours)
        invitation = await node.services.people.invitations.create(wish)
        typer.echo(f"{node.site}{invitation.link}")


async def add_user(config: Config, email: str, *, name: str, role: Role) -> None:
    """Give an address an account with a role."""
    if role not in GENERAL:
        raise ConfigError(f"{role} is given by an invitation to one debate: use `hemicycle invite`.")
    roles = list(GENERAL[: GENERAL.index(role) + 1])
    async with open_node(config) as node:
        id_ = await node.services.people.accounts.add_account(email, name=name, roles=roles)
        typer.echo(f"{email} signs in as {id_}, {', '.join(roles)}")


async def list_users(config: Config) -> None:
    """Print whoever may more than a citizen in all processes."""
    async with open_node(config) as node:
        people = await node.services.people.accounts.with_roles()
    for person in people:
        typer.echo(f"{person.email}  {person.id}  {', '.join(person.roles)}  {person.name}")
    typer.echo(f"{len(people)} with more than a citizen's role")


async def revoke_user(config: Config, email: str) -> None:
    """Leave an account a citizen's."""
    async with open_node(config) as node:
        person = await node.services.people.accounts.of_address(email)
        if person is None:
            raise ConfigError(f"Nobody signs in with {email}.")
        if person.roles == [Role.CITIZEN]:
            raise ConfigError(
                f"{email} has no other role than a citizen's; roles in one process are on its page."
            )
        await node.services.people.accounts.add_account(email, roles=[Role.CITIZEN])
        typer.echo(f"{email} ({person.name}) is a citizen now. Roles in single processes are on their pages.")
