"""What each address of the API that is written to takes and gives; what is read stands in `reads`.

A new `POST` or `DELETE` route under `/api/` needs a line here; the server decodes no other body than that.
Errors are `application/problem+json`: `api.Problem`. Unsafe requests need a same-site `Origin`. Those that
answer `SessionInfo` set the cookie of a session, or take it back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec

from . import api, panel, personal


class Method(StrEnum):
    """How it is asked for."""

    POST = "POST"
    DELETE = "DELETE"


class Write(NamedTuple):
    """What it does; the struct of the body, if it has one, and of the answer, if it is more than a status."""

    about: str
    body: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    method: Method = Method.POST


WRITES: dict[str, Write] = {
    "/api/commands": Write(
        "An act, as over a socket; hemicycle.schema.json lists them with their arguments.",
        api.CommandRequest,
        api.CommandAnswer,
    ),
    "/api/sign-in": Write("Send a mail with a code and a link to an address.", api.SignInRequest),
    "/api/sign-in/code": Write(
        "Sign in with the code, in the browser that asked for it.", api.SignInCode, api.SessionInfo
    ),
    "/api/sign-in/link": Write("Sign in with the link, in any browser.", api.SignInLink, api.SessionInfo),
    "/api/sign-out": Write("Sign out in this browser; others stay signed in."),
    "/api/invitations/accept": Write(
        "Come in with the link of an invitation, under a name.", api.AcceptInvitation, api.SessionInfo
    ),
    "/api/invitations": Write(
        "Invite somebody to a debate, by a link or by mail.", api.NewInvitation, api.Invitation
    ),
    "/api/invitations/{id}/link": Write(
        "Make a new link for an invitation; the old one ends.", api.RenewInvitation, api.Invitation
    ),
    "/api/invitations/{id}/votes": Write(
        "Take back what a revoked guest voted.", api.TakeBackVotes, api.VotesTakenBack
    ),
    "/api/invitations/{id}": Write("Revoke an invitation, and end what it opened.", method=Method.DELETE),
    "/api/demo/role": Write("Become somebody else, in a demonstration.", api.DemoRole, api.DemoPlace),
    "/api/me": Write("Another name, another language of mails.", personal.AccountChange, api.SessionInfo),
    "/api/me/sign-out-others": Write("Sign out in all browsers but this."),
    "/api/me/erasure": Write("Close the account, for good.", personal.Erasure),
    "/api/unsubscribe/{token}": Write("Switch off the mails that a link names.", answer=personal.MailPaces),
    "/api/processes/{id}/panel/answer": Write(
        "Accept or decline a seat; who holds the link needs no account.",
        panel.PanelAnswer,
        panel.PanelInvitation,
    ),
}
