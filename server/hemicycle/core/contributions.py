"""What citizens write in a consultation: propositions and arguments, their limits, versions and ends.

Texts are checked and cleaned here; rows and ballots are kept by others. What a person wrote before is in
their own record, so their limits hold on every node at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hemicycle_protocol.consultation import Argue, Propose
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import MyText, TextKind

from .french import normalised
from .links import required_link
from .text import required, required_lines

MINUTE_MS = 60_000


class WritingLimits(NamedTuple):
    """How long texts may be, and how many one person may write in one process.

    `per_minute` counts propositions and arguments apart; votes are never limited by it.
    """

    title_characters: int = limit_of(Propose, "title")
    body_characters: int = limit_of(Propose, "body")
    argument_characters: int = limit_of(Argue, "body")
    sources: int = 5
    per_minute: int = 2
    propositions: int = 30
    arguments: int = 200
    # Each is shown beside the one before: a text with more of them would be dear to look at.
    versions: int = 50

    def open_total(self, kind: TextKind) -> int:
        """How many of a kind may stand at once."""
        return self.propositions if kind is TextKind.PROPOSITION else self.arguments


class Text(NamedTuple):
    """A checked text; an argument has no title."""

    title: str
    body: str
    sources: list[str]

    def digest(self, place: str) -> str:
        """The same for two texts of one place that differ in case, accents and marks alone.

        Of the title if there is one. A `place` is where it must not be repeated: a process, a proposition.
        """
        said = "\0".join((place, normalised(self.title or self.body)))
        return hashlib.blake2b(said.encode(), digest_size=9).hexdigest()


def proposition_text(title: str, body: str, sources: Sequence[str], limits: WritingLimits) -> Text:
    """The text of a proposition.

    Raises:
        Refused: `EMPTY`, `TOO_LONG` or `INVALID`, with the field.
    """
    checked = required(title, field="title", limit=limits.title_characters)
    if not normalised(checked):
        raise Refused(Code.EMPTY, field="title")
    return Text(
        checked,
        required_lines(body, field="body", limit=limits.body_characters),
        _sources(sources, limits),
    )


def argument_text(body: str, sources: Sequence[str], limits: WritingLimits) -> Text:
    """The text of an argument; refused as that of a proposition is."""
    checked = required_lines(body, field="body", limit=limits.argument_characters)
    if not normalised(checked):
        raise Refused(Code.EMPTY, field="body")
    return Text("", checked, _sources(sources, limits))


def check_may_write(
    kind: TextKind, digest: str, wrote: Iterable[MyText], *, now: int, limits: WritingLimits
) -> None:
    """Pass if somebody who `wrote` this in a process may write one more text now.

    Raises:
        Refused: `DUPLICATE` with the `id` of the same text of theirs, `LIMIT_REACHED` if as many stand as
            may, `RATE_LIMITED` with `retry_after_ms`.
    """
    before = [text for text in wrote if text.kind is kind]
    standing = [text for text in before if not text.withdrawn]
    check_no_duplicate(standing, digest)
    if len(standing) >= limits.open_total(kind):
        raise Refused(Code.LIMIT_REACHED, limit=limits.open_total(kind))
    # Withdrawn ones count here: who writes and withdraws floods no less.
    recent = sorted(text.at for text in before if text.at > now - MINUTE_MS)
    if len(recent) >= limits.per_minute:
        raise Refused(Code.RATE_LIMITED, retry_after_ms=recent[-limits.per_minute] + MINUTE_MS - now)


def check_no_duplicate(texts: Iterable[MyText], digest: str, *, but: str | None = None) -> None:
    """Pass if none of somebody's texts that stand, `but` the one they write anew, says the same.

    Raises:
        Refused: `DUPLICATE` with the `id` of the one that does.
    """
    for text in texts:
        if text.digest == digest and text.id != but and not text.withdrawn:
            raise Refused(Code.DUPLICATE, id=text.id)


def check_may_rewrite(version: int, limits: WritingLimits) -> None:
    """Pass if a text of this version may be written anew.

    Raises:
        Refused: `LIMIT_REACHED` if it has as many versions as a text may have.
    """
    if version >= limits.versions:
        raise Refused(Code.LIMIT_REACHED, limit=limits.versions)


def check_own(author: str | None, by: str, *, version: int, seen: int | None, withdrawn: bool) -> None:
    """Pass if `by` may change a text of `author` of which they saw the version `seen` (None: any).

    Raises:
        Refused: `FORBIDDEN` for somebody else's, `CLOSED` for a withdrawn one, `CHANGED` with the present
            version if they saw an older one.
    """
    if author != by:
        raise Refused(Code.FORBIDDEN)
    if withdrawn:
        raise Refused(Code.CLOSED)
    if seen is not None and seen != version:
        raise changed(version)


def _sources(given: Sequence[str], limits: WritingLimits) -> list[str]:
    kept = [source for source in given if source.strip()]
    if len(kept) > limits.sources:
        raise Refused(Code.TOO_LONG, field="sources", limit=limits.sources, length=len(kept))
    return list(dict.fromkeys(required_link(source, field="sources") for source in kept))
