"""The site itself: its name, who answers for it, its zone, its texts. Facts stand on `site/settings` (C).

Nobody follows that log: pages get `Site` with their head, and administrators read `SiteSetup`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from .api import Value
from .commands import CommandBody, VersionResult, answers
from .events import EventBody
from .marks import Limit
from .process import ZONE_CHARACTERS


class SitePageSlug(StrEnum):
    """The texts that every page leads to, in the order of the footer."""

    ACCESSIBILITY = "accessibility"
    LEGAL = "legal"
    PRIVACY = "privacy"
    COOKIES = "cookies"
    MODERATION = "moderation"
    CONTACT = "contact"


class Conformance(StrEnum):
    """How far a site says that it follows the rules of accessibility: the home page tells it, by law."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


# --- commands -------------------------------------------------------------------------------


@answers(VersionResult)
class ChangeSite(CommandBody, frozen=True):
    """Change what the site says of itself; `version` is that of the settings.

    `controller` is who answers for the data, by its whole name, and `contact` an address for questions.
    `zone` is the name of a zone (IANA): told where a process says none. `accent` and `night`
    are colours as `#rrggbb`, of what can be pressed and of dark bands, empty for those of the house; one on
    which nothing could be read is refused `invalid`, with the nearest that is `allowed`.
    """

    version: int
    name: Annotated[str, Limit(60)]
    zone: Annotated[str, Limit(ZONE_CHARACTERS)]
    controller: Annotated[str, Limit(300)] = ""
    contact: Annotated[str, Limit(254)] = ""
    conformance: Conformance = Conformance.PARTIAL
    accent: Annotated[str, Limit(7)] = ""
    night: Annotated[str, Limit(7)] = ""


@answers(VersionResult)
class WriteSitePage(CommandBody, frozen=True):
    """Write a text of the site in one language, as Markdown; without words it is the draft again.

    `version` is that of the text: 0 before it was ever written.
    """

    slug: SitePageSlug
    locale: str
    version: int
    body: Annotated[str, Limit(30_000)] = ""


# --- facts ----------------------------------------------------------------------------------


class SiteChanged(EventBody, frozen=True):
    """C: the site says this of itself."""

    name: str
    zone: str
    controller: str = ""
    contact: str = ""
    conformance: Conformance = Conformance.PARTIAL
    accent: str = ""
    night: str = ""


class SitePageWritten(EventBody, frozen=True):
    """C: a text of the site reads so in one language."""

    slug: SitePageSlug
    locale: str
    body: str = ""


# --- views and what pages read --------------------------------------------------------------


class SiteText(Struct, frozen=True, omit_defaults=True):
    """A text of the site in one language; `version` counts how often it was written."""

    slug: SitePageSlug
    locale: str
    body: str
    version: int
    at: int


class SiteView(Struct, frozen=True, omit_defaults=True):
    """The settings of the site. `version` counts their changes, each text has its own."""

    name: str = ""
    zone: str = ""
    controller: str = ""
    contact: str = ""
    conformance: Conformance = Conformance.PARTIAL
    accent: str = ""
    night: str = ""
    texts: list[SiteText] = []
    version: int = 0


class SiteColours(Value, frozen=True):
    """The site's own colours, as `#rrggbb`: its accent and a tint of it, light and dark; its dark bands."""

    accent: str = ""
    accent_bg: str = ""
    accent_dark: str = ""
    accent_bg_dark: str = ""
    night: str = ""


class ClockName(Value, frozen=True):
    """What the clocks of a zone are called."""

    fr: str
    en: str


class Site(Value, frozen=True):
    """What every page knows of its site; it stands in the head of the page, as JSON.

    `zone` is that of the process that the page is about, else the site's; `clock` is what its clocks are
    called in French and in English, as `heure de Paris`.
    """

    name: str
    zone: str
    clock: ClockName
    conformance: Conformance
    pages: list[SitePageSlug]
    controller: str = ""
    contact: str = ""
    colours: SiteColours | None = None


class SitePage(Value, frozen=True):
    """A text of the site; `is_draft` while nobody of the site has written it."""

    slug: SitePageSlug
    locale: str
    html: str
    is_draft: bool = False
    written_at: int | None = None


class SiteDraft(Value, frozen=True):
    """What a text of the site can be begun with."""

    slug: SitePageSlug
    locale: str
    body: str


class SiteChange(Value, frozen=True):
    """Who changed what of the site: `what` is `settings`, or the text and its language as `legal/fr`."""

    at: int
    by: str
    what: str


class SiteSetup(Value, frozen=True):
    """All that the administrators of the site change, and who did so last, newest first."""

    view: SiteView
    drafts: list[SiteDraft]
    changes: list[SiteChange]
