"""What is said of a field beside its type, as `Annotated[str, OneOf(Code)]`.

Decoding does not ask it; what is generated for other languages does.
"""

from __future__ import annotations

from enum import StrEnum


class OneOf:
    """A text that is a member of one of these; readers take others too: a later version may know more."""

    def __init__(self, *enums: type[StrEnum]) -> None:
        self.enums = enums
