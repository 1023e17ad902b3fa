"""Giving and taking roles in a process, to people known by their address. Those of debates: `people`."""

from __future__ import annotations

from hemicycle.auth.mailboxes import normal_email
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.names import own_name
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.roll import Roll
from hemicycle.services.kernel.room import Result
from hemicycle.services.mail.letters import member_letter
from hemicycle.services.mail.mailing import Mailing
from hemicycle.services.people.accounts import Accounts
from hemicycle.services.people.quotas import spend_invitation
from hemicycle.store import Database
from hemicycle.store.leavers import Mark
from hemicycle.store.mails import MailKind, put_mail
from hemicycle.store.members import Membership, drop_membership, put_membership
from hemicycle_protocol import process as p
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import ProcessView, Role, You

from .setup import GIVEN, member_mail


class Memberships:
    """The handlers of commands on who has which role in a process."""

    def __init__(
        self,
        database: Database,
        forum: Forum,
        roll: Roll,
        people: Accounts,
        mailing: Mailing,
        *,
        mark: Mark,
        base_url: str,
    ) -> None:
        self._members = database.members
        self._languages = database.preferences
        self._forum = forum
        self._roll = roll
        self._people = people
        self._mailing = mailing
        self._mark = mark
        self._base_url = base_url

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command goes where."""
        return {p.InviteMember: self.invite, p.RemoveMember: self.remove}

    async def invite(self, caller: Caller, command: p.InviteMember) -> Result:
        """Give a role and tell its person by mail, in their account's name. Repeating it changes nothing."""
        now, process = caller.received_at, command.process
        caller.permitted_in(process=process)
        view = self._forum.journal.process(process)
        if command.role not in GIVEN:
            raise Refused(Code.INVALID, field="role", allowed=", ".join(GIVEN))
        email = normal_email(command.email)
        name = own_name(command.name)
        person = await self._people.expect(email, name=name)
        if command.role.value in await self._members.roles(process, person):
            return now, {"person": person}
        locale = await self._languages.language(person) or caller.locale
        link = f"{self._base_url}{_way_in(view, command.role)}"
        letter = member_letter(view.title, command.role, link, locale=locale)
        mail = self._mailing.draft(
            MailKind.MEMBER,
            email,
            letter,
            about=member_mail(process, person, command.role.value),
            asked_by=caller.by.id,
        )
        decision: Decision[None] = Decision(
            [Emit(process_log(process), p.MemberInvited(command.role))],
            [
                put_membership(Membership(process, person, command.role.value, now)),
                put_mail(mail),
                spend_invitation(inviter=caller.by, email=email, process=process, mark=self._mark, now=now),
                self._roll.move(person),
            ],
        )
        made = await self._forum.act(caller, command, process, lambda by, view, at: decision)
        await self._roll.tell()
        return made.at, {"person": person}

    async def remove(self, caller: Caller, command: p.RemoveMember) -> Result:
        """Take a role back; a process keeps one organiser. Refused: `NOT_FOUND`, `ILLEGAL_MOVE`."""
        process, role = command.process, command.role
        holders = {(one.person, one.role) for one in await self._members.of_process(process)}

        is_organiser = role is Role.ORGANISER
        gone = drop_membership(process, command.person, role.value, keeps_one=is_organiser)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            if (command.person, role.value) not in holders:
                raise Refused(Code.NOT_FOUND, person=command.person)
            fact = Emit(process_log(process), p.MemberRemoved(role))
            return Decision([fact], [gone, self._roll.move(command.person)])

        made = await self._forum.act(caller, command, process, decide)
        await self._roll.tell()
        return made.at, {}


def _way_in(view: ProcessView, role: Role) -> str:
    """Where somebody with a role begins: the path, through signing in."""
    page = "/organise" if role in (Role.ORGANISER, Role.AUDITOR) else ""
    page = "/presentation/edit" if role in (Role.PARLIAMENTARIAN, Role.STAFF) else page
    page = "/moderation" if role is Role.MODERATOR else page
    return f"/sign-in?next=/processes/{view.id}{page}"
