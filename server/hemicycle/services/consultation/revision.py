"""A text that its author writes anew, as a value: what it was, what it becomes, and what says so."""

from __future__ import annotations

from typing import NamedTuple

from hemicycle.core.contributions import Text
from hemicycle.store.connections import Work, Write
from hemicycle.store.propositions import ArgumentRow, PropositionRow
from hemicycle.store.writing import revise_argument, revise_proposition
from hemicycle_protocol import consultation as co
from hemicycle_protocol.events import EventBody


class ProposedAnew(NamedTuple):
    """A proposition and its other words."""

    before: PropositionRow
    text: Text

    @property
    def process(self) -> str:
        """Where it stands."""
        return self.before.process

    @property
    def target(self) -> str:
        """What ballots on it name."""
        return f"proposition/{self.before.id}"

    @property
    def digest(self) -> str:
        """The same for the same words in one place."""
        return self.text.digest(self.process)

    @property
    def after(self) -> PropositionRow:
        """The row with the other words; equal to the one before if they are none."""
        text = self.text
        return self.before._replace(title=text.title, body=text.body, sources=tuple(text.sources))

    @property
    def is_answered(self) -> bool:
        """Whether others had something to say to it, but for their votes."""
        return bool(self.before.arguments_for or self.before.arguments_against or self.before.imported)

    @property
    def fact(self) -> EventBody:
        """What the log says of it."""
        return co.PropositionRevised(self.before.id, self.before.version + 1)

    def write(self, others_voted: Work[bool], *, at: int) -> Write:
        """The words in place of those before, which can still be read if anybody else acted on them."""
        keep = others_voted if not self.is_answered else lambda connection: True
        after = self.after._replace(version=self.before.version + 1, revised_at=at)
        return revise_proposition(self.before, after, keep=keep)


class ArguedAnew(NamedTuple):
    """An argument and its other words; as `ProposedAnew`."""

    before: ArgumentRow
    text: Text
    process: str

    @property
    def target(self) -> str:
        """What ballots on it name."""
        return f"argument/{self.before.id}"

    @property
    def digest(self) -> str:
        """The same for the same words in one place."""
        return self.text.digest(self.before.proposition)

    @property
    def after(self) -> ArgumentRow:
        """The row with the other words; equal to the one before if they are none."""
        return self.before._replace(body=self.text.body, sources=tuple(self.text.sources))

    @property
    def is_answered(self) -> bool:
        """Whether others had something to say to it, but for their supports."""
        return self.before.imported_votes > 0

    @property
    def fact(self) -> EventBody:
        """What the log says of it."""
        return co.ArgumentRevised(self.before.id, self.before.proposition, self.before.version + 1)

    def write(self, others_voted: Work[bool], *, at: int) -> Write:
        """The words in place of those before, which can still be read if anybody else acted on them."""
        keep = others_voted if not self.is_answered else lambda connection: True
        after = self.after._replace(version=self.before.version + 1, revised_at=at)
        return revise_argument(self.before, after, self.process, keep=keep)


Revision = ProposedAnew | ArguedAnew
