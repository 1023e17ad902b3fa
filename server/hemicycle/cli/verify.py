"""`hemicycle verify panel FILE`: a panel file checked again, offline, each check in a sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import typer

from hemicycle.config import ConfigError
from hemicycle.core.panel.verify import Check, is_sound, verify
from hemicycle_protocol.panel_file import PanelFile

LARGEST_FILE = 64 << 20

SENTENCES = {
    "format": "It is a panel file of a kind this program knows.",
    "pool_numbers": "Everybody in the pool stands there once, numbered in the order of the public ids.",
    "pool_hash": "The pool is the one whose SHA-256 was published.",
    "beacon_dates": "The random value was fixed in advance and was known only after the challenge window.",
    "beacon_round": "The drand round is the one of the announced instant.",
    "beacon_signature": "The random value is the SHA-256 of the signature given with it.",
    "ranking": "The ranking follows from the scores; ties were decided by lot.",
    "draw": "The order drawn follows from the pool and the random value.",
    "one_call": "Nobody was invited twice.",
    "call_order": "Every invitation went to the next in its order, and no seat was offered twice.",
    "seats": "Every seat has one person, invited to that group, who accepted in time.",
    "choices": "Whoever was chosen has criteria and a public reason, and was chosen last.",
}


def verify_panel(path: Path) -> bool:
    """Print what every check finds; whether nothing is wrong.

    Raises:
        ConfigError: the file cannot be read, or is no panel file.
    """
    body = _read(path)
    try:
        file = msgspec.json.decode(body, type=PanelFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path} is not a panel file: {error}.") from None
    checks = verify(file)
    typer.echo(
        f"{file.title} ({file.process}), {len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()}"
    )
    for check in checks:
        typer.echo(_line(check))
    sound = is_sound(checks)
    typer.echo("All that can be checked holds." if sound else "This file does not prove its panel.")
    typer.echo(
        "Not proven here: that the votes counted and the applications are those of real people, and that the "
        "random value entered is the one that was drawn; compare that with its source."
    )
    return sound


def _line(check: Check) -> str:
    mark = {True: "ok   ", False: "WRONG", None: "  -  "}[check.holds]
    facts = ", ".join(f"{name}: {value}" for name, value in check.facts.items())
    later = " (not so far yet)" if check.holds is None else f" ({facts})" if facts else ""
    return f"{mark} {SENTENCES[check.name]}{later}"


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigError(f"{path} is larger than any panel file.")
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
