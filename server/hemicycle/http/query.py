"""The parameters of an address: read as the table of reads says, or refused with what would be allowed.

Every refusal is `INVALID` with `field` and `allowed`.
"""

from __future__ import annotations

from typing import TypeVar

from starlette.requests import Request

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.reads import READS, VERSIONS, Kind, Query, shape, whole_number

Default = TypeVar("Default")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def number(request: Request, name: str, default: Default) -> int | Default:
    """A number within its bounds; `default` where none is given."""
    query = _query(request, name, Kind.INTEGER)
    given = request.query_params.get(name)
    if given is None:
        return default
    found = whole_number(given, least=query.least, most=query.most)
    if found is None:
        raise _refused(query)
    return found


def text(request: Request, name: str) -> str:
    """A text, cut to its length; empty where none is given, which a parameter that is needed refuses."""
    query = _query(request, name, Kind.STRING)
    given = request.query_params.get(name, "").strip()[: query.most]
    if (query.is_needed and not given) or (query.choices and given and given not in query.choices):
        raise _refused(query)
    return given


def flag(request: Request, name: str) -> bool | None:
    """Yes or no; None where neither is said."""
    query = _query(request, name, Kind.BOOLEAN)
    given = request.query_params.get(name)
    if given is None:
        return None
    if given not in _BOOLEANS:
        raise _refused(query)
    return _BOOLEANS[given]


def version_in_path(request: Request, name: str) -> int:
    """The number of a version that is a part of the path."""
    found = whole_number(request.path_params[name], most=VERSIONS)
    if found is None:
        raise _refused(Query(name, "", Kind.INTEGER, most=VERSIONS))
    return found


def _query(request: Request, name: str, kind: Kind) -> Query:
    read = READS[shape(request.scope["route"].path)]
    query = next(each for each in read.query if each.name == name)
    assert query.kind is kind, f"{name} is {query.kind}"
    return query


def _refused(query: Query) -> Refused:
    return Refused(Code.INVALID, field=query.name, allowed=query.allowed)
