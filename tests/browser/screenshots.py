"""Photograph every page: `make screenshots` writes `var/screenshots/`.

First a process goes through its six phases, as in the browser test. Then the demonstration starts, a panelist
with a test camera joins it and is admitted, and each page is taken at both widths once it has settled. Those
that the documents show are kept in `docs/screenshots/`; whoever changes such a page copies it there.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from hemicycle.cli.meter import Meter
from tests.support.moved_clock import MovedClock
from tests.support.ports import keep_port

from . import test_six_phases
from .hall import ROOT, Hall, answers, environment, open_hall
from .journey import Journey
from .people import DESKTOP, PHONE, Crowd, Visitors, open_chromium
from .pictures import write_camera

OUT = ROOT / "var" / "screenshots"
SETTLE_MS = 1_500
GROW_S = 45.0
LABELS = {
    "Le débat": "debate",
    "Citoyenne": "citizen",
    "Panéliste, siège 8": "panelist",
    "Panéliste, siège 9": "join",
    "Modération (Malik Haddad)": "desk",
    "Animation (Camille Roussel)": "control",
    "Chiffres en direct": "board",
    "Incrustation OBS": "overlay",
}


@contextmanager
def open_demo(var: Path) -> Iterator[Hall]:
    """`hemicycle demo` with its links, until the block ends."""
    url = f"http://127.0.0.1:{keep_port()}"
    hall = Hall(url=url, var=var, log=var / "demo.log")
    env = {k: v for k, v in environment(url, var).items() if k != "HEMICYCLE_BASE_URL"}
    with hall.log.open("wb") as log:
        command = [sys.executable, "-m", "hemicycle", "demo"]
        demo = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + 90
        while "Ctrl-C" not in hall.log.read_text() or not answers(f"{url}/readyz"):
            if demo.poll() is not None or time.monotonic() > until:
                raise SystemExit(hall.log.read_text())
            time.sleep(0.2)
        for line in hall.log.read_text().splitlines():
            label, _, link = line.strip().rpartition(" ")
            if label.strip() in LABELS:
                hall.links[LABELS[label.strip()]] = "/" + link.split("/", 3)[3]
        yield hall
    finally:
        demo.send_signal(signal.SIGTERM)
        try:
            demo.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)


def take(meter: Meter, page: Page, name: str) -> None:
    """The page at both widths."""
    for width, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=OUT / f"{name}-{width}.png")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    meter.advance()


def photograph(hall: Hall, crowd: Crowd, panelists: Crowd, meter: Meter) -> None:
    """Everything, in an order that lets the debate fill up."""
    stage = panelists.panelist("panelist", "Louise Perrin")
    control = crowd.open(hall.links["control"])
    control.get_by_role("button", name="Entrer", exact=True).click()
    control.get_by_role("button", name="Faire entrer Louise Perrin sur le plateau").click()
    citizen = crowd.open(hall.links["citizen"])
    citizen.get_by_role("button", name="Entrer", exact=True).click()
    desk = crowd.open(hall.links["desk"])
    take(meter, desk, "enter")
    desk.get_by_role("button", name="Entrer", exact=True).click()
    for name, path in (
        ("home", "/"),
        ("demo-process", "/processes/commande-publique"),
        ("sign-in", "/sign-in"),
        ("outbox", "/outbox"),
        ("join", hall.links["join"]),
    ):
        page = crowd.open(path)
        expect(page.locator("h1").first).to_be_visible()
        take(meter, page, name)
        page.context.close()
    citizen.wait_for_timeout(GROW_S * 1000)
    newcomers = citizen.get_by_role("button", name="nouvelle").or_(
        citizen.get_by_role("button", name="Ordre")
    )
    if newcomers.first.is_visible():
        newcomers.first.click()
    take(meter, citizen, "debate")
    for tab, name in (("Vote", "debate-vote"), ("Débat", "debate-agenda")):
        citizen.get_by_role("tab", name=tab).click()
        take(meter, citizen, name)
    desk.locator("[data-row]").first.click()
    for name, page in (("desk", desk), ("control", control), ("stage", stage)):
        take(meter, page, name)
    board = crowd.open(hall.links["board"])
    take(meter, board, "board")
    people = crowd.open(hall.links["board"].replace("/board", "/people"), control.context)
    expect(people.locator("h1").first).to_be_visible()
    take(meter, people, "people")
    projector = crowd.open(hall.links["board"].replace("/board", "/projector"))
    projector.set_viewport_size({"width": 1920, "height": 1080})
    projector.wait_for_timeout(SETTLE_MS)
    projector.screenshot(path=OUT / "projector.png")
    overlay = crowd.open(hall.links["overlay"] + "?bloc=question&apercu=1")
    overlay.set_viewport_size({"width": 1920, "height": 1080})
    overlay.wait_for_timeout(SETTLE_MS)
    overlay.screenshot(path=OUT / "overlay.png")


def follow(visitors: Visitors, folder: Path, meter: Meter) -> list[str]:
    """The pages of the six phases, as the browser test comes by them; what went wrong in them."""
    clock = MovedClock(folder / "clock")
    with open_hall(folder / "hall", clock=clock) as hall:
        crowd = Crowd(visitors.browser(), hall)
        journey = Journey(hall, crowd, clock, test_six_phases.PROCESS, album=OUT)
        steps = [step for name, step in vars(test_six_phases).items() if name.startswith("test_")]
        meter.step("steps of the six phases", len(steps))
        for step in steps:
            step(journey)
            meter.advance()
        return crowd.errors


def main() -> None:
    """Make all pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    meter = Meter(asyncio.Event(), sys.stderr)
    with tempfile.TemporaryDirectory() as folder, meter.shown():
        var = Path(folder)
        with open_chromium() as visitors:
            print("\n".join(follow(visitors, var, meter)) or "no page of the six phases had an error")
        camera = write_camera(var / "camera.y4m", "blue")
        with open_demo(var) as hall, open_chromium() as visitors:
            crowd = Crowd(visitors.browser(), hall)
            meter.step("pages of the demonstration")
            photograph(hall, crowd, crowd.beside(visitors.browser(camera=camera)), meter)
            print("\n".join(crowd.errors) or "no page had an error")
    print(f"{len(list(OUT.iterdir()))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
