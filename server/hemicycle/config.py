"""What an operator may set, from the environment (`HEMICYCLE_*`); only `app`, `cli` and `demo` read it.

A wrong value is a `ConfigError` with one sentence that names the variable, never a traceback.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, InstanceOf, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "HEMICYCLE_"
# As `pyproject.toml` says: the only place that names it.
VERSION = version("hemicycle")
SECRET_BYTES = 32
# Read by the client's development server, and between a process and its children.
_NOT_HERE = {f"{PREFIX}DEV_SERVER", f"{PREFIX}DEV_NODE", f"{PREFIX}OWNER_PID"}
_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parents[1] / "client_web"
# A wheel brings the pages with it; a checkout builds its own.
_PAGES = _CHECKOUT / "dist" if _CHECKOUT.is_dir() else _HERE / "pages"


class ConfigError(Exception):
    """The configuration cannot be used; the message says which part and what to do."""


class Stages(StrEnum):
    """Who starts the stage processes of debates under way."""

    OWN = "own"
    ELSEWHERE = "elsewhere"


class Config(BaseSettings):
    """The whole configuration of one process."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    # The address people use; links in mails begin with it. Its scheme decides about Secure cookies.
    base_url: str = ""
    # Other sites that may call this one, as `https://host`, separated by commas.
    allowed_origins: Annotated[frozenset[str], NoDecode] = frozenset()
    # A proxy of ours stands in front: its X-Forwarded-For and X-Forwarded-Proto are believed.
    behind_proxy: bool = False
    var_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    media_dir: Path | None = None
    client_dir: Path = _PAGES
    secret_key: SecretStr = SecretStr("")
    # The token of one stage process; made from the secret key when it is not given.
    stage_token: SecretStr = SecretStr("")
    demo: bool = False
    # People are asked to agree before a political opinion of theirs is kept; off where they did so elsewhere.
    consent: bool = True
    stages: Stages | None = None
    # UDP ports of stages for panelists' media, as FIRST-LAST; any when not given.
    stage_ports: Annotated[InstanceOf[range] | None, NoDecode] = None
    max_connections: int = Field(default=18_000, ge=1)
    max_connections_per_address: int = Field(default=2_000, ge=1)
    max_connections_per_person: int = Field(default=100, ge=1)
    max_messages_per_address: int = Field(default=2_000, ge=1)
    drain_s: float = Field(default=5.0, ge=0)
    log_level: str = "info"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    # Who mails are from, as `debat@example.org` or `Débat public <debat@example.org>`, and who gets answers.
    smtp_from: str = ""
    smtp_reply_to: str = ""
    smtp_tls: str = "starttls"
    # Relays for panelists behind networks that block UDP, and the secret shared with them (coturn).
    turn_urls: Annotated[tuple[str, ...], NoDecode] = ()
    turn_secret: SecretStr = SecretStr("")
    # Told to clients: a page that meets another build offers a reload.
    build: str = VERSION

    @field_validator("build")
    @classmethod
    def _build(cls, value: str) -> str:
        return value or VERSION

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _read_origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        origins = frozenset(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
                raise ValueError(f"{origin!r} is not a site such as https://example.org")
        return origins

    @field_validator("turn_urls", mode="before")
    @classmethod
    def _read_turn_urls(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        urls = tuple(part.strip() for part in value.split(",") if part.strip())
        if not all(url.startswith(("turn:", "turns:")) for url in urls):
            raise ValueError("each begins with turn: or turns:")
        return urls

    @field_validator("stage_ports", mode="before")
    @classmethod
    def _read_ports(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not value:
            return None
        first, dash, last = value.partition("-")
        if not (dash and first.strip().isdecimal() and last.strip().isdecimal()):
            raise ValueError(f"{value!r} is not a range of ports such as 40000-40199")
        ports = range(int(first), int(last) + 1)
        if not ports or ports[0] < 1_024 or ports[-1] > 65_535:
            raise ValueError(f"{value!r} does not go up from 1024 or more to 65535 or less")
        return ports

    @field_validator("base_url")
    @classmethod
    def _check_base_url(cls, value: str) -> str:
        value = value.rstrip("/")
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https"):
            raise ValueError("it begins with http:// or https://")
        if not parts.hostname or value != f"{parts.scheme}://{parts.netloc}" or parts.username:
            raise ValueError("it is a site such as https://debat.example.org, and no path in one")
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("it begins with redis://, rediss:// or unix://")
        return value

    @field_validator("smtp_tls")
    @classmethod
    def _check_smtp_tls(cls, value: str) -> str:
        if value not in ("none", "starttls", "tls"):
            raise ValueError("it is none, starttls or tls")
        return value

    @field_validator("log_level")
    @classmethod
    def _check_log_level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("it is debug, info, warning or error")
        return value.lower()

    @property
    def database(self) -> str:
        """The database's URL; SQLite under `var_dir` when none is set."""
        return self.database_url or f"sqlite:///{(self.var_dir / 'hemicycle.db').resolve()}"

    @property
    def media(self) -> Path:
        """Where stages write and web nodes read the program."""
        return (self.media_dir or self.var_dir / "media").resolve()

    @property
    def site(self) -> str:
        """The address people use."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host
        return self.base_url or f"http://{host}:{self.port}"

    @property
    def starts_stages(self) -> bool:
        """Whether this process runs the stages: a single node does, one of many only if it is told to."""
        return (self.stages or (Stages.ELSEWHERE if self.is_cluster else Stages.OWN)) is Stages.OWN

    @property
    def is_cluster(self) -> bool:
        """Whether other nodes share the database, so that the key must be given to all."""
        return bool(self.redis_url)


def read_config(**given: object) -> Config:
    """The configuration of the environment; `given` (from the command line, None: not given) goes first.

    Raises:
        ConfigError: with every wrong value in its message.
    """
    values = {name: value for name, value in given.items() if value is not None}
    if "port" not in values and (port := os.environ.get("PORT")) and f"{PREFIX}PORT" not in os.environ:
        values["port"] = port
    try:
        config = Config(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigError(_sentence(error)) from None
    if config.turn_urls and not config.turn_secret.get_secret_value():
        raise ConfigError(f"{PREFIX}TURN_SECRET is missing: {PREFIX}TURN_URLS names relays that need it.")
    if config.smtp_host and "@" not in config.smtp_from:
        raise ConfigError(f"{PREFIX}SMTP_FROM is missing: mails need a sender's address.")
    return config


def read_secret(config: Config) -> bytes:
    """The key that tokens are signed with; made and kept under `var_dir` by a node of its own.

    Raises:
        ConfigError: too short, missing on one of many nodes, or not to be written.
    """
    given = config.secret_key.get_secret_value()
    if given:
        if len(given) < SECRET_BYTES:
            raise ConfigError(f"{PREFIX}SECRET_KEY is too short: it needs {SECRET_BYTES} characters or more.")
        return given.encode()
    if config.is_cluster:
        raise ConfigError(
            f"{PREFIX}SECRET_KEY is missing: nodes that share {PREFIX}REDIS_URL need one key. "
            "Make one with `openssl rand -base64 48`."
        )
    path = make_var(config) / "secret.key"
    try:
        if not path.exists():
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "w") as file:
                file.write(secrets.token_urlsafe(SECRET_BYTES * 2))
        return path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"The key {path} cannot be read or made: {error.strerror}.") from None


def make_var(config: Config) -> Path:
    """The directory of this process's state, made if need be.

    Raises:
        ConfigError: it cannot be written to.
    """
    for setting, directory in ((f"{PREFIX}VAR_DIR", config.var_dir), (_media_setting(config), config.media)):
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = directory / f".write-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigError(
                f"{directory.resolve()} cannot be written to ({error.strerror}). "
                f"Set {setting} to a directory that can."
            ) from None
    return config.var_dir


def _media_setting(config: Config) -> str:
    return f"{PREFIX}VAR_DIR" if config.media_dir is None else f"{PREFIX}MEDIA_DIR"


def unknown_names(environment: Mapping[str, str]) -> list[str]:
    """Variables with our prefix that mean nothing: most are typing errors."""
    known = {PREFIX + name.upper() for name in Config.model_fields} | _NOT_HERE
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _sentence(error: ValidationError) -> str:
    parts = []
    for fault in error.errors():
        name = PREFIX + "_".join(str(part) for part in fault["loc"]).upper()
        message = str(fault["msg"]).removeprefix("Value error, ")
        parts.append(f"{name} is wrong: {message}.")
    return " ".join(parts)
