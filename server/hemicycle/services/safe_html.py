"""What people wrote in Markdown, as HTML that can do nothing but be read.

Rendering allows no raw HTML; the sanitiser that follows would remove it all the same.
"""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt

EXCERPT_CHARACTERS = 280

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable("image")
_TAGS = {
    "p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td", "sup", "sub",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_TAG = re.compile(r"<[^>]*>")


def safe_html(text: str) -> str:
    """The HTML of a Markdown text. Headings begin at the third level, below the page's own."""
    rendered: str = _MARKDOWN.render(text)
    for level, lower in (("2", "4"), ("1", "3")):
        rendered = rendered.replace(f"<h{level}>", f"<h{lower}>").replace(f"</h{level}>", f"</h{lower}>")
    return clean_html(rendered)


def clean_html(markup: str) -> str:
    """HTML of another source (an import), reduced to what is allowed."""
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer ugc",
    ).strip()


def excerpt(markup: str, limit: int = EXCERPT_CHARACTERS) -> tuple[str, bool]:
    """The beginning of a rendered text in plain words, and whether that is all of it."""
    words = " ".join(html.unescape(_TAG.sub(" ", markup)).split())
    if len(words) <= limit:
        return words, True
    return words[:limit].rpartition(" ")[0].rstrip(" ,;:") + "…", False
