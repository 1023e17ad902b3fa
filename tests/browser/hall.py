"""A real server for browser tests: a node and its stage as processes, with a process, a debate and links."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hemicycle.app import Node, open_node
from hemicycle.config import read_config
from hemicycle.services.process.plan import NewArgument, NewDebate, NewProcess, NewProposition
from hemicycle.watchdog import BUSY
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import AgendaItem, AgendaKind, Phase, PhasePlan, Role, Seat, Side
from tests.support.databases import sqlite_database
from tests.support.moved_clock import MovedClock
from tests.support.ports import keep_port

ROOT = Path(__file__).parents[2]
PROCESS, DEBATE = "eau", "soiree"
ORGANISER_EMAIL = "organisation@exemple.fr"
READY_S = 40.0
DAY_MS = 86_400_000
PROPOSITIONS = [
    ("Publier chaque mois l’état des nappes", "Les mesures existent ; elles doivent être lisibles par tous."),
    ("Réparer les fuites avant de bâtir", "Un litre sur cinq se perd avant d’arriver chez les gens."),
    ("Un tarif progressif de l’eau", "Les premiers litres à bas prix, le gaspillage au prix fort."),
]


@dataclass
class Hall:
    """Where it runs and the links of its people (paths)."""

    url: str
    var: Path
    links: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    log: Path = Path()
    # With one, the node goes by it: the test moves it (tests/support/moved_clock.py).
    clock: MovedClock | None = None

    def start(self) -> None:
        """Start the node; returns when it answers. Fails with the end of its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._command()],
                cwd=ROOT,
                env=environment(self.url, self.var),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + READY_S
        while not answers(f"{self.url}/readyz"):
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def _command(self) -> list[str]:
        if self.clock is None:
            return ["hemicycle", "serve"]
        return ["tests.support.moved_clock", str(self.clock.file)]

    def stop(self) -> None:
        """End the node and what it started."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        busy = busy_turns(self.log)
        assert not busy, "people waited for turns of the loop:\n" + "\n".join(busy)


def environment(url: str, var: Path) -> dict[str, str]:
    """The configuration of the node, as an operator would write it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HEMICYCLE_")}
    port = url.rpartition(":")[2]
    return kept | {
        "HEMICYCLE_PORT": port,
        "HEMICYCLE_HOST": "127.0.0.1",
        "HEMICYCLE_BASE_URL": url,
        "HEMICYCLE_VAR_DIR": str(var),
        "HEMICYCLE_DEMO": "1",
        "HEMICYCLE_DRAIN_S": "0.5",
        "HEMICYCLE_CONSENT": "0",
    }


def empty_hall(var: Path, *, clock: MovedClock | None = None) -> Hall:
    """A hall with nothing in it, its doors shut."""
    sqlite_database(var)
    return Hall(url=f"http://127.0.0.1:{keep_port()}", var=var, log=var / "server.log", clock=clock)


@contextmanager
def open_hall(var: Path, *, clock: MovedClock | None = None) -> Iterator[Hall]:
    """A hall with its doors open, until the block ends; a test that gives a clock may move it."""
    if not (ROOT / "client_web" / "dist" / "live.html").exists():
        raise AssertionError("the client is not built: run `make client`")
    hall = empty_hall(var, clock=clock)
    # Playwright's synchronous side keeps an event loop in this thread.
    with ThreadPoolExecutor(1) as other_thread:
        other_thread.submit(asyncio.run, _furnish(hall)).result()
    try:
        hall.start()
        yield hall
    finally:
        hall.stop()


async def _furnish(hall: Hall) -> None:
    """Everything an organiser prepares before the evening."""
    config = read_config(base_url=hall.url, var_dir=hall.var, demo=True)
    async with open_node(config, clock=hall.clock) as node:
        now = node.clock.now()
        debate = NewDebate(
            DEBATE,
            "L’eau en débat",
            now,
            agenda=[
                AgendaItem("ouverture", AgendaKind.OPENING, "Ouverture", 300_000),
                AgendaItem("questions", AgendaKind.QUESTIONS, "Questions du public", 1_200_000),
                AgendaItem("cloture", AgendaKind.CLOSING, "Clôture", 300_000),
            ],
            seats=[
                Seat("1", "Élise Vannier", Side.PARLIAMENTARIAN),
                Seat("2", "Karim Belkacem", Side.CITIZENS),
                Seat("3", "Inès Martin", Side.CITIZENS),
            ],
        )
        arguments = [
            NewArgument("for", "C’est simple à mettre en place.", "Sacha"),
            NewArgument("against", "Qui va payer ?", "Camille"),
        ]
        process = NewProcess(
            PROCESS,
            "Pour une eau bien partagée",
            "Comment garder de l’eau pour tous, été comme hiver ?",
            phases=[
                PhasePlan(Phase.PRESENTATION, now - 40 * DAY_MS, now - 20 * DAY_MS),
                PhasePlan(Phase.CONSULTATION, now - 20 * DAY_MS, now + 10 * DAY_MS),
                PhasePlan(Phase.DEBATE, now - DAY_MS, now + 10 * DAY_MS),
            ],
            propositions=[
                NewProposition(title, body, "Solutions", "Lina B.", arguments=arguments)
                for title, body in PROPOSITIONS
            ],
            debates=[debate],
        )
        await node.services.process.creation.create_process(process)
        await node.services.people.accounts.add_account(
            ORGANISER_EMAIL, name="L’organisation", roles=[Role.CITIZEN, Role.ORGANISER]
        )
        await _invite(node, hall)


async def _invite(node: Node, hall: Hall) -> None:
    people = [
        ("elue", Role.PANELIST, "Élise Vannier", "1"),
        ("karim", Role.PANELIST, "Karim Belkacem", "2"),
        ("ines", Role.PANELIST, "Inès Martin", "3"),
        ("ali", Role.MODERATOR, "Ali", None),
        ("zoe", Role.MODERATOR, "Zoé", None),
        ("hote", Role.HOST, "Nour", None),
        ("velotypie", Role.CAPTIONER, "Velia", None),
    ]
    for key, role, name, seat in people:
        invitation = await node.services.people.invitations.create(
            NewInvitation(DEBATE, role, name, seat=seat)
        )
        assert invitation.link is not None
        hall.links[key] = invitation.link


def busy_turns(log: Path) -> list[str]:
    """What a log says of turns of the loop that worked too long (`hemicycle.watchdog`).

    Turns that were only slow are not among them: the machine runs browsers, encoders and other tests too.
    """
    return [line for line in log.read_text().splitlines() if BUSY in line]


def answers(url: str) -> bool:
    """Whether a request is answered 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
