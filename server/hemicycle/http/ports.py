"""What the HTTP side asks of the services, by resource. Implemented in `services`; put together by `app`.

Every method may raise `Refused`: it becomes a problem with the same code. Instants are the server's
milliseconds; nothing here knows about cookies, headers or paths.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple, Protocol

from hemicycle.services.kernel.caller import Caller, Identity
from hemicycle_protocol.api import (
    AcceptInvitation,
    DebatePage,
    Home,
    Invitation,
    Mail,
    MyDebate,
    MyVotes,
    NewInvitation,
    ProcessPage,
    PropositionList,
    PropositionPage,
    RenewInvitation,
    SignInCode,
    SignInLink,
    SignInRequest,
)
from hemicycle_protocol.messages import FromServer
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import Position, You


class ListQuery(NamedTuple):
    """Which propositions, in which order; `seed` makes the random order one person's own.

    `q` holds words to be found, `mine` the account whose propositions alone are wanted.
    """

    sort: str = "random"
    seed: str = ""
    section: str | None = None
    official: bool | None = None
    kind: str | None = None
    parent: str | None = None
    mine: str | None = None
    q: str = ""
    after: str | None = None
    limit: int = 20


class Consultation(Protocol):
    """Reads of processes and propositions."""

    async def home(self) -> Home:
        """What the front page lists."""
        ...

    async def process(self, process: str) -> ProcessPage:
        """One process. Refused: `NOT_FOUND`."""
        ...

    async def propositions(self, process: str, query: ListQuery) -> PropositionList:
        """A page of a process's propositions. Refused: `NOT_FOUND`, `INVALID`."""
        ...

    async def proposition(self, proposition: str) -> PropositionPage:
        """One proposition with its arguments. Refused: `NOT_FOUND`."""
        ...

    async def votes_of(self, you: You, process: str) -> MyVotes:
        """One's own votes in a process."""
        ...


class Debates(Protocol):
    """Reads of debates."""

    async def page(self, debate: str) -> DebatePage:
        """What the page of a debate needs. Refused: `NOT_FOUND`."""
        ...

    async def mine(self, you: You, debate: str) -> MyDebate:
        """One's own supports and poll answers."""
        ...


class People(Protocol):
    """Who somebody is, and invitations."""

    async def request_sign_in(self, request: SignInRequest, *, base_url: str) -> None:
        """Send a mail with a code and a link, `{base_url}/sign-in/link?token=…&next=…`.

        The answer is the same whether the address is known or not.
        """
        ...

    async def sign_in_by_code(self, request: SignInCode) -> You:
        """The person of the address. Refused: `INVALID` (facts `tries_left`), `EXPIRED`."""
        ...

    async def sign_in_by_link(self, request: SignInLink) -> You:
        """The person of the link, which is spent by this. Refused: `INVALID`, `EXPIRED`."""
        ...

    async def accept_invitation(self, request: AcceptInvitation, you: You | None) -> You:
        """The person with the invitation's role. Refused: `NOT_FOUND`, `EXPIRED`, `REVOKED`."""
        ...

    async def invitations(self, you: You, debate: str) -> list[Invitation]:
        """The invitations of a debate, for its host and organisers."""
        ...

    async def invite(self, you: You, request: NewInvitation) -> Invitation:
        """A new invitation with its link, for hosts and organisers."""
        ...

    async def renew_invitation(self, you: You, invitation: str, request: RenewInvitation) -> Invitation:
        """Another link for it; the one before opens nothing. Refused: `NOT_FOUND`, `REVOKED`."""
        ...

    async def revoke_invitation(self, you: You, invitation: str) -> None:
        """It is worth nothing from now on, and neither is what it gave."""
        ...

    async def sign_out(self, identity: Identity) -> None:
        """The tokens of this sign-in are worth nothing from now on, and its connections end."""
        ...

    async def outbox(self) -> list[Mail]:
        """Mails that were written down because no mail server is set, newest first."""
        ...


class Tokens(Protocol):
    """Signed statements of who somebody is; checked without the database."""

    def begin(self, you: You) -> Identity:
        """A new sign-in of a person."""
        ...

    def make_session(self, identity: Identity, *, signed_in_at: int | None = None) -> str:
        """The value of the session cookie; `signed_in_at` for one that takes the place of another."""
        ...

    def signed_in_at(self, value: str) -> int:
        """When the person of a cookie signed in; 0 if it is good for nothing."""
        ...

    def make_socket(self, identity: Identity) -> str:
        """A token of five minutes for `hello`."""
        ...

    def read_session(self, value: str) -> Identity | None:
        """Who a cookie stands for; None if it is false, too old or revoked."""
        ...


class Acts(Protocol):
    """Commands without a socket: the same gate as the WebSocket's."""

    async def handle(
        self, caller: Caller, name: str, args: dict[str, object]
    ) -> tuple[int, dict[str, object]]:
        """Do an act; its server time and result."""
        ...


class Feeds(Protocol):
    """Topics without a socket."""

    def follow(
        self, identity: Identity | None, topic: Topic, since: Position | None
    ) -> AsyncIterator[FromServer | None]:
        """The messages of a topic as they come; None when nothing came for a while (send a comment).

        Raises:
            Refused: `FORBIDDEN`, `SIGN_IN`, or `BUSY` when there are too many.
        """
        ...
