"""`hemicycle demo`: a node, its sample process, and the simulated people as processes of their own."""

from __future__ import annotations

import asyncio

import msgspec
import typer

from hemicycle.app import Node, serve
from hemicycle.auth.tokens import TokenKind, Tokens
from hemicycle.children import Child
from hemicycle.config import Config, read_secret
from hemicycle.demo_panel.order import Panel, PlannedItem, Seated
from hemicycle_protocol.views import Role, You

from .debate import POLLS
from .links import Link, make_links
from .people import Audience, Simulated
from .set_up import REAL, Stage, import_real, set_up, tell_pasts
from .texts import read_audience, read_lines, read_real_ids

# A simulated person outlives nobody: the tokens are good for as long as anybody would watch a demo.
TOKEN_MS = 30 * 24 * 3_600_000
PREFIX = "demo-"
# An evening of two hours in a quarter of an hour: the agenda moves while one looks.
FASTER = 8


async def run_demo(config: Config, *, viewers: int, panelists: int) -> None:
    """Serve until stopped; whatever was started ends with it. What happened before today is told first."""

    await tell_pasts(config)

    async def ready(node: Node, url: str) -> None:
        stage = await set_up(node)
        node.application.state.site.demonstration.debate = stage.debate.id
        show(node.site, await make_links(node, stage))
        tokens = SimulatedTokens(config, node, stage.debate.id)
        children = [_panel(tokens, stage, url, panelists), _audience(tokens, stage, url, viewers)]
        made_up = [viewer_id(number) for number in range(viewers)]
        await node.services.kernel.consents.record(made_up, at=node.clock.now())
        async with asyncio.TaskGroup() as group:
            group.create_task(import_real(node))
            for child in children:
                group.create_task(child.run())

    await serve(config, ready=ready)


class SimulatedTokens:
    """Tokens of people who are made up, signed like everybody's."""

    def __init__(self, config: Config, node: Node, debate: str) -> None:
        self._tokens = Tokens(read_secret(config))
        self._clock = node.clock
        self._debate = debate

    def make(self, id_: str, name: str, role: Role, *, seat: str | None = None) -> str:
        """A token for `hello` that lasts as long as a demo."""
        debate = None if role is Role.CITIZEN else self._debate
        you = You(PREFIX + id_, name, [role], debate, seat)
        now = self._clock.now()
        return self._tokens.make(you, now=now, kind=TokenKind.SERVICE, expires_at=now + TOKEN_MS)


def viewer_id(number: int) -> str:
    """The id of a simulated viewer; they agreed to everything."""
    return f"{PREFIX}viewer-{number}"


def show(site: str, groups: dict[str, list[Link]]) -> None:
    """Print where to begin, then one link a line, for a person at a terminal."""
    width = max(len(link.who) for links in groups.values() for link in links)
    typer.echo(f"\n  Ouvrez {site}/\n")
    for title, links in groups.items():
        typer.echo(f"  {title}")
        for link in links:
            typer.echo(f"    {link.who:<{width}}  {link.url}")
    typer.echo("\n  Ctrl-C arrête tout.\n")


def _panel(tokens: SimulatedTokens, stage: Stage, url: str, panelists: int) -> Child:
    seated = [
        Seated(seat.id, seat.name, tokens.make(f"seat-{seat.id}", seat.name, Role.PANELIST, seat=seat.id))
        for seat in stage.debate.seats[:panelists]
    ]
    host = tokens.make("host", "Régie automatique", Role.HOST)
    agenda = [PlannedItem(item.id, item.planned_ms // FASTER) for item in stage.debate.agenda]
    order = Panel(url, stage.debate.id, seated, host, POLLS, agenda, read_lines())
    return Child("demo panel", ["demo-panel"], told=msgspec.json.encode(order))


def _audience(tokens: SimulatedTokens, stage: Stage, url: str, viewers: int) -> Child:
    text = read_audience()
    people = [
        Simulated(name, tokens.make(viewer_id(number).removeprefix(PREFIX), name, Role.CITIZEN))
        for number in range(viewers)
        for name in (text.names[number % len(text.names)],)
    ]
    moderator = Simulated("Modération automatique", tokens.make("desk", "Modération", Role.MODERATOR))
    propositions = read_real_ids(REAL)
    order = Audience(url, stage.debate.id, people, moderator, text.questions, propositions)
    return Child("demo audience", ["demo-audience"], told=msgspec.json.encode(order))
