"""What every handler of the HTTP side reaches through its request: services, settings, limits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import HTTPConnection, Request

from hemicycle.auth.origin import address_behind
from hemicycle.clock import Clock
from hemicycle.services.bill.lawmaking import Lawmaking
from hemicycle.services.consultation.rankings import Rankings
from hemicycle.services.consultation.similar import SimilarPropositions
from hemicycle.services.consultation.texts import Texts
from hemicycle.services.debate.record import DebateRecords
from hemicycle.services.debate.subjects import Subjects
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.moderation.desk import ModerationDesk
from hemicycle.services.notices.feed import ProcessFeeds
from hemicycle.services.notices.notices import Notices
from hemicycle.services.open_data import OpenData
from hemicycle.services.panel.pages import PanelPages
from hemicycle.services.panel.people import PanelPeople
from hemicycle.services.people.personal import Personal
from hemicycle.services.presentation.presentation import Presentation
from hemicycle.services.process.setup import Setup
from hemicycle.services.synthesis.phase import SynthesisPhase

from .ports import Acts, Consultation, Debates, Feeds, People, Tokens
from .rates import Rates


@dataclass(frozen=True)
class SiteSettings:
    """What an operator may set of the HTTP side; read from the configuration by the app."""

    client_dir: Path
    media_dir: Path
    base_url: str
    origins: frozenset[str] = frozenset()
    behind_proxy: bool = False
    secure: bool = False
    demo: bool = False
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""


@dataclass(frozen=True)
class Site:
    """The parts that the app put together."""

    settings: SiteSettings
    clock: Clock
    consultation: Consultation
    rankings: Rankings
    similar: SimilarPropositions
    texts: Texts
    debates: Debates
    people: People
    panel_pages: PanelPages
    records: DebateRecords
    subjects: Subjects
    panel_people: PanelPeople
    tokens: Tokens
    moderation: ModerationDesk
    notices: Notices
    personal: Personal
    acts: Acts
    feeds: Feeds
    visibility: Visibility
    lawmaking: Lawmaking
    open_data: OpenData
    feed: ProcessFeeds
    setup: Setup
    presentation: Presentation
    synthesis: SynthesisPhase
    # What this node depends on and whether it works now, for `/readyz`.
    readiness: Callable[[], Awaitable[Mapping[str, bool]]]
    # The operators' figures in Prometheus' text format.
    metrics: Callable[[], bytes]
    rates: Rates = field(default_factory=Rates)


def site_of(connection: HTTPConnection) -> Site:
    """The site a request came to."""
    site: Site = connection.app.state.site
    return site


def address_of(request: Request) -> str:
    """Where a request came from; behind a proxy of ours, what the proxy says."""
    peer = request.client.host if request.client else ""
    if not site_of(request).settings.behind_proxy:
        return peer
    return address_behind(request.headers.getlist("x-forwarded-for")) or peer
