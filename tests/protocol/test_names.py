"""Every name of the wire means one thing: other languages have one module for all of them."""

from collections import Counter

from hemicycle_protocol.generate import enums, structs


def test_no_two_parts_of_the_wire_have_the_same_name() -> None:
    names = Counter(cls.__name__ for cls in [*structs(), *enums()])
    assert [name for name, count in names.items() if count > 1] == []
