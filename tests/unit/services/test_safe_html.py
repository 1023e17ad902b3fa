"""What people write can do nothing but be read."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from hemicycle.services.safe_html import clean_html, excerpt, safe_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[link](javascript:alert(1))",
        "[link](data:text/html,x)",
        '<a href="https://x.example" onclick="x()">y</a>',
        "![image](https://tracker.example/p.gif)",
        "<iframe src=https://x.example></iframe>",
        "<style>*{display:none}</style>",
        "<p style='position:fixed'>x</p>",
    ],
)
def test_nothing_that_acts_survives(text: str) -> None:
    for markup in (safe_html(text), clean_html(text)):
        for tag, attributes in _tags(markup):
            assert tag in {"p", "a", "br"}
            assert not {name for name in attributes if name.startswith("on") or name in ("style", "src")}
            assert attributes.get("href", "https:").startswith("https:")


def test_markdown_becomes_plain_structure_below_the_pages_headings() -> None:
    assert (
        safe_html("# Titre\n\nUn **mot**\nà la ligne")
        == "<h3>Titre</h3>\n<p>Un <strong>mot</strong><br>\nà la ligne</p>"
    )


def test_links_lead_out_without_recommending() -> None:
    assert 'rel="nofollow noopener noreferrer ugc"' in safe_html("[loi](https://exemple.fr)")


def test_an_excerpt_is_text_cut_between_words() -> None:
    assert excerpt("<p>A &lt; B &amp; C</p>") == ("A < B & C", True)
    text, complete = excerpt(f"<p>{'mot ' * 100}</p>", limit=20)
    assert (text, complete) == ("mot mot mot mot mot…", False)


def _tags(markup: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    class Finder(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attrs}))

    Finder().feed(markup)
    return found
