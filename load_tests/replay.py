"""A whole consultation voted again by citizens with sessions of their own, and every number compared.

The file says how many agreed, hesitated or disagreed with each proposition and how many supported each
argument, not who. So the votes are dealt out: each citizen gets different ones, in an order of their own,
opens a session, votes on one after the other and leaves. Nobody votes twice on a thing, and the totals are
the file's.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hemicycle_protocol.messages import Command, Hello, Pong

from . import machine
from .report import Row
from .swarm import Swarm, opening, scratch
from .target import Target, recount, run_hemicycle

DEFAULT_FILE = Path("../shared/data/republique-numerique-2015.jsonl.gz")
CITIZENS = 6_000
AT_ONCE = 400
REPLAY_S = 900
# Who votes after whom on what; any other seed gives the same totals.
SEED = 2015

Counts = Mapping[str, int]


async def replay(file: Path) -> list[Row]:
    """Import the file into a fresh server and vote all its votes there; one row.

    Raises:
        SystemExit: the file cannot be read, a vote was not acknowledged, or a number differs.
    """
    wanted, supported = read_votes(file), read_supports(file)
    with scratch() as name:
        folder = Path(name)
        async with run_hemicycle(folder, consultation=file) as target:
            votes = {f"{target.process}-p{id_}": counts for id_, counts in wanted.items()}
            supports = {f"{target.process}-a{id_}": counts for id_, counts in supported.items()}
            await asyncio.to_thread(_compare_cards, target, "imported", votes)
            row = await _voted(folder, target, votes, supports)
            await asyncio.to_thread(_compare_cards, target, "tally", votes)
            await asyncio.to_thread(_compare_board, target, votes, supports)
        row["differences"] = await recount(folder)
    if row["differences"]:
        raise SystemExit(f"the ballots were counted again: {row['differences']} differences")
    return [row]


def read_votes(file: Path) -> dict[str, Counts]:
    """The totals of each proposition of the file, by its id there."""
    return _read(file, lambda propositions: {str(one["id"]): one["votes"] for one in propositions})


def read_supports(file: Path) -> dict[str, Counts]:
    """The supports of each argument of the file, by its id there."""
    return _read(
        file,
        lambda propositions: {
            str(argument["id"]): {"support": argument["votes"]}
            for one in propositions
            for argument in one["arguments"]
        },
    )


def _read(file: Path, counts_of: Callable[[list[Any]], dict[str, Counts]]) -> dict[str, Counts]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            return counts_of([json.loads(line) for line in lines if line.strip()])
    except OSError as error:
        raise SystemExit(f"{file} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise SystemExit(f"{file} is not a consultation: {error!r}") from None


def deal(votes: Mapping[str, Counts]) -> list[list[tuple[str, str]]]:
    """What each citizen votes, as (what on, choice); as many or one fewer than everybody else."""
    draw = random.Random(SEED)
    citizens = max(CITIZENS, *(sum(counts.values()) for counts in votes.values()))
    hands: list[list[tuple[str, str]]] = [[] for _ in range(citizens)]
    turn = 0
    for proposition, counts in votes.items():
        choices = [choice for choice, count in counts.items() for _ in range(count)]
        draw.shuffle(choices)
        for choice in choices:
            hands[turn % citizens].append((proposition, choice))
            turn += 1
    draw.shuffle(hands)
    for hand in hands:
        draw.shuffle(hand)
    return [hand for hand in hands if hand]


async def _voted(
    folder: Path, target: Target, votes: Mapping[str, Counts], supports: Mapping[str, Counts]
) -> dict[str, object]:
    hands = deal({**votes, **supports})
    script, pong = folder / "script", folder / "pong"
    with script.open("wb") as file:
        for number, hand in enumerate(hands):
            file.write(_script(target.token(f"citizen-{number}", "citizen"), hand))
    pong.write_bytes(opening(Pong(0)))
    before = machine.usage(*target.pids)
    async with Swarm("citizens", script, pong, AT_ONCE, target.port) as swarm:
        got: dict[str, Any] = json.loads(await swarm.line(REPLAY_S))
    spent_s = machine.usage(*target.pids).cpu_s - before.cpu_s
    total = sum(map(len, hands))
    if got["acknowledged"] != total or got["sessions"] != len(hands):
        raise SystemExit(f"not every vote of {total} was acknowledged: {got}")
    return {
        "propositions": len(votes),
        "citizens": len(hands),
        "at_once": AT_ONCE,
        "votes": total,
        "of_arguments": sum(sum(counts.values()) for counts in supports.values()),
        "seconds": round(got["seconds"], 1),
        "acks_per_s": round(total / got["seconds"]),
        "p50_ms": round(got["p50_us"] / 1000, 1),
        "p99_ms": round(got["p99_us"] / 1000, 1),
        "server_cpu_s": round(spent_s, 1),
        "cpu_us_per_vote": round(spent_s * 1e6 / total),
    }


def _script(token: str, hand: Sequence[tuple[str, str]]) -> bytes:
    """What a citizen says, as `c/citizens.c` reads it."""
    said = [opening(Hello([1], token))]
    for ref, (on, choice) in enumerate(hand, start=1):
        if choice == "support":
            said.append(opening(Command(ref, "vote_argument", {"argument": on, "on": True, "seq": ref})))
        else:
            said.append(opening(Command(ref, "vote", {"proposition": on, "choice": choice, "seq": ref})))
    parts = [len(part).to_bytes(2, "big") + part for part in said]
    return len(said).to_bytes(2, "big") + b"".join(parts)


def _compare_cards(target: Target, field: str, votes: Mapping[str, Counts]) -> None:
    """What the pages show of each proposition, `imported` or voted here (`tally`), is what the file says."""
    shown = {card["id"]: _nonzero(card.get(field) or {}) for card in _cards(target)}
    _compare(f"the pages ({field})", {id_: shown.get(id_, {}) for id_ in votes}, votes)


def _compare_board(target: Target, votes: Mapping[str, Counts], supports: Mapping[str, Counts]) -> None:
    """So is what stands on the boards, as a newcomer gets it."""
    keys = _keys(target, "board")
    prefix = "proposition/"
    shown = {key.removeprefix(prefix): _nonzero(value) for key, value in keys.items() if prefix in key}
    _compare("the board", shown, {id_: counts for id_, counts in votes.items() if _nonzero(counts)})
    leaned = {
        key.removeprefix("argument/"): {"support": int(value)}
        for proposition in votes
        for key, value in _keys(target, f"arguments/{proposition}").items()
    }
    _compare(
        "the boards of arguments", leaned, {i: counts for i, counts in supports.items() if _nonzero(counts)}
    )
    total = sum(sum(counts.values()) for counts in votes.values())
    if keys["totals"].get("votes_cast") != total:
        raise SystemExit(f"the board says {keys['totals']}, but {total} votes were cast")


def _keys(target: Target, part: str) -> dict[str, Any]:
    """What a board of the process says to somebody new."""
    with _open(target, f"/api/topics/process/{target.process}/{part}") as stream:
        line = next(line for line in stream if line.startswith(b"data:"))
    keys: dict[str, Any] = json.loads(line[5:]).get("snapshot", {})
    return keys


def _compare(what: str, shown: Mapping[str, Counts], votes: Mapping[str, Counts]) -> None:
    wanted = {id_: _nonzero(counts) for id_, counts in votes.items()}
    wrong = [id_ for id_ in wanted.keys() | shown.keys() if shown.get(id_) != wanted.get(id_)]
    if wrong:
        one = sorted(wrong)[0]
        raise SystemExit(
            f"{what}: {len(wrong)} differ from the file, "
            f"{one} with {shown.get(one)} instead of {wanted.get(one)}"
        )
    print(f"{what}: {len(wanted)} as in the file")


def _cards(target: Target) -> Iterator[dict[str, Any]]:
    query = {"sort": "newest", "limit": "50"}
    while True:
        path = f"/api/processes/{target.process}/propositions?{urllib.parse.urlencode(query)}"
        with _open(target, path) as answer:
            page: dict[str, Any] = json.load(answer)
        yield from page["propositions"]
        if page.get("after") is None:
            return
        query["after"] = page["after"]


def _open(target: Target, path: str) -> Any:
    return urllib.request.urlopen(f"http://127.0.0.1:{target.port}{path}", timeout=60)


def _nonzero(counts: Counts) -> dict[str, int]:
    return {choice: count for choice, count in counts.items() if count}
