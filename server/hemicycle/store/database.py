"""The door to everything that is kept: opens a database, brings its tables up to date, closes it."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from . import tables
from .allowances import Allowances
from .audiences import Audiences
from .ballots import BallotBox
from .bill_targets import BillTargets
from .bills import Bills
from .blocks import Blocks
from .connections import WAIT_MS, Connections
from .consents import ConsentStore
from .erasure import ClosedAccounts
from .errors import telling_away
from .extracts import Extracts
from .families import Families
from .invitations import Invitations
from .leavers import Leavers
from .log import Log
from .mails import Mails
from .members import Members
from .migrating import migrate
from .moderation import ModerationStore
from .notices import NoticeStore
from .panels import Panels
from .people import People
from .points import Points
from .preferences import Preferences
from .presentations import Presentations
from .processes import Processes
from .propositions import Propositions
from .revocations import RevocationList
from .rolls import Rolls
from .salts import Salts
from .sessions import Sessions
from .sign_ins import SignIns
from .standings import Standings
from .support_news import SupportNews
from .supports import Supports
from .syntheses import Syntheses
from .texts import Texts
from .writing import Versions
from .written_answers import WrittenAnswers


class Database:
    """One database. `epoch` is chosen when it is born: offsets of two databases never compare."""

    def __init__(self, connections: Connections, epoch: str) -> None:
        self.epoch = epoch
        self.connections = connections
        self.log = Log(connections)
        self.ballots = BallotBox(connections)
        self.audiences = Audiences(connections)
        self.salts = Salts(connections)
        self.leavers = Leavers(connections)
        self.rolls = Rolls(connections)
        self.people = People(connections)
        self.sign_ins = SignIns(connections)
        self.allowances = Allowances(connections)
        self.invitations = Invitations(connections)
        self.revocations = RevocationList(connections)
        self.mails = Mails(connections)
        self.members = Members(connections)
        self.extracts = Extracts(connections)
        self.panels = Panels(connections)
        self.points = Points(connections)
        self.presentations = Presentations(connections)
        self.processes = Processes(connections)
        self.propositions = Propositions(connections)
        self.versions = Versions(connections)
        self.standings = Standings(connections)
        self.texts = Texts(connections)
        self.sessions = Sessions(connections)
        self.closed = ClosedAccounts(connections)
        self.notices = NoticeStore(connections)
        self.consents = ConsentStore(connections)
        self.preferences = Preferences(connections)
        self.moderation = ModerationStore(connections)
        self.bills = Bills(connections)
        self.blocks = Blocks(connections)
        self.bill_targets = BillTargets(connections)
        self.supports = Supports(connections)
        self.support_news = SupportNews(connections)
        self.families = Families(connections)
        self.syntheses = Syntheses(connections)
        self.written_answers = WrittenAnswers(connections)

    async def close(self) -> None:
        """Commit what waits, then give everything back. Idempotent."""
        await self.supports.close()
        await self.salts.close()
        await self.leavers.close()
        await self.rolls.close()
        await self.ballots.close()
        await self.log.close()
        await self.connections.close()


async def open_database(url: str, *, wait_ms: int = WAIT_MS) -> Database:
    """The database at `sqlite:///PATH` or `postgresql://…`, its tables brought up to date.

    Nothing asked of it waits longer than about `wait_ms` for a lock or a connection.

    Raises:
        Unavailable: it cannot be reached, or is locked by another program.
        ValueError: the address is not one of ours, or a later version was there (`LaterDatabase`).
    """
    with telling_away():  # its folder may not be writable
        connections = Connections(url, wait_ms=wait_ms)
    try:
        epoch = await connections.write(_bring_up_to_date)
    except BaseException:
        await connections.close()
        raise
    return Database(connections, epoch)


def _bring_up_to_date(connection: Connection) -> str:
    migrate(connection)
    return _epoch(connection)


def _epoch(connection: Connection) -> str:
    query = select(tables.meta.c.value).where(tables.meta.c.key == "epoch")
    epoch = connection.execute(query).scalar()
    if epoch is None:
        epoch = secrets.token_urlsafe(9)
        connection.execute(tables.meta.insert().values(key="epoch", value=epoch))
    return str(epoch)
