"""Parameters are read as the table of reads says, and refused in one shape."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.routing import Route

from hemicycle.http import query
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.integers import GREATEST
from hemicycle_protocol.reads import whole_number

RANKING = "/api/processes/{id}/ranking"
LIST = "/api/processes/{id}/propositions"


async def nobody(request: Request) -> None:
    """Where these requests would go."""


def asking(path: str, given: Mapping[str, str], **parts: str) -> Request:
    """A request of a path with these parameters, as the router hands it on."""
    return Request(
        {
            "type": "http",
            "route": Route(path, nobody),
            "query_string": urlencode(given).encode(),
            "path_params": parts,
        }
    )


@pytest.mark.parametrize("given", ["", "x", "-1", "+1", "1.5", "1e1", " 1", "1_0", "²", "٣", "9" * 5_000])
def test_what_is_no_number_in_digits_alone_is_none(given: str) -> None:
    assert whole_number(given) is None


def test_a_number_stands_within_its_bounds_and_both_belong_to_it() -> None:
    assert [whole_number(str(n), least=1, most=50) for n in (0, 1, 50, 51)] == [None, 1, 50, None]
    assert whole_number(str(GREATEST)) == GREATEST
    assert whole_number(str(GREATEST + 1)) is None


def test_a_number_that_is_not_given_is_the_default() -> None:
    assert query.number(asking(RANKING, {}), "limit", 20) == 20
    assert query.number(asking(RANKING, {}), "after", None) is None
    assert query.number(asking(RANKING, {"limit": "7"}), "limit", 20) == 7


def test_a_text_is_cut_and_one_of_a_few_is_one_of_them() -> None:
    assert query.text(asking(LIST, {"seed": " " + "s" * 99}), "seed") == "s" * 64
    assert query.text(asking(LIST, {}), "kind") == ""
    assert query.text(asking(LIST, {"kind": "cause"}), "kind") == "cause"


@pytest.mark.parametrize(("given", "found"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_a_flag_is_said_in_two_ways(given: str, found: bool) -> None:
    assert query.flag(asking(LIST, {"mine": given}), "mine") is found
    assert query.flag(asking(LIST, {}), "mine") is None


@pytest.mark.parametrize(
    ("path", "name", "given", "allowed"),
    [
        (RANKING, "limit", {"limit": "51"}, "1 to 50"),
        (RANKING, "after", {"after": "x"}, f"0 to {GREATEST}"),
        (LIST, "kind", {"kind": "idea"}, "problem, cause, solution"),
        (LIST, "official", {"official": "maybe"}, "true, false"),
        ("/api/my/votes", "process", {}, "1 to 200 characters"),
        ("/api/my/votes", "process", {"process": " "}, "1 to 200 characters"),
    ],
)
def test_a_refusal_names_the_field_and_what_is_allowed(
    path: str, name: str, given: dict[str, str], allowed: str
) -> None:
    def read() -> object:
        request = asking(path, given)
        if name == "official":
            return query.flag(request, name)
        return query.number(request, name, None) if path == RANKING else query.text(request, name)

    with pytest.raises(Refused) as refused:
        read()
    assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": name, "allowed": allowed})


def test_the_version_of_a_path_is_refused_alike() -> None:
    path = "/api/processes/{id}/bill/versions/{number}"
    assert query.version_in_path(asking(path, {}, number="3"), "number") == 3
    with pytest.raises(Refused) as refused:
        query.version_in_path(asking(path, {}, number="three"), "number")
    assert refused.value.facts == {"field": "number", "allowed": "0 to 1000000"}
