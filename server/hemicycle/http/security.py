"""Who may call from a browser, and what a browser may do with what we send: one layer around everything."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hemicycle.auth.origin import is_ours, is_own
from hemicycle_protocol.errors import Code

from .answers import problem
from .sentences import locale_of
from .sessions import COOKIE
from .site import SiteSettings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
# Boards and overlays stand in other sites' pages and in studio software; nothing can be done on them.
_EMBEDDED = ("/board", "/overlay")
# Mail programs post here on their own (RFC 8058): the signed address is all that counts, no cookie is read.
_SIGNED = "/unsubscribe/"
# Scripts, styles and fonts are no documents; what is said to a document weighs as much as a small one.
# A worker takes its policy from its own answer.
_PARTS, _WORKERS = (".js", ".css", ".woff2"), "/assets/worker"
_DOCUMENTS = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SHARED = ("/assets/", "/hls/")
_YEAR_S = 31_536_000


class Security:
    """ASGI middleware: checks `Host`, `Origin` on unsafe requests; adds the headers to every answer."""

    def __init__(self, app: ASGIApp, settings: SiteSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_somebody = COOKIE in Headers(scope=scope).get("cookie", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                self._add(sent, scope["path"])
                if is_somebody:
                    _keep_private(sent, scope["path"])
            await send(message)

        headers = Headers(scope=scope)
        if not is_ours(headers.getlist("host"), self._settings.base_url):
            await self._misdirected()(scope, receive, send)
            return
        is_safe = scope["method"] in SAFE_METHODS or scope["path"].startswith(_SIGNED)
        if not is_safe and not self._is_own(headers):
            locale = locale_of(headers.get("accept-language", ""))
            refusal = problem(Code.FORBIDDEN, {"reason": "origin"}, locale=locale)
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _is_own(self, headers: Headers) -> bool:
        """A browser always names the page's site on unsafe requests; a program must name ours, too."""
        return is_own(headers.getlist("origin"), headers.getlist("host"), self._settings.origins)

    def _misdirected(self) -> Response:
        """Asked under a name that is not ours; a sentence for the operator who forgot to say which is."""
        site = self._settings.base_url
        text = f"Ce serveur répond à l’adresse {site}\nThis server answers at {site} (HEMICYCLE_BASE_URL)\n"
        return PlainTextResponse(text, 421, {"Cache-Control": "no-store"})

    def _add(self, headers: MutableHeaders, path: str) -> None:
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if not path.endswith(_PARTS) or path.startswith(_WORKERS):
            self._add_for_documents(headers, path)
        if not path.startswith("/hls/"):
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if self._settings.secure:
            headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR_S}")

    def _add_for_documents(self, headers: MutableHeaders, path: str) -> None:
        for name, value in _DOCUMENTS.items():
            headers.setdefault(name, value)
        embedded = path.startswith("/debates/") and path.endswith(_EMBEDDED)
        policy = _POLICY.format(ancestors="*" if embedded else "'none'")
        headers.setdefault("Content-Security-Policy", policy)
        devices = "(self)" if "/join/" in path else "()"
        headers.setdefault("Permissions-Policy", f"camera={devices}, microphone={devices}, geolocation=()")


def _keep_private(headers: MutableHeaders, path: str) -> None:
    """What is answered to somebody may be for them alone: no cache that others share keeps it.

    The program's files say it themselves (`media`): those of a public debate are the same for everybody.
    """
    if path.startswith(_SHARED):
        return
    said = headers.get("Cache-Control", "no-cache")
    if "no-store" not in said:
        headers["Cache-Control"] = f"private, {said.removeprefix('public, ')}"
        headers.add_vary_header("Cookie")
