"""How large the integers may be that clients send (SPEC W2)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

# What every language holds exactly. Times, durations and `seq` may be so large.
GREATEST = 2**53 - 1
# What a database holds in an ordinary column. So much are versions, numbers, places and counts at most.
GREATEST_COUNT = 2**31 - 1
# The last word of a field's name says what it is.
_WIDE = frozenset({"at", "ms", "seq"})


def beyond(value: object, name: str = "", *, most: int = GREATEST_COUNT) -> str | None:
    """The name of the first field that holds too large an integer; None if there is none.

    `most` is for what has no name that says more. What is in a field is looked at by its name.
    """
    if isinstance(value, int):
        limit = GREATEST if name.rpartition("_")[2] in _WIDE else most
        return None if -limit <= value <= limit else name
    if isinstance(value, Struct):
        fields: Iterable[tuple[str, object]] = ((f, getattr(value, f)) for f in value.__struct_fields__)
    elif isinstance(value, dict):
        fields = value.items()
    elif isinstance(value, list):
        fields = ((name, each) for each in value)
    else:
        return None
    for field, held in fields:
        if not isinstance(held, str) and (found := beyond(held, str(field), most=most)) is not None:
            return found
    return None
