"""What people write can do nothing but be read."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from hemicycle.services.kernel.markdown import html_of


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
    for tag, attributes in _tags(html_of(text)):
        assert tag in {"p", "a", "br"}
        assert not {name for name in attributes if name.startswith("on") or name in ("style", "src")}
        assert attributes.get("href", "https:").startswith("https:")


def test_links_lead_out_without_recommending() -> None:
    assert 'rel="nofollow noopener noreferrer' in html_of("[loi](https://exemple.fr)")


def _tags(markup: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    class Finder(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attrs}))

    Finder().feed(markup)
    return found
