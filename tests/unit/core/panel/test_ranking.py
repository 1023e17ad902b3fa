"""Group A: the best single proposition, ties, what does not count."""

from hemicycle.core.panel.ranking import Counted, best_of_each, is_tied_at, rank, scores_of
from hemicycle_protocol.panel_file import Score
from tests.support.panels import RANDOMNESS, score


def order(*scores: Score) -> list[str]:
    return [place.person for place in rank(scores, process="p1", beacon=RANDOMNESS)]


def test_a_person_counts_with_their_best_single_proposition() -> None:
    """[P7] [PA2] One good idea beats forty mediocre ones: nothing is summed."""
    many = [score("many", 6, proposition=f"m{n}") for n in range(40)]
    assert order(*many, score("one", 7)) == ["one", "many"]
    best = best_of_each([*many, score("many", 9, 5, "m-best"), score("many", 9, 2, "m-kinder")])
    assert [one.proposition for one in best] == ["m-kinder"]


def test_official_and_binned_propositions_are_not_ranked() -> None:
    """[P2] [PA2]"""
    counted = [Counted("x", "mp", 99, 0, official=True), Counted("y", "a", 50, 0, visible=False)]
    assert scores_of([*counted, Counted("z", "b", 1, 0)]) == [Score("z", "b", 1, 0)]


def test_equal_agreement_goes_to_fewer_disagreements() -> None:
    """[P7] [PA3]"""
    assert order(score("a", 10, 4), score("b", 10, 3), score("c", 11, 9)) == ["c", "b", "a"]


def test_a_full_tie_is_decided_by_lot_and_never_by_the_list() -> None:
    """[PA3] The same ticket as the draw; not the id of the proposition, which grows with time."""
    tied = [score(f"t{n}", 10, 1, f"prop-{n}") for n in range(8)]
    places = rank(tied, process="p1", beacon=RANDOMNESS)
    assert places == rank(tied[::-1], process="p1", beacon=RANDOMNESS)
    assert [p.ticket for p in places] == sorted(p.ticket for p in places)
    assert [p.person for p in places] != [p.person for p in rank(tied, process="p1", beacon="other")]


def test_only_those_tied_carry_a_ticket() -> None:
    """[P7]"""
    places = rank([score("a", 9), score("b", 5), score("c", 5)], process="p1", beacon="v")
    assert [bool(place.ticket) for place in places] == [False, True, True]


def test_a_tie_matters_across_the_boundary_of_the_seats() -> None:
    """[PA3] Third and fourth: the lot decided; first and second: both sit anyway."""
    places = rank([score("a", 9), score("b", 9), score("c", 5), score("d", 5)], process="p1", beacon="v")
    assert is_tied_at(places, 3)
    assert not is_tied_at(places, 2)
    assert not is_tied_at(places, 4)
    assert is_tied_at(places, 1)


def test_nobody_to_rank_is_an_empty_order() -> None:
    assert order() == []
