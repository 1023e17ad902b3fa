"""Families: their words, their order, what may not be merged or deleted."""

import pytest

from hemicycle.core import families
from hemicycle.core.sorting import Table, applied, place_all
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import FamilySide, PlaceSource, SeenArgument
from tests.support.synthesis import AGAINST, FOR, a_table, with_family


def code_of(table: Table, title: str, side: FamilySide = FOR, summary: str = "") -> Code:
    with pytest.raises(Refused) as refused:
        families.create(
            table, id="new", side=side, title=title, summary=summary, arguments=[], source=PlaceSource.HUMAN
        )
    return refused.value.code


def titles(table: Table, side: FamilySide = FOR) -> list[str]:
    return [family.title for family in families.of_side(table.families.values(), side)]


def test_a_family_is_founded_with_its_first_arguments() -> None:
    """[SY3]"""
    change = families.create(
        a_table(),
        id="f1",
        side=FOR,
        title="  Transparence  ",
        summary="On voit.",
        arguments=[SeenArgument("a1", 0), SeenArgument("a2", 0)],
        source=PlaceSource.SUGGESTION,
    )
    table = applied(a_table(), change)
    assert titles(table) == ["Transparence"]
    assert {filing.argument for filing in table.members("f1")} == {"a1", "a2"}


def test_words_that_do_not_fit_are_refused() -> None:
    """[SY3]"""
    table = with_family(a_table(), "f1", title="Transparence")
    assert code_of(table, " ") is Code.EMPTY
    assert code_of(table, "x" * 121) is Code.TOO_LONG
    assert code_of(table, "ok", summary="x" * 1001) is Code.TOO_LONG
    assert code_of(table, "transparence") is Code.DUPLICATE
    assert applied(
        table,
        families.create(
            table,
            id="g",
            side=AGAINST,
            title="Transparence",
            summary="",
            arguments=[],
            source=PlaceSource.HUMAN,
        ),
    ).families.keys() == {"f1", "g"}


def test_there_is_an_end_to_families() -> None:
    """[SY3]"""
    table = a_table()
    for number in range(families.FAMILIES):
        table = with_family(table, f"f{number}")
    assert code_of(table, "one more") is Code.TOO_MANY_OPEN


def test_families_are_put_in_order() -> None:
    table = with_family(with_family(with_family(a_table(), "f1"), "f2"), "f3")
    moved = families.change(table, "f3", 1, title="f3", summary="", position=0)
    table = applied(table, moved)
    assert titles(table) == ["f3", "f1", "f2"]
    table = applied(table, families.change(table, "f3", 2, title="f3", summary="", position=99))
    assert titles(table) == ["f1", "f2", "f3"]


def test_the_second_editor_of_a_title_is_told() -> None:
    """[SY5]"""
    table = with_family(a_table(), "f1")
    table = applied(table, families.change(table, "f1", 1, title="Mieux", summary="", position=None))
    with pytest.raises(Refused, match="changed"):
        families.change(table, "f1", 1, title="Autre", summary="", position=None)


def test_only_an_empty_family_can_be_deleted() -> None:
    """[SY4]"""
    table = with_family(a_table(), "f1")
    full = applied(table, place_all(table, [SeenArgument("a1", 0)], "f1", PlaceSource.HUMAN))
    with pytest.raises(Refused, match="illegal_move"):
        families.delete(full, "f1", 1)
    assert applied(table, families.delete(table, "f1", 1)).families == {}


def test_families_merge_within_a_side() -> None:
    """[SY4]"""
    table = with_family(with_family(a_table(), "f1"), "f2", AGAINST)
    for into, code in (("f2", Code.INVALID), ("f1", Code.INVALID), ("nowhere", Code.NOT_FOUND)):
        with pytest.raises(Refused) as refused:
            families.merge(table, "f1", 1, into)
        assert refused.value.code is code
