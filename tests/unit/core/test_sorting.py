"""Placing arguments: what fits, what is refused, what a move rewrites."""

import pytest

from hemicycle.core import families
from hemicycle.core.sorting import AT_ONCE, Table, applied, ignore, place, place_all, unplace
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import FamilyPlace, FilingState, IgnoreReason, PlaceSource, SeenArgument
from tests.support.synthesis import AGAINST, BODIES, a_table, with_family

SEEN = SeenArgument
HUMAN = PlaceSource.HUMAN
FIRST, SECOND = "La dépense devient visible.", "Cela coûte cher aux communes."


def two_families() -> Table:
    return with_family(with_family(a_table(), "f1"), "f2", AGAINST)


def refusal(table: Table, *places: FamilyPlace, argument: str = "a1", version: int = 0) -> Code:
    with pytest.raises(Refused) as refused:
        place(table, argument, version, places)
    return refused.value.code


def test_an_argument_may_stand_whole_in_one_family() -> None:
    """[SY1]"""
    table = applied(two_families(), place(two_families(), "a1", 0, [FamilyPlace("f1")]))
    filing = table.filing("a1")
    assert (filing.state, filing.version) == (FilingState.CLASSIFIED, 1)
    assert [one.argument for one in table.members("f1")] == ["a1"]


def test_an_argument_may_be_split_between_families() -> None:
    """[SY2] A part is a quotation of the argument; line breaks of the page do not count."""
    parts = [FamilyPlace("f1", FIRST), FamilyPlace("f2", SECOND.replace(" cher", "\n  cher"))]
    filing = place(two_families(), "a1", 0, parts).filings[0]
    assert [(p.family, p.part) for p in filing.places] == [("f1", FIRST), ("f2", SECOND)]


def test_places_that_do_not_fit_are_refused() -> None:
    """[SY2]"""
    table = two_families()
    assert refusal(table) is Code.INVALID
    assert refusal(table, FamilyPlace("nowhere")) is Code.NOT_FOUND
    assert refusal(table, FamilyPlace("f1"), argument="elsewhere") is Code.NOT_FOUND
    assert refusal(table, FamilyPlace("f1", "words nobody wrote")) is Code.INVALID
    assert refusal(table, FamilyPlace("f1", " \n")) is Code.INVALID
    assert refusal(table, FamilyPlace("f1", FIRST), FamilyPlace("f1", SECOND)) is Code.INVALID
    assert refusal(table, FamilyPlace("f1", FIRST), FamilyPlace("f2")) is Code.REASON_MISSING


def test_the_whole_text_quoted_is_no_part() -> None:
    """[SY2]"""
    filing = place(two_families(), "a1", 0, [FamilyPlace("f1", BODIES["a1"])]).filings[0]
    assert filing.places[0].part is None


def test_the_second_of_two_editors_is_told_that_it_changed() -> None:
    """[SY5]"""
    table = applied(two_families(), place(two_families(), "a1", 0, [FamilyPlace("f1")]))
    with pytest.raises(Refused) as refused:
        ignore(table, [SEEN("a1", 0)], IgnoreReason.UNCLEAR, "")
    assert refused.value.code is Code.CHANGED
    shown = refused.value.facts["state"]
    assert isinstance(shown, dict)
    assert shown["places"] == [{"family": "f1"}]


def test_several_move_at_once_and_come_back() -> None:
    """[SY5]"""
    table = applied(two_families(), place_all(two_families(), [SEEN("a1", 0), SEEN("a2", 0)], "f1", HUMAN))
    assert len(table.members("f1")) == 2
    table = applied(table, unplace(table, [SEEN("a1", 1), SEEN("a2", 1)]))
    assert not table.members("f1")
    assert table.filing("a1").state is FilingState.TODO


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], Code.EMPTY),
        ([SEEN("a1", 0), SEEN("a1", 0)], Code.INVALID),
        ([SEEN(str(n), 0) for n in range(AT_ONCE + 1)], Code.INVALID),
        ([SEEN("elsewhere", 0)], Code.NOT_FOUND),
    ],
)
def test_bad_selections_are_refused(arguments: list[SeenArgument], code: Code) -> None:
    with pytest.raises(Refused) as refused:
        place_all(two_families(), arguments, "f1", HUMAN)
    assert refused.value.code is code


def test_one_that_changed_keeps_all_of_a_selection_where_they_are() -> None:
    """[SY5]"""
    with pytest.raises(Refused, match="changed"):
        place_all(two_families(), [SEEN("a1", 0), SEEN("a2", 7)], "f1", HUMAN)


def test_leaving_an_argument_out_needs_a_reason() -> None:
    """[SY1] Every argument is in a family or unclassified with a reason."""
    table = a_table()
    filing = ignore(table, [SEEN("a4", 0)], IgnoreReason.OFF_TOPIC, " vu ").filings[0]
    assert (filing.state, filing.reason, filing.note) == (FilingState.IGNORED, IgnoreReason.OFF_TOPIC, "vu")
    for reason, code in ((IgnoreReason.OTHER, Code.REASON_MISSING), (IgnoreReason.TODO, Code.INVALID)):
        with pytest.raises(Refused) as refused:
            ignore(table, [SEEN("a4", 0)], reason, "")
        assert refused.value.code is code


def test_an_argument_may_move_to_a_family_of_the_other_side() -> None:
    """[SY17] People press the wrong button; the map says that it was given for the other side."""
    assert place(two_families(), "a1", 0, [FamilyPlace("f2")]).filings


def test_a_suggestion_that_was_accepted_stays_known_as_one() -> None:
    """[SY13]"""
    change = place_all(two_families(), [SEEN("a1", 0)], "f1", PlaceSource.SUGGESTION)
    assert change.filings[0].places[0].source is PlaceSource.SUGGESTION


def test_merging_makes_whole_what_was_split_between_the_two() -> None:
    """[SY4]"""
    table = with_family(with_family(a_table(), "f1"), "f2")
    split = place(table, "a1", 0, [FamilyPlace("f1", FIRST), FamilyPlace("f2", SECOND)])
    table = applied(table, split)
    table = applied(table, families.merge(table, "f1", 1, "f2"))
    assert table.filing("a1").places == [FamilyPlace("f2")]
    assert list(table.families) == ["f2"]
