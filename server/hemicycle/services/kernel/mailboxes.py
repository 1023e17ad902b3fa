"""The mailbox that an account stands for."""

from __future__ import annotations

from hemicycle.auth.mailboxes import mailbox_of
from hemicycle.store.people import Person


def mailbox_of_account(person: Person) -> str | None:
    """What signing in to an account proves that one reads; None for who came by a link alone."""
    return person.mailbox or (mailbox_of(person.email) if person.email else None)
