"""What an operator does from the command line with a database: import, recount, invite, people."""

from __future__ import annotations

from pathlib import Path

import typer

from hemicycle.app import open_node
from hemicycle.config import Config, ConfigError
from hemicycle.store.importer import ImportRefused, Report
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import Role


async def import_consultation(config: Config, file: Path, *, title: str, process: str | None) -> Report:
    """Import a file into a process, a new one unless one is named; print what was read.

    Raises:
        ConfigError: the file cannot be read; nothing was imported.
    """
    async with open_node(config) as node:
        creation = node.services.creation
        try:
            if process is None:
                target, report = await creation.import_process(file, title=title)
            else:
                await node.services.consultation.process(process)
                target, report = process, await creation.import_file(file, process)
        except OSError as error:
            raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
        except ImportRefused as refused:
            raise ConfigError(f"Nothing was imported. {file.name}, {refused}.") from None
    typer.echo(f"{file.name} is in process {target}:")
    for name, value in report._asdict().items():
        typer.echo(f"  {name.replace('_', ' '):16} {value:>10,}")
    return report


async def recount(config: Config) -> int:
    """Print every number that does not agree with the ballots; how many there are."""
    async with open_node(config) as node:
        differences = await node.services.recount()
    for one in differences:
        typer.echo(f"{one.box}: {one.what}: {one.stored} is stored, {one.counted} were counted")
    typer.echo(f"{len(differences)} differences")
    return len(differences)


async def invite(config: Config, debate: str, role: Role, name: str, *, seat: str | None, hours: int) -> None:
    """Print the link of a new invitation."""
    async with open_node(config) as node:
        wish = NewInvitation(debate, role, name, seat, valid_hours=hours)
        invitation = await node.services.people.create_invitation(wish)
        typer.echo(f"{node.site}{invitation.link}")


async def add_user(config: Config, email: str, *, name: str, role: Role) -> None:
    """Give an address an account with a role."""
    if role not in (Role.ORGANISER, Role.CITIZEN):
        raise ConfigError(f"{role} is given by an invitation to one debate: use `hemicycle invite`.")
    roles = [Role.CITIZEN, Role.ORGANISER] if role is Role.ORGANISER else [Role.CITIZEN]
    async with open_node(config) as node:
        id_ = await node.services.people.add_account(email, name=name or email.partition("@")[0], roles=roles)
        typer.echo(f"{email} signs in as {id_}, {', '.join(roles)}")
