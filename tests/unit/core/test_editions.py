"""Published versions: nothing is lost in them, and what two of them differ in."""

from hemicycle.core import families
from hemicycle.core.editions import (
    Edition,
    coverage_of,
    differences,
    edition_of,
    total,
    without_strangers,
)
from hemicycle.core.sorting import Table, applied, ignore, place, place_all
from hemicycle_protocol.synthesis import FamilyPlace, FilingState, IgnoreReason, PlaceSource, SeenArgument
from hemicycle_protocol.views import Coverage
from tests.support.synthesis import AGAINST, a_table, states_of, with_family


def worked() -> Table:
    """`a1` split between the sides, `a2` for, `a4` ignored, `a3` not read."""
    table = with_family(with_family(with_family(a_table(), "f1"), "f2", AGAINST), "empty")
    parts = [FamilyPlace("f1", "La dépense devient visible."), FamilyPlace("f2", "Cela coûte cher")]
    table = applied(table, place(table, "a1", 0, parts))
    table = applied(table, place_all(table, [SeenArgument("a2", 0)], "f1", PlaceSource.SUGGESTION))
    return applied(table, ignore(table, [SeenArgument("a4", 0)], IgnoreReason.OFF_TOPIC, ""))


def test_coverage_counts_arguments_and_supports_once() -> None:
    """[SY9]"""
    assert coverage_of(worked()) == Coverage(arguments=4, placed=2, ignored=1, supports=10, supports_placed=3)
    assert total([coverage_of(worked()), coverage_of(a_table())]).arguments == 8
    assert total([]) == Coverage()


def test_every_argument_stands_in_families_or_has_a_reason() -> None:
    """[SY8] What nobody has read yet says so."""
    edition = edition_of(worked())
    assert states_of(edition).keys() == a_table().arguments.keys()
    assert [(left.argument, left.reason) for left in edition.unclassified] == [
        ("a3", IgnoreReason.TODO),
        ("a4", IgnoreReason.OFF_TOPIC),
    ]


def test_a_family_shows_arguments_people_and_supports() -> None:
    """[SY9]"""
    first, second = edition_of(worked()).families
    assert ([p.argument for p in first.places], first.people, first.supports) == (["a2", "a1"], 2, 3)
    assert (second.places[0].part, second.people, second.supports) == ("Cela coûte cher", 1, 1)


def test_an_empty_family_is_not_published() -> None:
    """[SY16]"""
    assert [family.id for family in edition_of(worked()).families] == ["f1", "f2"]


def test_what_is_no_longer_shown_is_not_counted() -> None:
    """[SY10]"""
    table = worked()
    table = table._replace(arguments={k: v for k, v in table.arguments.items() if k != "a2"})
    assert coverage_of(without_strangers(table)).placed == 1
    assert [p.argument for p in edition_of(without_strangers(table)).families[0].places] == ["a1"]


def test_an_argument_whose_part_was_rewritten_is_to_be_read_again() -> None:
    """[SY10]"""
    table = worked()
    rewritten = table.arguments["a1"]._replace(body="Tout autre chose.")
    table = without_strangers(table._replace(arguments={**table.arguments, "a1": rewritten}))
    assert table.filing("a1").state is FilingState.TODO
    assert table.filing("a2").state is FilingState.CLASSIFIED


def test_differences_name_what_came_went_and_changed() -> None:
    """[SY14]"""
    before = edition_of(worked())
    table = applied(worked(), families.change(worked(), "f1", 1, title="Voir", summary="s", position=None))
    table = applied(table, place(table, "a1", 1, [FamilyPlace("f1")]))
    table = applied(table, place(table, "a3", 0, [FamilyPlace("empty")]))
    found = {one.family: one for one in differences(before, edition_of(table))}
    assert (found["f1"].change, found["f1"].title_before, found["f1"].summary_changed) == (
        "changed",
        "f1",
        True,
    )
    assert (found["f2"].change, found["f2"].left) == ("gone", 1)
    assert (found["empty"].change, found["empty"].came) == ("new", 1)
    assert differences(before, before) == []


def test_the_first_version_is_all_new() -> None:
    """[SY14]"""
    assert {one.change for one in differences(None, edition_of(worked()))} == {"new"}
    assert differences(None, None) == []
    assert {one.change for one in differences(edition_of(worked()), Edition("p1", Coverage()))} == {"gone"}
