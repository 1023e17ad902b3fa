"""What is written into the head of a page that is shared."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from hemicycle.http.entries import filled
from hemicycle.http.shares import tags_of
from hemicycle.services.sharing.sharing import Share, card_of, number

HOSTILE = '"><script>alert(1)</script><meta name="x" content="'
BUILT = '<!doctype html><html><head><title>Hémicycle</title><script src="/a.js"></script></head></html>'
KICKERS = {"fr": "Proposition de loi", "en": "Bill"}


class Head(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def meta(self, name: str) -> str | None:
        found = [a for tag, a in self.tags if tag == "meta" and name in (a.get("property"), a.get("name"))]
        assert len(found) <= 1
        return found[0].get("content") if found else None


def share(title: str, sentence: str = "Une phrase.", figure: int | None = None) -> Share:
    return Share(
        title, {"fr": sentence, "en": sentence}, KICKERS, figure, {"fr": "soutiens", "en": "supports"}
    )


@pytest.mark.parametrize("title", [HOSTILE, "</title><script>", "L’eau & l’air", r"\1 \g<0>", "a\nb"])
def test_whatever_a_title_holds_it_stays_a_title(title: str) -> None:
    tags = tags_of(
        share(title, title), "fr", site="Le débat", url="https://h.fr/x", image="https://h.fr/x.png"
    )
    head = Head(filled(BUILT, tags))
    assert [tag for tag, _ in head.tags if tag == "script"] == ["script"]
    assert head.meta("x") is None
    assert head.meta("og:title") == title
    assert head.meta("og:description") == head.meta("description") == title


def test_the_tags_say_what_networks_ask_for() -> None:
    head = Head(
        filled(
            BUILT,
            tags_of(share("T"), "en", site="Le débat", url="https://h.fr/x", image="https://h.fr/x.png"),
        )
    )
    assert head.meta("og:image") == "https://h.fr/x.png"
    assert head.meta("og:url") == "https://h.fr/x"
    assert head.meta("og:locale") == "en_GB"
    assert head.meta("twitter:card") == "summary_large_image"


def test_a_page_without_a_title_is_filled_too() -> None:
    assert Head(filled("<html><head></head></html>", '<meta name="x" content="y">')).meta("x") == "y"


def test_a_card_shows_the_number_in_the_language_of_the_reader() -> None:
    card = card_of(share("T", figure=12_345), "fr")
    assert (card.figure, card.unit) == ("12\u202f345", "soutiens")
    assert number(12_345, "en") == "12,345"
    assert card_of(share("T"), "fr").figure == ""
