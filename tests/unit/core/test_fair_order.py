"""The fair order: the check values of the domain, ties, what asked questions weigh, and what it costs."""

import random
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core.fair_order import Candidate, fair_order, representation, with_least_seen
from tests.support.operations import calls_of

SIX = [f"a{n}" for n in range(6)]
FOUR = [f"b{n}" for n in range(4)]
A = [Candidate(f"A{n}", n, SIX) for n in range(1, 6)]
B = [Candidate(f"B{n}", n + 10, FOUR) for n in range(1, 6)]


def level(supporters: Collection[Hashable], loads: Mapping[Hashable, Fraction]) -> Fraction:
    """The level that raises those below it by 1 in total, as it is defined."""
    paid = sorted(loads.get(person, Fraction(0)) for person in supporters)
    return min((1 + sum(paid[:payers])) / Fraction(payers) for payers in range(1, len(paid) + 1))


def defined(waiting: Sequence[Candidate], asked: Sequence[Candidate]) -> list[str]:
    """The fair order as the rules say it, with a fraction for everybody and no thought of cost."""
    loads: dict[Hashable, Fraction] = {}
    themes: Counter[str | None] = Counter()

    def pay(candidate: Candidate) -> None:
        themes[candidate.theme] += 1
        if candidate.supporters:
            due = level(candidate.supporters, loads)
            loads.update({s: max(due, loads.get(s, due)) for s in candidate.supporters})

    for candidate in asked:
        pay(candidate)
    left = [candidate for candidate in waiting if candidate.supporters]
    order = []
    while left:
        first = min(left, key=lambda c: (level(c.supporters, loads), themes[c.theme], c.asked_at, c.id))
        pay(first)
        left.remove(first)
        order.append(first.id)
    alone = sorted((c for c in waiting if not c.supporters), key=lambda c: (c.asked_at, c.id))
    return order + [candidate.id for candidate in alone]


@st.composite
def profiles(draw: st.DrawFn) -> tuple[list[Candidate], list[Candidate]]:
    """Questions that wait and questions asked, in whatever order, of people who support what they like."""
    people = [f"p{n}" for n in range(draw(st.integers(1, 12)))]
    questions = [
        Candidate(
            f"q{n:02}",
            draw(st.integers(0, 3)),
            sorted(draw(st.sets(st.sampled_from(people)))),
            draw(st.sampled_from([None, "santé", "climat"])),
        )
        for n in range(draw(st.integers(1, 14)))
    ]
    asked = draw(st.integers(0, len(questions)))
    return questions[asked:], questions[:asked]


def crowd(questions: int, people: int, supports: int) -> list[Candidate]:
    """As many questions, each supported by whom chance has given it: nobody supports the same ones."""
    chance = random.Random(8)
    supporters: list[list[str]] = [[] for _ in range(questions)]
    for person in range(people):
        for question in chance.sample(range(questions), supports):
            supporters[question].append(f"p{person}")
    return [Candidate(f"q{n:03}", n % 50, who) for n, who in enumerate(supporters)]


@given(profiles())
def test_the_order_is_the_one_that_is_defined(profile: tuple[list[Candidate], list[Candidate]]) -> None:
    """[DE25] [H3] Whatever is done to be quick, the order is exact, ties and all."""
    assert fair_order(*profile) == defined(*profile)


def test_a_crowd_has_the_order_that_is_defined() -> None:
    """[DE25] [H3] Where denominators have dozens of figures, and after questions asked out of their order."""
    questions = crowd(40, 300, 6)
    assert fair_order(questions[12:], questions[:12]) == defined(questions[12:], questions[:12])


def test_levels_nearer_than_floating_numbers_tell_are_compared_exactly() -> None:
    """[DE25] [H3] 1/3 + 1/3 + 1/3 paid in turn is 1, and no more than 1 paid at once."""
    thirds = [Candidate(f"t{n}", 0, ["a", "b", "c"]) for n in range(3)]
    whole = [Candidate("w", 0, ["d"])]
    waiting = [Candidate("younger", 2, ["a"]), Candidate("older", 1, ["d"])]
    assert fair_order(waiting, [*thirds, *whole]) == ["older", "younger"]


def test_the_cost_of_the_order_follows_the_supports() -> None:
    """[H3] Fractions of growing size, redone at each change, held a node for seconds.

    Of 3,000 people with 8 supports each among 300 questions; it was 30 calls for each support and more.
    """
    questions = crowd(300, 3_000, 8)
    assert calls_of(lambda: fair_order(questions)) < 3_000 * 8
    # Twice the people: arrays twice as long, and no more of them.
    twice = crowd(300, 6_000, 8)
    assert calls_of(lambda: fair_order(twice)) < 1.5 * calls_of(lambda: fair_order(questions))


def test_ties_cost_no_more_than_a_crowd() -> None:
    """[H3] Nobody makes it slow by supporting what others support, or in a pattern."""
    same = [Candidate(f"q{n:03}", n, [f"p{person}" for person in range(10)]) for n in range(300)]
    ring = [Candidate(f"q{n:03}", n, [f"p{(n * 33 + k) % 9_900}" for k in range(270)]) for n in range(300)]
    parted = [Candidate(f"q{n:03}", n, [f"p{n % 100}.{k}" for k in range(33)]) for n in range(300)]
    for questions in (same, ring, parted):
        assert calls_of(lambda questions=questions: fair_order(questions)) < 300 * 300 * 6  # type: ignore[misc]


