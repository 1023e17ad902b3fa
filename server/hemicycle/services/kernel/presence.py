"""Which moderators are at the desk, and the card each has open. A hint: it lives as long as the session."""

from __future__ import annotations

import msgspec

from hemicycle.core.permissions import roles_in
from hemicycle.hub import Hub
from hemicycle_protocol.boards import DeskPresence
from hemicycle_protocol.views import Role, You

from .caller import Caller


class Presence:
    """The desks of this node's sessions."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        # session → where and who; a session is at one desk at most, and taken away when it leaves.
        self._at: dict[str, tuple[str, You]] = {}

    def joined(self, caller: Caller, debate: str) -> None:
        """A session follows the desk."""
        if caller.you is not None and self._at.get(caller.session, ("",))[0] != debate:
            self._at[caller.session] = (debate, caller.you)
            self._show(debate, caller.you, None)

    def opened(self, caller: Caller, debate: str, question: str | None) -> None:
        """A session works on a card, or on none. Without a session nobody would tell when it is over."""
        if caller.you is not None and caller.session:
            self._at[caller.session] = (debate, caller.you)
            self._show(debate, caller.you, question)

    def left(self, caller: Caller) -> None:
        """A session ended; the person stays while another session of theirs is at the same desk."""
        place = self._at.pop(caller.session, None)
        if place is None:
            return
        debate, you = place
        if all((at, who.id) != (debate, you.id) for at, who in self._at.values()):
            self._hub.publish_board(f"debate/{debate}/desk/board", {f"present/{you.id}": None})

    def _show(self, debate: str, you: You, question: str | None) -> None:
        host = Role.HOST in roles_in(you, debate)
        presence = msgspec.to_builtins(DeskPresence(you.name, question, host))
        self._hub.publish_board(f"debate/{debate}/desk/board", {f"present/{you.id}": presence})
