"""`hemicycle doctor`: tries what a node depends on, part by part, and says what to do about each fault.

Nothing is changed, and no mail is sent. What is not set up is no fault, and is said.
"""

from __future__ import annotations

import asyncio
import ctypes
import resource
import shutil
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import typer

from hemicycle.app import make_mailer
from hemicycle.clock import SystemClock
from hemicycle.config import VERSION, Config, ConfigError, make_var, read_secret
from hemicycle.http.pages import missing_build
from hemicycle.http.relays import ice_servers
from hemicycle.http.site import SiteSettings
from hemicycle.hub.bridge_redis import try_redis
from hemicycle.services.mail.mailing import Away
from hemicycle.stage.relay import RelayFault, try_relay
from hemicycle.store import Unavailable
from hemicycle.store.connections import Connections
from hemicycle.store.health import look_at
from hemicycle_protocol.views import Role, You

# A recording takes 600 MB an hour and debate: what is less than an evening's is too little.
LEAST_BYTES = 5 << 30
LEAST_FILES = 4_096
# Ends of votes and of links are instants: clocks that differ by more are heard of.
CLOCKS_MS = 2_000
ANSWER_S = 10.0
_UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)
_TIMEX_BYTES = 512  # more than the largest `struct timex`


class Verdict(Enum):
    """How a part is."""

    WELL = "ok"
    ABSENT = "-"
    DOUBTFUL = "look"
    ILL = "WRONG"


class Finding(NamedTuple):
    """What was found of a part; a `remedy` for all that is not well."""

    part: str
    verdict: Verdict
    said: str
    remedy: str = ""


Check = Callable[[Config], AsyncIterator[Finding]]


async def doctor(config: Config) -> int:
    """Print what is found, part by part; how many are wrong."""
    wrong = 0
    typer.echo(f"Hemicycle {VERSION}")
    for check in CHECKS:
        async for finding in check(config):
            wrong += finding.verdict is Verdict.ILL
            typer.echo(f"{finding.verdict.value:<6}{finding.part:<10}{finding.said}")
            if finding.remedy:
                typer.echo(f"{'':<16}→ {finding.remedy}")
    typer.echo(f"{wrong} wrong" if wrong else "Nothing is wrong.")
    return wrong


async def settings(config: Config) -> AsyncIterator[Finding]:
    """Those that are right each and wrong together, or for the public."""
    try:
        read_secret(config)
        yield Finding("settings", Verdict.WELL, f"people use {config.site}")
    except ConfigError as error:
        yield Finding("settings", Verdict.ILL, "the secret key is of no use", str(error))
    if not config.base_url.startswith("https://"):
        remedy = "Set HEMICYCLE_BASE_URL=https://… : links in mails, cookies and cameras need it."
        yield Finding("settings", Verdict.DOUBTFUL, "this is no site for the public", remedy)
    if config.base_url.startswith("https://") and not config.behind_proxy:
        remedy = "Set HEMICYCLE_BEHIND_PROXY=true if TLS ends at a proxy: else all people are one address."
        yield Finding("settings", Verdict.DOUBTFUL, "nobody says who calls", remedy)
    if config.demo:
        remedy = "Unset HEMICYCLE_DEMO before the public comes."
        yield Finding("settings", Verdict.ILL, "everybody may read all mails at /outbox", remedy)
    sentence = missing_build(config.client_dir)
    if sentence:
        yield Finding("pages", Verdict.ILL, "there are none", sentence)


async def database(config: Config) -> AsyncIterator[Finding]:
    """Whether it answers and may be written to, how far its tables are, and its clock."""
    try:
        connections = Connections(config.database)
    except (Unavailable, ValueError, OSError) as error:
        yield Finding(
            "database", Verdict.ILL, str(error), "Set HEMICYCLE_DATABASE_URL, or HEMICYCLE_VAR_DIR."
        )
        return
    try:
        found = await connections.write(look_at)
    except Unavailable as error:
        remedy = "Start it, and look at the user, the password and the name in HEMICYCLE_DATABASE_URL."
        yield Finding("database", Verdict.ILL, error.cause, remedy)
        return
    finally:
        await connections.close()
    if found.is_later:
        remedy = "Install the version that was here, or restore a backup into a new database."
        yield Finding(
            "database", Verdict.ILL, f"its tables are of a later version ({found.revision})", remedy
        )
    elif found.revision != found.newest:
        remedy = "The first node that starts brings them up to date: make a backup before."
        said = f"{found.kind}, its tables are at {found.revision or 'none'} of {found.newest}"
        yield Finding("database", Verdict.DOUBTFUL, said, remedy)
    else:
        yield Finding("database", Verdict.WELL, f"{found.kind}, tables {found.revision}")
    if found.now is not None:
        yield _compared("its database's", found.now)


async def redis(config: Config) -> AsyncIterator[Finding]:
    """Whether nodes hear each other through it."""
    if not config.redis_url:
        yield Finding("redis", Verdict.ABSENT, "not set: a single node")
        return
    try:
        now = await try_redis(config.redis_url)
    except (OSError, ValueError) as error:
        yield Finding(
            "redis", Verdict.ILL, str(error), "Look at host, port and password in HEMICYCLE_REDIS_URL."
        )
        return
    yield Finding("redis", Verdict.WELL, "takes what is published")
    if "@" not in config.redis_url and not config.redis_url.startswith("unix:"):
        remedy = "Set requirepass there, and redis://:PASSWORD@… here: who writes there speaks as a node."
        yield Finding("redis", Verdict.DOUBTFUL, "it asks for no password", remedy)
    yield _compared("Redis's", now)


