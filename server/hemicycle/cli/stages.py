"""`hemicycle stage`: the stage of one debate, or one for each debate that a web node says is under way."""

from __future__ import annotations

import asyncio
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import msgspec

from hemicycle.app import stage_child
from hemicycle.auth.tokens import Tokens
from hemicycle.children import Child
from hemicycle.clock import SystemClock
from hemicycle.config import Config, ConfigError, make_var, read_secret
from hemicycle.services.kernel.identities import Identities
from hemicycle.serving import stop_on_signals
from hemicycle.stage.rtc_compat import RtcIncompatible
from hemicycle.stage.service import run_stage
from hemicycle.stages import StageKeeper, needs_stage
from hemicycle_protocol.api import Home

ANSWER_S = 5.0


def stage_token(config: Config, debate: str) -> str:
    """A token for the stage of a debate: the one given, or one made from the key that the nodes share."""
    given = config.stage_token.get_secret_value()
    if given:
        return given
    return Identities(Tokens(read_secret(config)), lambda person: [], SystemClock()).make_stage(debate)


async def be_stage(config: Config, debate: str, url: str, token: str) -> None:
    """Until the debate has ended and its recording stands, or until SIGTERM or Ctrl-C.

    Raises:
        ConfigError: the folder of the recording cannot be used, or aiortc is another one.
    """
    make_var(config)
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    work = asyncio.create_task(
        run_stage(url=url, token=token, debate=debate, media_dir=config.media, ports=config.stage_ports)
    )
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not work.done():
        work.cancel()
    try:
        await work
    except asyncio.CancelledError:
        return
    except OSError as error:
        raise ConfigError(f"The recording in {config.media} cannot be written: {error.strerror}.") from None
    except RtcIncompatible as error:
        raise ConfigError(f"The stage cannot run here: {error}.") from None


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
        return stage_child(debate, url, lambda debate: stage_token(config, debate), config)

    stopped = asyncio.Event()
    stop_on_signals(stopped)
    keeping = asyncio.create_task(StageKeeper(list_debates, start).run())
    await stopped.wait()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


def _get_home(url: str) -> Home:
    with urllib.request.urlopen(url, timeout=ANSWER_S) as answer:
        return msgspec.json.decode(answer.read(), type=Home)
