"""What a stranger can read of a process, as tables; and programs that look for people's votes in it.

A program does not know who voted what; whether it found out is judged by who does.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from hemicycle.services.consultation.reading import ListQuery
from hemicycle_protocol.errors import Refused

from .nodes import PROCESS, Node

Record = dict[str, Any]
Look = dict[str, list[Record]]
# Instants are compared as they are, and as somebody would who knows them roughly.
GRAINS = (24, 19, 16, 13)


async def look(node: Node, debate: str) -> Look:
    """Everything public of the process and a debate of it: files, boards, logs, feeds, pages."""
    services = node.services
    found: Look = {}
    for type_ in (await services.open_data.page(None, PROCESS)).types:
        if "json" in type_.formats:
            _, parts = await services.open_data.file(None, PROCESS, type_.name, "json")
            found[type_.name] = json.loads(b"".join([part async for part in parts()]))
    propositions = [record["id"] for record in found["propositions"]]
    topics = [f"process/{PROCESS}/board", f"debate/{debate}/board"]
    topics += [f"process/{PROCESS}/arguments/{id_}" for id_ in propositions]
    for topic in topics:
        _, keys = await services.kernel.source.board(topic)
        found[f"board {topic}"] = [{"key": key, "value": value} for key, value in keys.items()]
    for topic in (f"process/{PROCESS}", f"debate/{debate}"):
        _, view = await services.kernel.source.snapshot(topic)
        found[f"log {topic}"] = [_built(view)]
        sent = await node.database.log.read(topic, limit=10_000)
        found[f"stream {topic}"] = [_built(event) for event in sent]
    feed = await services.notices.feed.feed(None, PROCESS, "fr")
    now = node.clock.now()
    pages: dict[str, Sequence[object]] = {
        "feed": [{"body": feed.body.decode()}],
        "ranking": (
            await services.consultation.rankings.page(None, PROCESS, after=0, limit=50, now=now)
        ).items,
        "overview": [await services.consultation.overviews.page(None, PROCESS, now=now)],
        "supporters": (await services.mobilisation.reading.supporters(None, PROCESS, None)).supporters,
        "curve": (await services.mobilisation.reading.curve(None, PROCESS)).points,
        "mobilisation": [await services.mobilisation.reading.page(None, PROCESS)],
        "list": [await services.consultation.reading.propositions(None, PROCESS, ListQuery())],
        "process": [await services.consultation.reading.process(None, PROCESS)],
    }
    for id_ in propositions:
        try:
            pages[f"page {id_}"] = [await services.consultation.reading.proposition(None, id_)]
        except Refused:
            continue
    return found | {f"page {name}": [_built(each) for each in rows] for name, rows in pages.items()}


def names_in(seen: Look, names: Collection[str]) -> dict[str, int]:
    """How often each of these names stands somewhere."""
    text = json.dumps(seen, ensure_ascii=False)
    return {name: text.count(name) for name in names}


def asides_in(seen: Look) -> set[str]:
    """The texts that are out of the counts, with all that was voted on them."""
    return {record["target"] for record in seen["set_aside"]}


def counts_in(seen: Look, *, without: Collection[str]) -> dict[str, Any]:
    """Every count of votes, by where it stands; totals too, unless some texts are left out."""
    counts: dict[str, Any] = {}
    for table, rows in seen.items():
        for row in rows:
            if table in ("tallies", "debate_tallies"):
                counts[f"{table} {row['target']} {row['choice']}"] = row["count"]
            elif table.startswith("board"):
                counts[f"{table} {row['key']}"] = row["value"]
    totals = ("totals", "votes_cast", "voters")
    left_out = {*without, *(totals if without else ())}
    return {place: count for place, count in counts.items() if left_out.isdisjoint(place.split())}


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """What is not as it was; what is not said is none."""
    keys = before.keys() | after.keys()
    return {key for key in keys if (before.get(key) or 0) != (after.get(key) or 0)}


# --- programs ---------------------------------------------------------------------------------------

Owner = Callable[[Record], str]
Pair = tuple[Sequence[str], Sequence[str]]


def join_columns(seen: Look, names: Collection[str], owner: Owner) -> list[str]:
    """Joins of any public table that has names with the ballots, on any two columns, that find voters.

    A join finds them if what it says is true far more often than a guess would be.
    """
    ballots = [_flat(record) for record in seen["ballots"]]
    owners = [owner(record) for record in seen["ballots"]]
    guess = 1 / len(set(owners))
    by_column: dict[str, dict[object, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, ballot in enumerate(ballots):
        for column, value in _values(ballot):
            by_column[column][value].add(place)
    found = []
    for table, rows in seen.items():
        if table == "ballots":
            continue
        said: dict[str, dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
        for row in map(_flat, rows):
            for name in {value for value in row.values() if value in names}:
                for column, value in _values(row):
                    said[column][name].add(value)
        for (mine, of_names), (theirs, places) in itertools.product(said.items(), by_column.items()):
            pairs = {
                (name, place)
                for name, values in of_names.items()
                for value in values
                for place in places.get(value, ())
            }
            hits = sum(owners[place] == name for name, place in pairs)
            if hits >= 2 and hits / len(pairs) > max(0.5, 2 * guess):
                found.append(f"{table}.{mine} = ballots.{theirs}: {hits} of {len(pairs)}")
    return found


def join_orders(seen: Look, names: Collection[str], owner: Owner) -> list[str]:
    """Orders of rows that tell who voted: ballots in the same order on most targets, or in that of names.

    A few targets have one order by chance: there are few orders of few people.
    """
    by_target: dict[str, list[str]] = defaultdict(list)
    for record in seen["ballots"]:
        by_target[record["target"]].append(owner(record))
    orders = [*by_target.values()]
    found: list[tuple[str, Iterable[Pair]]] = [("ballots", itertools.combinations(orders, 2))]
    for table, rows in seen.items():
        told = list(dict.fromkeys(v for row in map(_flat, rows) for v in row.values() if v in names))
        if table != "ballots":
            found.append((table, zip(itertools.repeat(told), orders, strict=False)))
    return [table for table, pairs in found if _are_mostly_one_order(pairs)]


def find_profiles(seen: Look) -> list[str]:
    """Columns by which ballots on several targets are known to be one person's."""
    texts: dict[str, dict[object, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in seen["ballots"]:
        for column, value in _flat(record).items():
            if column not in ("process", "target", "choice", "counted", "version"):
                texts[column][value].add(record["target"])
    return [
        column for column, values in texts.items() if any(len(targets) > 1 for targets in values.values())
    ]


def compare_counts(seen: Look) -> list[str]:
    """Two public numbers of one thing that differ: by the vote of somebody who is special to it."""
    ways: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in seen["tallies"]:
        ways[row["target"], row["choice"]]["tallies"] = row["count"]
    for row in seen["rankings"]:
        for choice in ("agree", "mixed", "disagree"):
            ways[f"proposition/{row['proposition']}", choice]["rankings"] = row[choice]
    cast = Counter((row["target"], row["choice"]) for row in seen["ballots"])
    for place, count in cast.items():
        ways[place]["ballots"] = count
    for row in seen[f"board process/{PROCESS}/board"]:
        if row["key"].startswith("proposition/"):
            for choice, count in row["value"].items():
                ways[row["key"], choice]["board"] = count
    wanted = {"tallies", "rankings", "ballots", "board"}
    return [
        f"{target} {choice}: {numbers}"
        for (target, choice), numbers in sorted(ways.items())
        if target.startswith("proposition/") and len({numbers.get(way, 0) for way in wanted}) > 1
    ]


def find_exact_instants(seen: Look, names: Collection[str]) -> list[str]:
    """Instants beside a name, or of a fact that comes with one, that are told closer than to the minute.

    The topics of a live debate are left out: whoever follows it sees each question as it comes.
    """
    found = []
    for table, rows in seen.items():
        if table.partition(" ")[2].startswith("debate/"):
            continue
        for row in (inner for whole in rows for inner in _inner(whole)):
            is_of_text = str(row.get("type", "")).startswith(("proposition_", "argument_", "question_"))
            if is_of_text or any(value in names for value in row.values() if isinstance(value, str)):
                found += [
                    f"{table} {column} {value}"
                    for column, value in row.items()
                    if column.endswith("at") and value is not None and not _is_on_a_minute(value)
                ]
    return found


def _inner(value: object) -> Iterator[Record]:
    """Every record in a record, at any depth."""
    if isinstance(value, dict):
        yield value
    parts: Iterable[object] = ()
    if isinstance(value, dict):
        parts = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    for part in parts:
        yield from _inner(part)


def _is_on_a_minute(value: object) -> bool:
    if isinstance(value, str) and len(value) == GRAINS[0] and value[10:11] == "T":
        return value.endswith(":00.000Z")
    return not isinstance(value, int) or value % 60_000 == 0


def _are_mostly_one_order(pairs: Iterable[Pair]) -> bool:
    """Whether the same people stand in the same order, or in the opposite one, in most of these pairs."""
    same = several = 0
    for one, other in pairs:
        shared = set(one) & set(other)
        mine, theirs = ([name for name in order if name in shared] for order in (one, other))
        several += len(shared) > 4
        same += len(shared) > 4 and mine in (theirs, theirs[::-1])
    return same * 2 > several


def _values(row: Record) -> Iterator[tuple[str, object]]:
    for column, value in row.items():
        if isinstance(value, str) and len(value) == GRAINS[0] and value[10:11] == "T":
            for grain in GRAINS:
                yield f"{column} to {grain}", value[:grain]
        elif value not in (None, "", True, False):
            yield column, value


def _flat(record: Record, above: str = "") -> Record:
    flat: Record = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{above}{name}.")
        else:
            flat[above + name] = json.dumps(value) if isinstance(value, list) else value
    return flat


def _built(value: object) -> Record:
    built = msgspec.to_builtins(value)
    return built if isinstance(built, dict) else {"value": built}
