"""The site's own settings: what is taken, what is refused, what a log of them folds to."""

from __future__ import annotations

import pytest

from hemicycle.core import site
from hemicycle.core.emit import Emit
from hemicycle_protocol import site as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody

ZONES = {"Europe/Paris", "Indian/Reunion"}


def folded(view: s.SiteView, facts: list[EventBody]) -> s.SiteView:
    for fact in facts:
        view = site.fold_site(view, Emit(site.SITE_LOG, fact).event(offset=0, at=7))
    return view


def test_a_new_site_has_the_name_of_the_software_and_the_zone_of_paris() -> None:
    view = site.empty_site()
    assert (view.name, view.zone, view.version) == ("Hémicycle", "Europe/Paris", 0)


def test_settings_are_taken_clean_and_count_their_changes() -> None:
    """[SI2]"""
    wish = s.ChangeSite(0, " La Réunion\u202e débat ", "Indian/Reunion", "Région", "nous@exemple.re")
    view = folded(site.empty_site(), site.change(site.empty_site(), wish, zones=ZONES))
    assert (view.name, view.zone, view.version) == ("La Réunion débat", "Indian/Reunion", 1)
    again = s.ChangeSite(1, view.name, view.zone, view.controller, view.contact)
    assert site.change(view, again, zones=ZONES) == []


@pytest.mark.parametrize(
    ("wish", "code", "facts"),
    [
        (s.ChangeSite(1, "Débat", "Europe/Paris"), Code.CHANGED, {"version": 0}),
        (s.ChangeSite(0, " \u200b", "Europe/Paris"), Code.EMPTY, {"field": "name"}),
        (s.ChangeSite(0, "Débat", "Europe/Pariss"), Code.INVALID, {"field": "zone"}),
        (s.ChangeSite(0, "Débat", "../../etc/passwd"), Code.INVALID, {"field": "zone"}),
        (s.ChangeSite(0, "Débat", ""), Code.INVALID, {"field": "zone"}),
    ],
)
def test_what_cannot_be_set_is_refused(wish: s.ChangeSite, code: Code, facts: dict[str, object]) -> None:
    """[SI2]"""
    with pytest.raises(Refused) as refused:
        site.change(site.empty_site(), wish, zones=ZONES)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_each_text_has_a_version_of_its_own_in_each_language() -> None:
    """[SI2]"""
    legal, view = s.SitePageSlug.LEGAL, site.empty_site()
    view = folded(view, site.write(view, s.WriteSitePage(legal, "fr", 0, "Nous.\n\nIci.")))
    view = folded(view, site.write(view, s.WriteSitePage(legal, "en", 0, "We.")))
    view = folded(view, site.write(view, s.WriteSitePage(legal, "fr", 1, "Nous autres.")))
    assert [(text.locale, text.version, text.body) for text in view.texts] == [
        ("en", 1, "We."),
        ("fr", 2, "Nous autres."),
    ]
    assert view.version == 0
    with pytest.raises(Refused) as refused:
        site.write(view, s.WriteSitePage(legal, "fr", 1, "Vous."))
    assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": 2})


def test_a_language_that_the_site_does_not_speak_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        site.write(site.empty_site(), s.WriteSitePage(s.SitePageSlug.LEGAL, "de", 0, "Wir."))
    assert refused.value.facts == {"field": "locale", "allowed": "fr, en"}
