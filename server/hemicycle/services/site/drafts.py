"""What the texts of a site can be begun with: they stand until somebody writes others, and say so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hemicycle_protocol.site import SitePageSlug, SiteView

FOLDER = Path(__file__).parent / "drafts"
_NOBODY = {"fr": "l’équipe qui administre ce site", "en": "the team that runs this site"}
_NOWHERE = {"fr": "[adresse à compléter]", "en": "[address to be filled in]"}


def draft(slug: SitePageSlug, locale: str, view: SiteView) -> str:
    """The draft of a text with what is known of the site in its places; what is not stands in brackets."""
    return (
        _text(slug, locale)
        .replace("{name}", view.name)
        .replace("{controller}", view.controller or _NOBODY[locale])
        .replace("{contact}", view.contact or _NOWHERE[locale])
    )


@cache
def _text(slug: SitePageSlug, locale: str) -> str:
    return (FOLDER / f"{slug.value}.{locale}.md").read_text(encoding="utf-8")
