"""Values of a document that a person wrote, into structs: every fault with its place, not only the first.

Knows nothing of what the document is about: the structs say what they hold, and check what no type can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from types import UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

T = TypeVar("T", bound="Written")

# Milliseconds, from what was written: a date with its hour, `now`, or a distance such as `+30 days`.
Instant = NewType("Instant", int)
_DISTANCE = re.compile(r"([+-]\d{1,5}) (minute|hour|day)s?")


class Written(Struct, frozen=True):
    """A table of the document; `faults` is asked once its types are right."""

    def faults(self) -> Iterator[str]:
        """Sentences about what does not fit together, each beginning with the place inside this table."""
        yield from ()


class Reader:
    """Reads one document and gathers `faults`. Hours without a zone are those of `zone`."""

    def __init__(self, *, now: int, zone: tzinfo | None) -> None:
        self.faults: list[str] = []
        self._now = now
        self._zone = zone

    def read(self, given: object, type_: type[T]) -> T | None:
        """The document as a struct; None if there are faults in it."""
        made = self._table(given, type_, "")
        return None if self.faults else made

    def _value(self, given: object, type_: Any, place: str) -> Any:
        if get_origin(type_) in (Union, UnionType):  # only ever `… | None`: nothing written is nothing
            type_ = get_args(type_)[0]
        if type_ is Instant:
            return self._instant(given, place)
        if get_origin(type_) is list and isinstance(given, list):
            (item,) = get_args(type_)
            read = [self._value(one, item, f"{place} {number}") for number, one in enumerate(given, 1)]
            return [one for one in read if one is not None]
        if isinstance(type_, type) and issubclass(type_, Written):
            return self._table(given, type_, place)
        if isinstance(type_, type) and issubclass(type_, StrEnum) and given not in [*type_]:
            self._fault(place, f"{given!r} is none of {', '.join(type_)}")
            return None
        if isinstance(given, str) and not given.strip():
            self._fault(place, "is empty")
            return None
        try:
            return msgspec.convert(given, type_)
        except msgspec.ValidationError as error:
            self._fault(place, str(error))
            return None

    def _table(self, given: object, type_: type[T], place: str) -> T | None:
        if not isinstance(given, dict):
            self._fault(place, "a table is expected here")
            return None
        before = len(self.faults)
        fields = {field.name: field for field in msgspec.structs.fields(type_)}
        for name in given.keys() - fields.keys():
            self._fault(_within(place, name), "there is no such key here")
        values = {
            name: self._value(given[name], field.type, _within(place, name))
            for name, field in fields.items()
            if name in given
        }
        for name, field in fields.items():
            if name not in given and field.default is NODEFAULT and field.default_factory is NODEFAULT:
                self._fault(_within(place, name), "is missing")
        if len(self.faults) > before:
            return None
        made = type_(**values)
        for fault in made.faults():
            self.faults.append(_within(place, fault))
        return made

    def _instant(self, given: object, place: str) -> int | None:
        if isinstance(given, str) and (distance := _distance(given)) is not None:
            return self._now + int(distance.total_seconds() * 1000)
        if not isinstance(given, datetime):
            self._fault(place, "a date with its hour is expected here, as 2027-03-01T18:30:00")
            return None
        zone = given.tzinfo or self._zone
        if zone is None:
            self._fault(place, "whose hour? Set time_zone at the top, or write +01:00 behind it")
            return None
        return int(given.replace(tzinfo=zone).astimezone(UTC).timestamp() * 1000)

    def _fault(self, place: str, sentence: str) -> None:
        self.faults.append(f"{place}: {sentence}" if place else sentence)


def _distance(text: str) -> timedelta | None:
    if text == "now":
        return timedelta()
    match = _DISTANCE.fullmatch(text)
    return None if match is None else timedelta(**{f"{match[2]}s": int(match[1])})


def _within(place: str, name: str) -> str:
    return f"{place}, {name}" if place else name
