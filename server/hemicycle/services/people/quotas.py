"""What a mailbox, an inviter and a process have of accounts and invitations (DA23, DA25)."""

from __future__ import annotations

from hemicycle.auth.mailboxes import mailbox_of
from hemicycle.store import Write
from hemicycle.store.allowances import Allowance, use
from hemicycle.store.leavers import Mark
from hemicycle_protocol.views import You

HOUR_MS = 3_600_000
# A host invites nine panelists, moderators and their like, and makes some links anew.
OF_INVITER = Allowance("invitations_inviter", 60, HOUR_MS)
# A link, another one because the first was lost, and one more.
OF_RECIPIENT = Allowance("invitations_recipient", 4, 6 * HOUR_MS)
# A parliament or a town hall has one; so has somebody whose domain takes whatever is sent to it.
OF_DOMAIN = Allowance("invitations_domain", 200, 24 * HOUR_MS)
OF_PROCESS = Allowance("invitations_process", 300, 24 * HOUR_MS)
# Of all who host its debates by a link, apart: what they use up, its organisers still have.
OF_GUESTS = Allowance("invitations_guests", 200, 24 * HOUR_MS)
# One, and another after it was closed by mistake: limits of writing begin anew with each.
OF_MAILBOX = Allowance("accounts_mailbox", 2, 24 * HOUR_MS)


def spend_account(*, mailbox: str, mark: Mark, now: int) -> Write:
    """One new account of a mailbox. Refused in the transaction: `RATE_LIMITED` (`quota`)."""
    return use([(OF_MAILBOX, mailbox)], mark=mark, now=now)


def spend_invitation(*, inviter: You, email: str | None, process: str, mark: Mark, now: int) -> Write:
    """One invitation, mailed if it has an address. Refused in the transaction: `RATE_LIMITED` (`quota`)."""
    wishes = [(OF_INVITER, inviter.id), (OF_PROCESS if inviter.debate is None else OF_GUESTS, process)]
    if email is not None:
        wishes += [(OF_RECIPIENT, mailbox_of(email)), (OF_DOMAIN, email.rpartition("@")[2])]
    return use(wishes, mark=mark, now=now)
