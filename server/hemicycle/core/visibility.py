"""What of a process may be read by whom: the one gate of pages, API, exports, feeds and topics."""

from __future__ import annotations

from collections.abc import Collection

from hemicycle_protocol.views import ProcessView, Role

# Who reads a draft: those who make the process.
MEMBERS = frozenset({Role.ORGANISER, Role.PARLIAMENTARIAN, Role.STAFF, Role.MODERATOR, Role.AUDITOR})


def is_visible(process: ProcessView, roles: Collection[Role]) -> bool:
    """Whether somebody with these roles in the process may know of it."""
    return not process.draft or not MEMBERS.isdisjoint(roles)
