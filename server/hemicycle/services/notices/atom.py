"""Atom feeds (RFC 4287) as bytes. What the entries say is left to `feed`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from hemicycle.services.open_data.records import instant_text

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomEntry(NamedTuple):
    """One thing that happened; `id` is a `tag:` URI that never changes."""

    id: str
    title: str
    at: int
    link: str
    category: str


class AtomFeed(NamedTuple):
    """A feed; `others` are the addresses of the same feed in other languages."""

    id: str
    title: str
    subtitle: str
    locale: str
    updated: int
    link: str
    page: str
    others: Sequence[tuple[str, str]]
    entries: Sequence[AtomEntry]


def tag_uri(site: str, date: int, what: str) -> str:
    """A stable name for `what` (RFC 4151), minted by the site on the day of `date`."""
    return f"tag:{urlsplit(site).hostname},{instant_text(date)[:10]}:{what}"


def atom_bytes(feed: AtomFeed) -> bytes:
    """The document."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(feed.locale)}>',
        _element("id", feed.id),
        _element("title", feed.title),
        _element("subtitle", feed.subtitle) if feed.subtitle else "",
        _element("updated", instant_text(feed.updated)),
        "<author><name>Hemicycle</name></author>",
        "<generator>Hemicycle</generator>",
        f'<link rel="self" type="application/atom+xml" href={_quoted(feed.link)}/>',
        f'<link rel="alternate" type="text/html" href={_quoted(feed.page)}/>',
        *(_other(*other) for other in feed.others),
        *(_entry(entry) for entry in feed.entries),
        "</feed>",
    ]
    return ("\n".join(filter(None, lines)) + "\n").encode()


def _other(locale: str, link: str) -> str:
    kind = 'rel="alternate" type="application/atom+xml"'
    return f"<link {kind} hreflang={_quoted(locale)} href={_quoted(link)}/>"


def _entry(entry: AtomEntry) -> str:
    parts = [
        _element("id", entry.id),
        _element("title", entry.title),
        _element("published", instant_text(entry.at)),
        _element("updated", instant_text(entry.at)),
        f"<category term={_quoted(entry.category)}/>",
        f'<link rel="alternate" type="text/html" href={_quoted(entry.link)}/>',
        _element("summary", entry.title),
    ]
    return "<entry>\n" + "\n".join(parts) + "\n</entry>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_UNWRITABLE.sub('', text))}</{name}>"


def _quoted(text: str) -> str:
    return quoteattr(_UNWRITABLE.sub("", text))
