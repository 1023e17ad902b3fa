"""The addresses of the pages, and which of the six entries of the client shows each.

The server answers them; `generate` writes the table for TypeScript, where a path of the first entry that has
no page, or a page without a path, does not compile.
"""

from __future__ import annotations

ENTRIES = ("index", "live", "stage", "console", "board", "overlay")
PATHS = {
    "/": "index",
    "/how-it-works": "index",
    "/sign-in": "index",
    "/sign-in/link": "index",
    "/outbox": "index",
    "/design": "index",
    "/processes/{id}": "index",
    "/propositions/{id}": "index",
    "/enter/{token}": "index",
    "/organise": "index",
    "/admin/site": "index",
    "/about/{slug}": "index",
    "/me": "index",
    "/me/notifications": "index",
    "/unsubscribe/{token}": "index",
    "/processes/{id}/organise": "index",
    "/processes/{id}/presentation": "index",
    "/processes/{id}/presentation/edit": "index",
    "/processes/{id}/presentation/history": "index",
    "/processes/{id}/consultation": "index",
    "/processes/{id}/overview": "index",
    "/processes/{id}/propose": "index",
    "/processes/{id}/ranking": "index",
    "/processes/{id}/mine": "index",
    "/propositions/{id}/edit": "index",
    "/propositions/{id}/versions": "index",
    "/processes/{id}/bin": "index",
    "/processes/{id}/moderation": "index",
    "/processes/{id}/register": "index",
    "/processes/{id}/synthesis": "index",
    "/processes/{id}/synthesis/edit": "index",
    "/processes/{id}/panel": "index",
    "/processes/{id}/panel/apply": "index",
    "/processes/{id}/panel/organise": "index",
    "/processes/{id}/panel/answer/{token}": "index",
    "/processes/{id}/debate": "index",
    "/processes/{id}/bill": "index",
    "/processes/{id}/bill/edit": "index",
    "/processes/{id}/bill/answers": "index",
    "/processes/{id}/bill/compare": "index",
    "/processes/{id}/mobilisation": "index",
    "/processes/{id}/data": "index",
    "/debates/{id}": "live",
    "/debates/{id}/join/{token}": "stage",
    "/debates/{id}/desk": "console",
    "/debates/{id}/control": "console",
    "/debates/{id}/people": "console",
    "/debates/{id}/board": "board",
    "/debates/{id}/overlay": "overlay",
    "/debates/{id}/projector": "overlay",
}
# Where a node works for real, these are no pages: they show how the site is made.
DEMO_PATHS = {"/design"}
