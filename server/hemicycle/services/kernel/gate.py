"""The door of the gateway: who somebody is, what they may follow, their acts, their going."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hemicycle.core.permissions import may_follow, may_publish
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import CloseCode, Code
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import You

from .acts import Handler, answered, parse
from .caller import Caller, Identity
from .kernel import Kernel
from .room import Result


class ServiceGate:
    """Implements `live.Gate`."""

    def __init__(
        self,
        kernel: Kernel,
        handlers: Mapping[type[CommandBody], Handler],
        on_left: Sequence[Callable[[Caller], None]],
    ) -> None:
        self._identities = kernel.identities
        self._visibility = kernel.visibility
        self._presence = kernel.presence
        self._rules = kernel.rules
        self._consents = kernel.consents
        self._handlers = handlers
        self._on_left = on_left

    def identify(self, token: str | None) -> Identity | None:
        """The person of a token, without the database; None for no token.

        Raises:
            WireError: `TOKEN_INVALID` or `TOKEN_EXPIRED`.
        """
        return self._identities.identify(token)

    def ended(self, identity: Identity) -> CloseCode | None:
        """Why this person may be here no longer, although they were let in; None if they may."""
        return self._identities.ended(identity)

    def may_follow(self, you: You | None, topic: Topic) -> Code | None:
        """None if their role lets them, else why not."""
        return may_follow(you, topic)

    def is_known_public(self, topic: Topic) -> bool:
        """Whether `may_follow` says all there is to say; if not, `check_topic` has to be asked too."""
        return self._visibility.is_known_public(topic)

    async def check_topic(self, you: You | None, topic: Topic) -> Code | None:
        """None if they may follow it, else why not: it may belong to a draft."""
        return await self._visibility.topic(you, topic)

    def may_publish(self, you: You | None, topic: Topic) -> bool:
        """Whether they may publish a stream: the stage of that debate only."""
        return may_publish(you, topic)

    async def handle(self, caller: Caller, name: str, args: dict[str, object]) -> Result:
        """Do an act; its server time and result.

        Raises:
            Refused: `UNKNOWN_COMMAND`, `INVALID` (`field`), `CONSENT_NEEDED` (`version`), what its rule or
                handler refuses.
        """
        command = parse(name, args)
        permitted = await self._rules.ask(caller, command)
        await self._consents.check(command, caller.you)
        at, result = await self._handlers[type(command)](permitted, command)
        return at, answered(type(command), result)

    def joined(self, caller: Caller, topic: Topic) -> None:
        """A session follows a topic."""
        if topic.part == "desk":
            self._presence.joined(caller, topic.id)

    def left(self, caller: Caller, topics: Sequence[str]) -> None:
        """A session ended that followed `topics`."""
        self._presence.left(caller)
        for left in self._on_left:
            left(caller)
