"""What the database is asked for the pages of a consultation ten times as large as the real one, and how.

Two consultations are made, one of the real size and one ten times that, through the operator's own commands:
`import` for the texts, `export` and `import-process` for the votes. Then `hemicycle explain` asks for each
page as a stranger would. `db` is what the statements take alone, `grows` how many times longer they take at
ten times the size: what grows with its page alone stays near 1. `rows` is what the database hands over.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from . import consultation
from .postgres import analyse, postgres_server
from .report import Row, report
from .swarm import scratch
from .target import told

SCALES = (1.0, 10.0)
LIMIT = 20


def main() -> None:
    """`python -m load_tests queries`."""
    parser = argparse.ArgumentParser(prog="python -m load_tests queries", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--times", type=int, default=15, help="how often each page is asked for")
    parser.add_argument("--plans", action="store_true", help="print how each statement is answered, too")
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size, to see that it works")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    scales = [0.01, 0.1] if options.quick else list(SCALES)
    answers = asyncio.run(_run(options.database, scales, options.times))
    if options.plans:
        _print_plans(answers[-1])
    report(_rows(options.database, *answers), options.json)


async def _run(database: str, scales: list[float], times: int) -> list[dict[str, Any]]:
    return [await _measure(database, scale, times) for scale in scales]


async def _measure(database: str, scale: float, times: int) -> dict[str, Any]:
    """Each page of a consultation of that size: what `hemicycle explain` says of it."""
    size = consultation.Size(*(round(part * scale) for part in consultation.size_of(1)))
    with scratch() as name:
        folder = Path(name)
        export = await _export(folder, size)
        async with _opened(folder, database) as environment:
            print(await told(environment, "import-process", str(export)), flush=True)
            if database == "postgresql":
                analyse(folder)
            process = json.loads((export / "manifest.json").read_text())["process"]
            pages = _pages(process, export)
            told_of = await told(environment, "explain", *pages.values(), "--times", str(times), "--json")
            await _recount(environment)
    return dict(zip(pages, json.loads(told_of), strict=True))


async def _export(folder: Path, size: consultation.Size) -> Path:
    """The whole consultation as an export, made on a database that is thrown away."""
    texts, export = folder / "texts.jsonl.gz", folder / "export"
    consultation.write_texts(texts, size)
    environment = _environment(folder / "first", "")
    said = await told(environment, "import", str(texts), "--title", "Consultation")
    found = re.search(r"is in process ([\w-]+)", said)
    if found is None:
        raise SystemExit(f"hemicycle import said: {said}")
    await told(environment, "export", found[1], str(export))
    consultation.add_votes(export, size)
    return export


async def _recount(environment: dict[str, str]) -> None:
    if "0 differences" not in await told(environment, "recount"):
        raise SystemExit("the tallies differ from the ballots")


def _pages(process: str, export: Path) -> dict[str, str]:
    """What is asked for, by the name it has in the table."""
    base = f"/api/processes/{process}"
    propositions = json.loads((export / "propositions.json").read_text())
    newest = sorted(_ms(record["created_at"]) for record in propositions)
    late = {
        "random": f"{2**31 // 50}.0",
        "agreed": "1.0",
        "voted": "2.0",
        "newest": f"{newest[len(newest) // 50]}.0",
    }
    busy = propositions[0]["id"]
    lists = {
        f"list, {sort}, {place}": f"{base}/propositions?sort={sort}&seed=s&limit={LIMIT}{more}"
        for sort, after in late.items()
        for place, more in (("first page", ""), ("late page", f"&after={after}"))
    }
    return {
        **lists,
        "list, one section": f"{base}/propositions?sort=agreed&section=Section%203&limit={LIMIT}",
        "search, a common word": f"{base}/propositions?q=donn%C3%A9es&limit={LIMIT}",
        "search, two words": f"{base}/propositions?q=neutralit%C3%A9+mot77&limit={LIMIT}",
        "proposition": f"/api/propositions/{busy}",
        "process, with totals": base,
        "ranking": f"{base}/ranking",
        "register": f"{base}/register",
        "front page": "/api/home",
    }


def _ms(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp() * 1000)


def _rows(database: str, small: dict[str, Any], large: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for name, page in large.items():
        asked = sum(statement["ms"] for statement in page["statements"])
        before = sum(statement["ms"] for statement in small[name]["statements"])
        rows.append(
            {
                "database": database,
                "page": name,
                "status": page["status"],
                "kb": round(page["bytes"] / 1000, 1),
                "ms_real_size": round(small[name]["median_ms"], 2),
                "ms_ten_times": round(page["median_ms"], 2),
                "db_ms_real_size": round(before, 2),
                "db_ms_ten_times": round(asked, 2),
                "grows": round(asked / before, 1) if before else None,
                "rows": sum(statement["rows"] for statement in page["statements"]),
                "how": _how(page["statements"]),
            }
        )
    return rows


def _how(statements: list[dict[str, Any]]) -> str:
    """The slowest statement's plan, without what is the same for all."""
    slowest = max(statements, key=lambda statement: statement["ms"], default=None)
    if slowest is None:
        return "asks nothing"
    lines = [re.sub(r"\(actual.*|\(never.*", "", line).strip(" ->") for line in slowest["plan"]]
    wanted = [
        line for line in lines if re.search(r"SCAN|SEARCH|Scan|SORT|Sort|B-TREE|Join|Loop|Aggregate", line)
    ]
    return "; ".join(wanted)[:200]


def _print_plans(pages: dict[str, Any]) -> None:
    for name, page in pages.items():
        print(f"\n{name}: {page['path']}")
        for statement in page["statements"]:
            print(f"  {statement['ms']:.2f} ms  {' '.join(statement['sql'].split())[:300]}")
            print("\n".join(f"      {line}" for line in statement["plan"]))


@asynccontextmanager
async def _opened(folder: Path, database: str) -> AsyncIterator[dict[str, str]]:
    """The environment of a command whose database is a new one of that kind."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres_server(folder)) if database == "postgresql" else ""
        yield _environment(folder / "second", url)


def _environment(var: Path, url: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")}
    return {
        **inherited,
        "HEMICYCLE_VAR_DIR": str(var),
        "HEMICYCLE_SECRET_KEY": secrets.token_urlsafe(48),
        "HEMICYCLE_STAGES": "elsewhere",
        "HEMICYCLE_LOG_LEVEL": "error",
        **({"HEMICYCLE_DATABASE_URL": url} if url else {}),
    }
