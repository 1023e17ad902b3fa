"""User text: Markdown in, HTML that is safe to show out; and its beginning as plain text.

Both are made once and kept. Of many texts that nobody read yet, or of one that was made to be dear, the HTML
is made apart from the loop: whoever shows texts calls `prepare` first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import partial

import nh3
from markdown_it import MarkdownIt

from hemicycle.core.text import shows_words, without_hidden
from hemicycle_protocol.errors import Code, Refused

from .kept import Kept
from .workbench import apart

# No images: a page of ours asks nothing of other sites. No headings: the page has its
# own, unless the text is the page.
TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr"})
HEADINGS = frozenset({"h2", "h3"})
EXCERPT_CHARACTERS = 280
# Characters that may be made into HTML in a turn of the loop: at the worst some 20 ms.
AT_ONCE = 1_000
# Of texts and HTML: the texts of a consultation ten times as large as the real one are about 16 million.
KEPT_CHARACTERS = 16_000_000

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
# Neither part crosses a bracket of its kind, so that no text makes it look again at what it has seen; but for
# addresses with parentheses in them.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"(^|\s)(#{1,6}|>|[-*+]|\d+\.)\s+|[*_`]{1,3}", re.MULTILINE)


def _render(text: str, tags: frozenset[str] = TAGS) -> str:
    # Entities and addresses become signs here that were not there when the text was cleaned.
    return nh3.clean(
        without_hidden(_markdown.render(text)),
        tags=set(tags),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def _begin(text: str) -> tuple[str, bool]:
    plain = plain_of(text)
    if len(plain) <= EXCERPT_CHARACTERS:
        return plain, True
    cut = plain.rfind(" ", 0, EXCERPT_CHARACTERS)
    return plain[: cut if cut > 0 else EXCERPT_CHARACTERS] + "…", False


def _both(text: str, html: str) -> int:
    return len(text) + len(html)


_html: Kept[str, str] = Kept(_render, size=_both, most=KEPT_CHARACTERS)
_pages: Kept[str, str] = Kept(partial(_render, tags=TAGS | HEADINGS), size=_both, most=KEPT_CHARACTERS)
_excerpts: Kept[str, tuple[str, bool]] = Kept(
    _begin, size=lambda text, begin: len(text) + len(begin[0]), most=KEPT_CHARACTERS
)


def html_of(text: str) -> str:
    """Sanitised HTML; links open without telling the other site where the reader came from."""
    return _html.of(text)


async def prepare(texts: Iterable[str]) -> None:
    """Have the HTML of these texts made, so that `html_of` has it for whoever shows them now."""
    missing = [text for text in texts if text not in _html]
    if sum(map(len, missing)) > AT_ONCE:
        for text in missing:
            await apart(partial(_html.of, text))


async def page_html(text: str) -> str:
    """The HTML of a text that is a page of its own, with headings below the page's."""
    return await apart(partial(_pages.of, text))


async def check_seen(text: str, *, field: str) -> None:
    """Refuse, as `EMPTY`, a text whose HTML shows no letter and no digit."""
    await prepare([text])
    if not shows_words(html.unescape(_TAG.sub(" ", html_of(text)))):
        raise Refused(Code.EMPTY, field=field)


def plain_of(text: str) -> str:
    """A text without its marks, on one line."""
    return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", text)).split())


def excerpt_of(text: str) -> tuple[str, bool]:
    """The beginning of a text without its marks, on one line; and whether that is all of it."""
    return _excerpts.of(text)
