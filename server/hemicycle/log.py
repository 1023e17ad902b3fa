"""Logs as JSON lines on stderr, one shape for our own messages and those of the libraries.

Values whose names say that they are secret or personal are never written.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = frozenset(
    {
        "token",
        "cookie",
        "authorization",
        "password",
        "secret",
        "code",
        "email",
        "address",
        "ip",
        "link",
        "sdp",
    }
)
_QUIET = (
    "uvicorn.access",
    "aioice",
    "aiortc",
    "alembic",
    "asyncio",
    "libav",
    "httpcore",
    "httpx",
)


def set_up_logs(level: str = "info", *, process: str = "web", as_text: bool = False) -> None:
    """Send every log record of this process to stderr; `as_text` for a person at a terminal."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(as_text)],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what must not be written down."""
    for name in event.keys() & HIDDEN:
        event[name] = "…"
    return event


def _rendering(as_text: bool) -> list[structlog.typing.Processor]:
    if as_text:
        # Without the values of variables, which its own way of showing tracebacks prints.
        plain = structlog.dev.plain_traceback
        return [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), pad_event_to=0, exception_formatter=plain
            )
        ]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