def test_the_viewers_list_costs_what_it_is_long() -> None:
    """[H3] The least seen were looked for among all that follow, at each fifth place."""
    order = [f"q{n}" for n in range(1_000)]
    seen = {id_: n * 7 % 1_000 for n, id_ in enumerate(order)}
    assert calls_of(lambda: with_least_seen(order, seen)) < 20 * len(order)


def test_the_check_values_of_the_domain() -> None:
    """[DE25] 6 people support A1–A5, 4 support B1–B5."""
    assert fair_order([*A, *B]) == ["A1", "B1", "A2", "A3", "B2", "A4", "B3", "A5", "B4", "B5"]


def test_questions_already_asked_keep_their_load() -> None:
    """[DE26] After A1 and A2 were asked."""
    assert fair_order([*A[2:], *B], A[:2]) == ["B1", "A3", "B2", "A4", "B3", "A5", "B4", "B5"]


def test_a_question_asked_out_of_order_weighs_on_its_supporters_only() -> None:
    """[DE26] After only B1 was asked: A1, A2, A3, then B2."""
    assert fair_order([*A, *B[1:]], [B[0]])[:4] == ["A1", "A2", "A3", "B2"]


def test_asking_one_again_and_again_raises_nobody_else() -> None:
    """[DE26]"""
    asked = [Candidate("X", 0, ["only"]), Candidate("Y", 0, ["only", "other"])]
    later = [Candidate("P", 1, ["only"]), Candidate("Q", 2, ["other"])]
    # X costs `only` 1; Y is paid by `other` alone, up to the level 1: then both stand at 1.
    assert fair_order(later, asked) == ["P", "Q"]
    assert fair_order(later, asked[:1]) == ["Q", "P"]


def test_ties_go_to_the_theme_asked_less_then_the_older_then_the_id() -> None:
    """[DE27]"""
    asked = [Candidate("X", 0, ["z"], "santé")]
    tied = [
        Candidate("b", 5, ["p"], "santé"),
        Candidate("d", 9, ["q"], "climat"),
        Candidate("c", 9, ["r"], "école"),
    ]
    assert fair_order(tied, asked) == ["c", "d", "b"]


def test_questions_without_supporters_come_last_oldest_first() -> None:
    """[DE27]"""
    waiting = [Candidate("new", 9, []), Candidate("old", 1, []), Candidate("liked", 99, ["p"])]
    assert fair_order(waiting) == ["liked", "old", "new"]


def test_the_order_is_the_same_whatever_the_order_of_the_list() -> None:
    """[DE25]"""
    assert fair_order([*reversed(B), *reversed(A)]) == fair_order([*A, *B])


def test_a_long_list_stays_exact() -> None:
    """[DE25]"""
    voters = [f"v{n}" for n in range(97)]
    waiting = [Candidate(f"q{n:03}", n, voters[: 1 + n * 7 % 97]) for n in range(80)]
    order = fair_order(waiting)
    assert sorted(order) == sorted(c.id for c in waiting)
    assert order[0] == max(waiting, key=lambda c: (len(c.supporters), -c.asked_at)).id


def test_the_audit_names_a_large_group_that_was_not_heard() -> None:
    """[DE29] Justified representation: 4 of 10 with two asked is less than its share of 5."""
    assert representation(B, A[:2]).unheard_question is None
    audit = representation(B, A[:3])
    assert (audit.active, audit.heard, audit.unheard_question) == (10, 6, "B1")


def test_the_audit_of_an_evening_without_questions_is_empty() -> None:
    """[DE29]"""
    assert representation([], []) == (0, 0, None)


def test_every_fifth_place_goes_to_the_least_seen_of_those_that_follow() -> None:
    """[DE28] One slot in five of the viewers' list goes to low-exposure questions."""
    order = list("abcdefghijkl")
    seen = dict.fromkeys(order, 9) | {"h": 1, "l": 0}
    assert "".join(with_least_seen(order, seen)) == "abcdlefghijk"
    assert "".join(with_least_seen(order, seen | {"b": 0, "l": 2, "k": 1})) == "abcdhefgikjl"


def test_the_order_stays_where_all_were_seen_equally() -> None:
    """[DE28]"""
    order = fair_order([*A, *B])
    assert with_least_seen(order, {}) == order
    assert with_least_seen(order, dict.fromkeys(order, 7)) == order


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_everybody_is_seen_in_time(seen_before: list[int]) -> None:
    """[DE28] Nobody stands twice or is lost, the others keep their order, and no question waits for ever."""
    order = [f"q{n:02}" for n in range(len(seen_before))]
    seen = dict(zip(order, seen_before, strict=True))
    counted = dict.fromkeys(order, 0)
    for _ in range(4 * len(order)):
        shown = with_least_seen(order, seen)
        assert sorted(shown) == order
        theirs = shown[4::5]
        assert [id_ for id_ in shown if id_ not in theirs] == [id_ for id_ in order if id_ not in theirs]
        for place in range(4, len(shown), 5):
            assert seen[shown[place]] == min(seen[id_] for id_ in shown[place:])
        for id_ in shown[:10]:
            seen[id_] += 1
            counted[id_] += 1
    assert min(counted.values()) > 0
