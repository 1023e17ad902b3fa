"""What administrators decide about the site: what it says of itself, its texts. The fold of `site/settings`.

Which zones there are is given: the list is the machine's.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import site as s
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import Event

from . import colours
from .text import required, within, within_lines

SITE_LOG = "site/settings"
LOCALES = ("fr", "en")
# Until somebody says another.
NAME = "Hémicycle"
ZONE = "Europe/Paris"
NAME_CHARACTERS = limit_of(s.ChangeSite, "name")
ZONE_CHARACTERS = limit_of(s.ChangeSite, "zone")
CONTROLLER_CHARACTERS = limit_of(s.ChangeSite, "controller")
CONTACT_CHARACTERS = limit_of(s.ChangeSite, "contact")
COLOUR_CHARACTERS = limit_of(s.ChangeSite, "accent")
TEXT_CHARACTERS = limit_of(s.WriteSitePage, "body")


def empty_site(_: str = "") -> s.SiteView:
    """The site before anybody set anything."""
    return s.SiteView(NAME, ZONE)


def fold_site(view: s.SiteView, event: Event) -> s.SiteView:
    """The settings after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    match event.type:
        case "site_changed":
            said = msgspec.convert(event.body, s.SiteChanged)
            fields = {name: getattr(said, name) for name in said.__struct_fields__}
            return replace(view, version=view.version + 1, **fields)
        case "site_page_written":
            return _written(view, msgspec.convert(event.body, s.SitePageWritten), event.at)
        case _:
            return view


def change(view: s.SiteView, command: s.ChangeSite, *, zones: Collection[str]) -> list[EventBody]:
    """Other settings, or nothing if they are the same (SI2).

    Raises:
        Refused: `CHANGED`, or with the field: `EMPTY`, `TOO_LONG`, `INVALID` for what is no zone, or
            a colour that cannot be read.
    """
    if command.version != view.version:
        raise changed(view.version)
    fact = s.SiteChanged(
        required(command.name, field="name", limit=NAME_CHARACTERS),
        checked_zone(command.zone, zones=zones),
        within(command.controller, field="controller", limit=CONTROLLER_CHARACTERS),
        within(command.contact, field="contact", limit=CONTACT_CHARACTERS),
        command.conformance,
        colours.checked_accent(command.accent),
        colours.checked_night(command.night),
    )
    same = all(getattr(fact, name) == getattr(view, name) for name in fact.__struct_fields__)
    return [] if same else [fact]


def write(view: s.SiteView, command: s.WriteSitePage) -> list[EventBody]:
    """Another text in one language, or nothing if it is the same.

    Raises:
        Refused: `CHANGED`, `TOO_LONG`, `INVALID` for a language that the site does not speak.
    """
    if command.locale not in LOCALES:
        raise Refused(Code.INVALID, field="locale", allowed=", ".join(LOCALES))
    known = text_of(view, command.slug, command.locale)
    if command.version != (0 if known is None else known.version):
        raise changed(0 if known is None else known.version)
    body = within_lines(command.body, field="body", limit=TEXT_CHARACTERS)
    if body == ("" if known is None else known.body):
        return []
    return [s.SitePageWritten(command.slug, command.locale, body)]


def text_of(view: s.SiteView, slug: s.SitePageSlug, locale: str) -> s.SiteText | None:
    """A text as it was written last, None if it never was."""
    return next((text for text in view.texts if (text.slug, text.locale) == (slug, locale)), None)


def checked_zone(zone: str, *, zones: Collection[str]) -> str:
    """The name of a zone. Refused: `INVALID`."""
    if len(zone) > ZONE_CHARACTERS or zone not in zones:
        raise Refused(Code.INVALID, field="zone")
    return zone


def _written(view: s.SiteView, said: s.SitePageWritten, at: int) -> s.SiteView:
    known = text_of(view, said.slug, said.locale)
    version = 1 if known is None else known.version + 1
    text = s.SiteText(said.slug, said.locale, said.body, version, at)
    return replace(view, texts=[*(one for one in view.texts if one is not known), text])
