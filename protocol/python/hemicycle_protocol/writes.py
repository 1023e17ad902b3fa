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
    """The struct of the body, none for an empty one, and of the answer, none where only its status speaks."""

    body: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    method: Method = Method.POST


WRITES: dict[str, Write] = {
    "/api/commands": Write(api.CommandRequest, api.CommandAnswer),
    "/api/sign-in": Write(api.SignInRequest),
    "/api/sign-in/code": Write(api.SignInCode, api.SessionInfo),
    "/api/sign-in/link": Write(api.SignInLink, api.SessionInfo),
    "/api/sign-out": Write(),
    "/api/invitations/accept": Write(api.AcceptInvitation, api.SessionInfo),
    "/api/invitations": Write(api.NewInvitation, api.Invitation),
    "/api/invitations/{id}/link": Write(api.RenewInvitation, api.Invitation),
    "/api/invitations/{id}/votes": Write(api.TakeBackVotes, api.VotesTakenBack),
    "/api/invitations/{id}": Write(method=Method.DELETE),
    "/api/me": Write(personal.AccountChange, api.SessionInfo),
    "/api/me/sign-out-others": Write(),
    "/api/me/erasure": Write(personal.Erasure),
    "/api/unsubscribe/{token}": Write(answer=personal.MailPaces),
    "/api/processes/{id}/panel/answer": Write(panel.PanelAnswer, panel.PanelInvitation),
}