async def mail(config: Config) -> AsyncIterator[Finding]:
    """Whether the mail server lets us in; nothing is sent."""
    try:
        mailer = make_mailer(config)
    except ConfigError as error:
        yield Finding("mail", Verdict.ILL, "the sender is no address", str(error))
        return
    if mailer is None:
        remedy = "Set HEMICYCLE_SMTP_HOST and HEMICYCLE_SMTP_FROM: nobody can sign in without a mail."
        yield Finding("mail", Verdict.DOUBTFUL, "no server is set", remedy)
        return
    where = f"{config.smtp_host}:{config.smtp_port}"
    try:
        async with mailer.connect():
            yield Finding("mail", Verdict.WELL, f"{where} lets us in as {config.smtp_user or 'anybody'}")
    except Away as error:
        remedy = error.remedy or "Look at HEMICYCLE_SMTP_HOST, _PORT, _TLS, _USER and _PASSWORD."
        yield Finding("mail", Verdict.ILL, f"{where}: {error}", remedy)


async def relays(config: Config) -> AsyncIterator[Finding]:
    """Whether panelists get a place at each relay, and nothing private."""
    if not config.turn_urls:
        said = "not set: panelists whose network blocks UDP cannot take part"
        yield Finding("turn", Verdict.ABSENT, said)
        return
    secret = config.turn_secret.get_secret_value()
    site = SiteSettings(config.client_dir, config.media, "", turn_urls=config.turn_urls, turn_secret=secret)
    (server,) = ice_servers(site, You("doctor", "doctor", [Role.PANELIST]), now=SystemClock().now())
    for url in config.turn_urls:
        try:
            host, port = await try_relay(url, server.username or "", server.credential or "")
            yield Finding("turn", Verdict.WELL, f"{url} relays at {host}:{port}")
        except (RelayFault, ValueError) as error:
            remedy = "Compare HEMICYCLE_TURN_SECRET with coturn's, and the rest with deploy/turnserver.conf."
            yield Finding("turn", Verdict.ILL, f"{url}: {error}", remedy)


async def disk(config: Config) -> AsyncIterator[Finding]:
    """Room for recordings and for the database, and for sockets."""
    try:
        make_var(config)
    except ConfigError as error:
        yield Finding("disk", Verdict.ILL, "a folder cannot be used", str(error))
        return
    for folder in {config.var_dir.resolve(), config.media}:
        yield _room(folder)
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < LEAST_FILES:
        remedy = "Set LimitNOFILE=40000 in the unit, or `ulimit -n 40000`: each viewer takes one."
        yield Finding("disk", Verdict.DOUBTFUL, f"{files:,} files may be open at once", remedy)


async def clock(_config: Config) -> AsyncIterator[Finding]:
    """Whether somebody keeps this machine's clock right."""
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if state == _UNSYNCHRONISED:
        remedy = "Run a time service (systemd-timesyncd, chrony): votes and links end at instants."
        yield Finding("clock", Verdict.DOUBTFUL, "nobody keeps it right", remedy)
    elif state < 0:
        yield Finding("clock", Verdict.ABSENT, "this system does not say whether it is right")
    else:
        yield Finding("clock", Verdict.WELL, "kept right by a time service")


async def site(config: Config) -> AsyncIterator[Finding]:
    """What the proxy shows of a node that runs."""
    if not config.base_url:
        return
    status, said = await asyncio.to_thread(_status_of, f"{config.base_url}/healthz")
    if status != 200:
        remedy = "Start the node and the proxy; look at the name's address and at the certificate."
        yield Finding("site", Verdict.DOUBTFUL, f"{config.base_url} does not answer: {said}", remedy)
        return
    yield Finding("site", Verdict.WELL, f"{config.base_url} answers")
    status, _ = await asyncio.to_thread(_status_of, f"{config.base_url}/metrics")
    if status == 200:
        remedy = "Have the proxy answer 404 for /metrics and /readyz, as Caddyfile does."
        yield Finding("site", Verdict.DOUBTFUL, "the operators' figures are shown to everybody", remedy)


CHECKS: tuple[Check, ...] = (settings, database, redis, mail, relays, disk, clock, site)


def _compared(whose: str, now: int) -> Finding:
    apart = SystemClock().now() - now
    if abs(apart) <= CLOCKS_MS:
        return Finding("clock", Verdict.WELL, f"the same as {whose}")
    remedy = "Run a time service on both machines: votes and links end at instants."
    return Finding("clock", Verdict.ILL, f"{abs(apart) / 1000:.1f} s apart from {whose}", remedy)


def _room(folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    said = f"{usage.free / (1 << 30):,.1f} GiB free for {folder}"
    if usage.free >= LEAST_BYTES:
        return Finding("disk", Verdict.WELL, said)
    remedy = "Make room: a debate takes 600 MB an hour, and a full disk stops votes."
    return Finding("disk", Verdict.DOUBTFUL, said, remedy)


def _status_of(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_S) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, str(error)
    except (OSError, ValueError) as error:
        return 0, str(getattr(error, "reason", error))
