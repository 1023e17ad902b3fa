"""What citizens write: lengths, limits, repetitions, versions."""

from __future__ import annotations

import pytest

from hemicycle.core.contributions import (
    MINUTE_MS,
    Text,
    WritingLimits,
    argument_text,
    check_may_rewrite,
    check_may_write,
    check_own,
    proposition_text,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import MyText, TextKind

LIMITS = WritingLimits(title_characters=20, body_characters=40, argument_characters=30, propositions=3)
NOW = 10 * MINUTE_MS
P, A = TextKind.PROPOSITION, TextKind.ARGUMENT


def wrote(*ages_ms: int, kind: TextKind = P, withdrawn: bool = False) -> list[MyText]:
    return [MyText(f"t{n}", kind, "p", NOW - age, f"d{n}", withdrawn) for n, age in enumerate(ages_ms)]


def refusal_of(kind: TextKind, digest: str, before: list[MyText]) -> Refused:
    with pytest.raises(Refused) as refused:
        check_may_write(kind, digest, before, now=NOW, limits=LIMITS)
    return refused.value


def test_a_text_is_cleaned() -> None:
    """[CO6]"""
    text = proposition_text(
        " Plus \u202e d’eau ", " un\r\n\n\n\ndeux ", ["  ", "https://a.fr/x", "https://a.fr/x"], LIMITS
    )
    assert text == Text("Plus d’eau", " un\n\ndeux", ["https://a.fr/x"])


@pytest.mark.parametrize(
    ("title", "body", "code", "field"),
    [
        ("", "corps", Code.EMPTY, "title"),
        ("…!?", "corps", Code.EMPTY, "title"),
        ("t" * 21, "corps", Code.TOO_LONG, "title"),
        ("titre", " \n ", Code.EMPTY, "body"),
        ("titre", "b" * 41, Code.TOO_LONG, "body"),
    ],
)
def test_a_bad_proposition_is_refused_with_its_field(title: str, body: str, code: Code, field: str) -> None:
    """[CO6]"""
    with pytest.raises(Refused) as refused:
        proposition_text(title, body, [], LIMITS)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


@pytest.mark.parametrize(
    ("body", "code"),
    [("", Code.EMPTY), ("\u200b", Code.EMPTY), ("!!!", Code.EMPTY), ("b" * 31, Code.TOO_LONG)],
)
def test_a_bad_argument_is_refused(body: str, code: Code) -> None:
    """[CO6]"""
    with pytest.raises(Refused) as refused:
        argument_text(body, [], LIMITS)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "body")


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "a.fr", "https://", "https://u:p@a.fr", "http://a b"]
)
def test_a_source_that_is_no_address_is_refused(source: str) -> None:
    """[CO6]"""
    with pytest.raises(Refused) as refused:
        argument_text("corps", [source], LIMITS)
    assert (refused.value.code, refused.value.facts["field"]) == (Code.INVALID, "sources")


def test_too_many_sources_are_refused() -> None:
    """[CO6]"""
    with pytest.raises(Refused) as refused:
        argument_text("corps", [f"https://a.fr/{n}" for n in range(6)], LIMITS)
    assert refused.value.facts == {"field": "sources", "limit": 5, "length": 6}


def test_a_repetition_is_known_whatever_its_marks() -> None:
    """[CO10]"""
    one, other = argument_text("C’est trop cher !", [], LIMITS), argument_text("c'EST trop cher", [], LIMITS)
    assert one.digest("p-1") == other.digest("p-1") != other.digest("p-2")
    titled = proposition_text("De l'eau", "corps", [], LIMITS)
    assert titled.digest("p") == proposition_text("De l’EAU.", "autre corps", [], LIMITS).digest("p")


def test_the_same_text_twice_is_refused_with_the_first() -> None:
    """[CO10]"""
    refused = refusal_of(P, "d1", wrote(5 * MINUTE_MS, 3 * MINUTE_MS))
    assert (refused.code, refused.facts) == (Code.DUPLICATE, {"id": "t1"})
    check_may_write(A, "d1", wrote(5 * MINUTE_MS), now=NOW, limits=LIMITS)
    check_may_write(P, "d0", wrote(5 * MINUTE_MS, withdrawn=True), now=NOW, limits=LIMITS)


def test_two_texts_of_a_kind_may_be_written_a_minute() -> None:
    """[CO7] The refusal says how long to wait; propositions and arguments are counted apart."""
    recent = wrote(50_000, 20_000)
    refused = refusal_of(P, "x", recent)
    assert (refused.code, refused.facts) == (Code.RATE_LIMITED, {"retry_after_ms": 10_000})
    check_may_write(A, "x", recent, now=NOW, limits=LIMITS)
    check_may_write(P, "x", recent, now=NOW + 10_000, limits=LIMITS)


def test_who_withdraws_and_writes_again_is_limited_too() -> None:
    """[CO7]"""
    assert refusal_of(P, "x", wrote(1, 2, withdrawn=True)).code is Code.RATE_LIMITED


def test_as_many_may_stand_as_the_limit_says() -> None:
    """[CO9]"""
    old = wrote(5 * MINUTE_MS, 6 * MINUTE_MS, 7 * MINUTE_MS)
    refused = refusal_of(P, "x", old)
    assert (refused.code, refused.facts) == (Code.LIMIT_REACHED, {"limit": 3})
    check_may_write(P, "x", [*old[:2], *wrote(8 * MINUTE_MS, withdrawn=True)], now=NOW, limits=LIMITS)


@pytest.mark.parametrize(
    ("by", "seen", "withdrawn", "code", "facts"),
    [
        ("ben", 2, False, Code.FORBIDDEN, {}),
        ("ada", 2, True, Code.CLOSED, {}),
        ("ada", 1, False, Code.CHANGED, {"version": 2}),
        ("ada", 3, False, Code.CHANGED, {"version": 2}),
    ],
)
def test_only_the_author_of_what_stands_may_change_it(
    by: str, seen: int, withdrawn: bool, code: Code, facts: dict[str, object]
) -> None:
    """[CO11]"""
    with pytest.raises(Refused) as refused:
        check_own("ada", by, version=2, seen=seen, withdrawn=withdrawn)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_an_author_may_change_what_they_saw() -> None:
    """[CO11]"""
    check_own("ada", "ada", version=2, seen=2, withdrawn=False)
    check_own("ada", "ada", version=2, seen=None, withdrawn=False)
    with pytest.raises(Refused):
        check_own(None, "ada", version=1, seen=1, withdrawn=False)


def test_a_text_has_only_so_many_versions() -> None:
    """[CO12] [H2] Each is compared with the one before, for everybody who looks."""
    check_may_rewrite(LIMITS.versions - 1, LIMITS)
    with pytest.raises(Refused) as refused:
        check_may_rewrite(LIMITS.versions, LIMITS)
    assert (refused.value.code, refused.value.facts) == (Code.LIMIT_REACHED, {"limit": LIMITS.versions})
