"""What the gateway asks of the services: who somebody is, what they may follow, and their acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hemicycle.services.kernel.caller import Caller, Identity
from hemicycle_protocol.errors import CloseCode, Code
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import You


class Gate(Protocol):
    """Implemented by `services.gate`."""

    def identify(self, token: str | None) -> Identity | None:
        """The person of a token, without asking a database; None for no token.

        Raises:
            WireError: `TOKEN_INVALID` or `TOKEN_EXPIRED`.
        """
        ...

    def ended(self, identity: Identity) -> CloseCode | None:
        """Why this person may be here no longer, although they were let in; None if they may."""
        ...

    def may_follow(self, you: You | None, topic: Topic) -> Code | None:
        """None if they may, else why not."""
        ...

    def is_known_public(self, topic: Topic) -> bool:
        """Whether `may_follow` says all there is to say; if not, `check_topic` has to be asked too."""
        ...

    async def check_topic(self, you: You | None, topic: Topic) -> Code | None:
        """None if they may follow it, else why not: it may belong to what is not published yet."""
        ...

    def may_publish(self, you: You | None, topic: Topic) -> bool:
        """Whether they may publish a stream: the stage of that debate only."""
        ...

    async def handle(
        self, caller: Caller, name: str, args: dict[str, object]
    ) -> tuple[int, dict[str, object]]:
        """Do an act; its server time and result.

        Raises:
            Refused: it may not be done now.
        """
        ...

    def joined(self, caller: Caller, topic: Topic) -> None:
        """A session follows `topic` from now on."""
        ...

    def left(self, caller: Caller, topics: Sequence[str]) -> None:
        """A session ended that followed `topics`; again, without any, for each act that outlives it."""
        ...
