"""The overview of the real consultation in a browser, all its counters moving: main thread for each update.

The node is in this process, so that every key of its board can be set at once; what the page hears, decodes,
computes and draws is what it would of votes. The main thread is measured in CPU time, by the browser itself:
`python -m tests.bench.overview`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

from playwright.async_api import CDPSession, Page, async_playwright

from hemicycle.app import Node, open_node
from hemicycle.config import read_config
from hemicycle.live import make_protocol
from hemicycle.serving import listen, make_server
from tests.support.real_consultation import REAL

CHROMIUM = "/usr/bin/chromium-headless-shell"
# The page shows what is new at most once a second.
UPDATE_MS = 1_200
CLOSES_IN_MS = 86_400_000
PARTS = {
    "task_ms": "TaskDuration",
    "script_ms": "ScriptDuration",
    "layout_ms": "LayoutDuration",
    "style_ms": "RecalcStyleDuration",
}


async def run(file: Path, updates: int, width: int) -> list[dict[str, object]]:
    """One page of which every counter moves so many times, and as often none."""
    with tempfile.TemporaryDirectory() as folder:
        listener = listen("127.0.0.1", 0)
        site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = read_config(base_url=site, var_dir=Path(folder), demo=True)
        async with open_node(config, site=site) as node, async_playwright() as playwright:
            process, _ = await node.services.process.creation.import_process(
                file, title="République numérique", closes_at=node.clock.now() + CLOSES_IN_MS
            )
            server = make_server(node.application, make_protocol(node.live), node.http_limits)
            serving = asyncio.create_task(server.serve([listener]))
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = await browser.new_page(viewport={"width": width, "height": 900}, locale="fr-FR")
            await page.goto(f"{site}/processes/{process}/overview")
            await page.locator("canvas").wait_for()
            await page.wait_for_timeout(3 * UPDATE_MS)
            rows = await _measure(node, page, process, updates)
            await browser.close()
            node.feeds.close()
            server.should_exit = True
            await serving
    return rows


async def _measure(node: Node, page: Page, process: str, updates: int) -> list[dict[str, object]]:
    overview = await node.services.consultation.overviews.page(None, process, now=node.clock.now())
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    still = [await _spent(session, page) for _ in range(updates)]
    moving = []
    for n in range(1, updates + 1):
        keys = {
            f"proposition/{id_}": {"agree": n * (k % 10 < 8), "mixed": n * (k % 10 == 8), "disagree": n // 2}
            for k, id_ in enumerate(overview.ids)
        }
        node.hub.publish_board(f"process/{process}/board", keys)
        moving.append(await _spent(session, page))
    return [
        {"counters": 0, **_medians(still)},
        {"counters": len(overview.ids), **_medians(moving)},
    ]


async def _spent(session: CDPSession, page: Page) -> dict[str, float]:
    """What the main thread does within the time of one update, ms."""
    before = await _metrics(session)
    await page.wait_for_timeout(UPDATE_MS)
    after = await _metrics(session)
    return {name: 1_000 * (after[metric] - before[metric]) for name, metric in PARTS.items()}


async def _metrics(session: CDPSession) -> dict[str, float]:
    answer = await session.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in answer["metrics"]}


def _medians(spent: list[dict[str, float]]) -> dict[str, object]:
    medians = {name: round(statistics.median(one[name] for one in spent), 2) for name in PARTS}
    return {**medians, "task_max_ms": round(max(one["task_ms"] for one in spent), 1)}


def main() -> None:
    """Measure the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.overview")
    parser.add_argument("--file", type=Path, default=REAL)
    parser.add_argument("--updates", type=int, default=30)
    parser.add_argument("--width", type=int, default=1_440)
    given = parser.parse_args()
    for row in asyncio.run(run(given.file, given.updates, given.width)):
        print(row)


if __name__ == "__main__":
    main()
