"""What is found among a few arguments whose thoughts are plain."""

import json
import subprocess
import sys

import pytest

from hemicycle.likeness.groups import ARGUMENTS, Given, Known, group

SECRET = [
    "L’isoloir garantit le secret du vote.",
    "Sans isoloir, le secret n’est plus garanti.",
    "Un vote sans isoloir perd son secret.",
]
COST = [
    "Les machines coûtent cher aux communes.",
    "Trop cher pour une petite commune.",
    "La commune paiera ces machines, et cher.",
]
ALL = [Given(f"a{n}", text) for n, text in enumerate([*SECRET, *COST, "Vive les bananes."])]


def test_arguments_that_say_the_same_are_grouped() -> None:
    near, groups = group(ALL, [])
    assert near == []
    assert [sorted(one.arguments) for one in groups] == [["a0", "a1", "a2"], ["a3", "a4", "a5"]]
    assert "isoloir" in groups[0].words
    assert "secret" in groups[0].words
    assert "cher" in groups[1].words


def test_arguments_near_a_family_are_said_to_belong_there() -> None:
    near, groups = group(
        ALL[1:], [Known("f1", "Secret du vote", [SECRET[0]]), Known("f2", "Le coût", [COST[0]])]
    )
    assert {(one.argument, one.family) for one in near} >= {("a1", "f1"), ("a2", "f1"), ("a4", "f2")}
    placed = {one.argument for one in near}
    assert not placed & {id_ for one in groups for id_ in one.arguments}
    assert "a6" not in placed


def test_who_supports_what_is_a_second_signal() -> None:
    """Two texts without a word in common are brought together by the same supporters, others are not."""
    texts = [
        Given("a", "Les communes paieront.", ["v1", "v2"]),
        Given("b", "Budget local étranglé.", ["v1", "v2"]),
    ]
    assert [sorted(one.arguments) for one in group(texts, [])[1]] == [["a", "b"]]
    strangers = [texts[0], texts[1]._replace(supporters=["v3", "v4"])]
    assert group(strangers, [])[1] == []


def test_the_order_of_arguments_does_not_matter() -> None:
    there, back = group(ALL, [])[1], group(ALL[::-1], [])[1]
    assert [sorted(one.arguments) for one in there] == [sorted(one.arguments) for one in back]


def test_nothing_is_like_nothing() -> None:
    assert group([], []) == ([], [])
    assert group([Given("a", "…")], [Known("f", "")]) == ([], [])
    assert group([Given("a", "Oui"), Given("b", "la le")], []) == ([], [])
    assert group([Given("a", "bananes")], [Known("f", "…", ["!"])]) == ([], [])


def test_there_is_an_end_to_what_is_compared() -> None:
    many = [Given(f"a{n}", f"mot{n} banane") for n in range(ARGUMENTS + 5)]
    _, groups = group(many, [])
    assert sum(len(one.arguments) for one in groups) <= ARGUMENTS


@pytest.mark.slow
def test_the_program_reads_and_writes_json() -> None:
    question = {"arguments": [one._asdict() for one in ALL], "families": [Known("f", "Secret")._asdict()]}
    done = subprocess.run(
        [sys.executable, "-m", "hemicycle.likeness"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer.keys() == {"places", "families"}
    assert answer["places"][0].keys() == {"argument", "family", "likeness"}
