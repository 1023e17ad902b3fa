"""The names of topics."""

import pytest

from hemicycle_protocol.topics import GRAMMAR, Kind, parse_topic


@pytest.mark.parametrize(("scope", "part"), GRAMMAR)
def test_every_kind_of_topic_is_told_from_its_name(scope: str, part: str) -> None:
    """[T1] `scope/id` or `scope/id/part`."""
    name = f"{scope}/An_id-1" + (f"/{part.replace('*', 'p1')}" if part else "")
    topic = parse_topic(name)
    assert topic is not None
    assert (topic.name, topic.kind, topic.scope, topic.id) == (name, GRAMMAR[scope, part], scope, "An_id-1")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "debate",
        "debate/",
        "debate/é",
        "debate/a b",
        "debate/" + "a" * 65,
        "debate/d1/",
        "debate/d1/none",
        "debate/d1/seat",
        "debate/d1/seat/",
        "debate/d1/seat/a b",
        "debate/d1\n",
        "nothing/d1",
    ],
)
def test_what_the_grammar_does_not_have_is_no_topic(name: str) -> None:
    """[T1] An id has 1 to 64 letters, digits, `_` and `-`."""
    assert parse_topic(name) is None


def test_an_id_may_be_as_long_as_the_rule_says() -> None:
    """[T1]"""
    topic = parse_topic("person/" + "a" * 64)
    assert topic is not None
    assert topic.kind is Kind.LOG
