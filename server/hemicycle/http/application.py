"""All resources together: the table of routes, what happens to errors, and the layer around them."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from hemicycle_protocol.errors import Refused

from . import (
    bill,
    consultation,
    contributions,
    debate_record,
    debates,
    demo,
    fallback,
    feed,
    health,
    invitations,
    me,
    media,
    mobilisation,
    moderation,
    notifications,
    open_data,
    openapi,
    outbox,
    own_site,
    pages,
    panels,
    presentation,
    processes,
    sessions,
    shares,
    sign_in,
    synthesis,
)
from .security import Security
from .site import Site
from .trouble import on_error

ROUTES = [
    *health.ROUTES,
    *sessions.ROUTES,
    *sign_in.ROUTES,
    *invitations.ROUTES,
    *outbox.ROUTES,
    *demo.ROUTES,
    *own_site.ROUTES,
    *processes.ROUTES,
    *presentation.ROUTES,
    *consultation.ROUTES,
    *contributions.ROUTES,
    *debates.ROUTES,
    *debate_record.ROUTES,
    *panels.ROUTES,
    *synthesis.ROUTES,
    *open_data.ROUTES,
    *feed.ROUTES,
    *openapi.ROUTES,
    *bill.ROUTES,
    *mobilisation.ROUTES,
    *fallback.ROUTES,
    *me.ROUTES,
    *media.ROUTES,
    *moderation.ROUTES,
    *notifications.ROUTES,
    *shares.ROUTES,
    *pages.ROUTES,
]


def create_application(site: Site) -> Starlette:
    """The HTTP side of a node."""
    application = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Security, settings=site.settings)],
        exception_handlers={Refused: on_error, HTTPException: on_error, Exception: on_error},
    )
    # A path has one spelling; a redirect would also answer for files that are not there.
    application.router.redirect_slashes = False
    application.state.site = site
    return application
