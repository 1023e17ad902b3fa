"""User text: Markdown in, HTML that is safe to show out; and its beginning as plain text."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# No images: a page of ours asks nothing of other sites. No headings: the page has its own.
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr"}
EXCERPT_CHARACTERS = 280

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(^|\s)(#{1,6}|>|[-*+]|\d+\.)\s+|[*_`]{1,3}", re.MULTILINE)


@lru_cache(maxsize=2_000)
def html_of(text: str) -> str:
    """Sanitised HTML; links open without telling the other site where the reader came from."""
    return nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def plain_of(text: str) -> str:
    """A text without its marks, on one line."""
    return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", text)).split())


def excerpt_of(text: str) -> tuple[str, bool]:
    """The beginning of a text without its marks, on one line; and whether that is all of it."""
    plain = plain_of(text)
    if len(plain) <= EXCERPT_CHARACTERS:
        return plain, True
    cut = plain.rfind(" ", 0, EXCERPT_CHARACTERS)
    return plain[: cut if cut > 0 else EXCERPT_CHARACTERS] + "…", False
