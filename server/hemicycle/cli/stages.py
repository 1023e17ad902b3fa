"""Stages on a machine of their own: asks a web node which debates are under way, runs a stage for each."""

from __future__ import annotations

import asyncio
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import msgspec

from hemicycle.app import stage_child
from hemicycle.children import Child
from hemicycle.clock import SystemClock
from hemicycle.config import Config, ConfigError, make_var, read_secret
from hemicycle.serving import stop_on_signals
from hemicycle.stages import StageKeeper, needs_stage
from hemicycle_protocol.api import Home

from .tasks import stage_token

ANSWER_S = 5.0


async def keep_stages(config: Config, url: str) -> None:
    """Until SIGTERM or Ctrl-C, which ends all stages in order.

    Raises:
        ConfigError: the address is not one of a web node, or the key is missing.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.netloc:
        raise ConfigError(f"--url {url!r} is not the address of a web node, such as ws://web:8000.")
    read_secret(config)
    make_var(config)
    home = urlunsplit((parts.scheme.replace("ws", "http"), parts.netloc, "/api/home", "", ""))
    clock = SystemClock()

    async def list_debates() -> list[str]:
        page = await asyncio.to_thread(_get_home, home)
        return [debate.id for debate in page.debates if needs_stage(debate, now=clock.now())]

    def start(debate: str) -> Child:
        return stage_child(debate, url, stage_token(config, debate), config)

    stopped = asyncio.Event()
    stop_on_signals(stopped)
    keeping = asyncio.create_task(StageKeeper(list_debates, start).run())
    await stopped.wait()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


def _get_home(url: str) -> Home:
    with urllib.request.urlopen(url, timeout=ANSWER_S) as answer:
        return msgspec.json.decode(answer.read(), type=Home)
