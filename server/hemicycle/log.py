"""Logs as JSON lines on stderr, one shape for our own messages and those of the libraries.

Values whose names say that they are secret or personal are never written. What fails again and again, because
the database is away for an hour, is told a few times a minute, and how often it was not told (`Repetition`).
"""

from __future__ import annotations

import logging
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
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

# Of each kind of trouble as many lines a minute, and a traceback each half hour. A dozen kinds at once, each
# without an end and with the longest of tracebacks, stay below a megabyte an hour.
LINES, MINUTE_S = 2, 60.0
TRACEBACK_S = 1_800.0
KINDS = 500


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
    handler.addFilter(Repetition(time.monotonic))
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


@dataclass
class _Told:
    """What was written of one kind of trouble."""

    minute_began: float
    lines: int = 0
    left_out: int = 0
    traced_at: float | None = None


class Repetition(logging.Filter):
    """Lets through what is new of warnings and errors, by their sentence and the place that failed.

    Lines below a warning tell what was done, not what is wrong: each is written.
    """

    def __init__(self, mono: Callable[[], float]) -> None:
        super().__init__()
        self._mono = mono
        self._told: OrderedDict[object, _Told] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it; its traceback is taken away if it was written lately."""
        if record.levelno < logging.WARNING:
            return True
        now, told = self._mono(), self._of(_kind(record))
        if now - told.minute_began >= MINUTE_S:
            told.minute_began, told.lines = now, 0
        if told.lines >= LINES:
            told.left_out += 1
            return False
        told.lines += 1
        if told.left_out:
            _note(record, left_out=told.left_out)
            told.left_out = 0
        if _raised(record) is not None:
            if told.traced_at is not None and now - told.traced_at < TRACEBACK_S:
                _shorten(record)
            else:
                told.traced_at = now
        return True

    def _of(self, kind: object) -> _Told:
        told = self._told.setdefault(kind, _Told(self._mono()))
        self._told.move_to_end(kind)
        if len(self._told) > KINDS:
            self._told.popitem(last=False)
        return told


def _raised(record: logging.LogRecord) -> BaseException | None:
    """What a record tells of, if it has a traceback: structlog keeps it among its own words."""
    given = record.msg.get("exc_info") if isinstance(record.msg, dict) else record.exc_info
    if given is True:  # "the one in hand": this runs where it was caught
        return sys.exc_info()[1]
    if isinstance(given, BaseException):
        return given
    return given[1] if isinstance(given, tuple) else None


def _kind(record: logging.LogRecord) -> object:
    sentence = record.msg.get("event") if isinstance(record.msg, dict) else record.msg
    error = _raised(record)
    if error is None:
        return record.name, sentence
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = None if frame is None else (frame.tb_frame.f_code.co_filename, frame.tb_lineno)
    return record.name, sentence, type(error).__qualname__, place


def _shorten(record: logging.LogRecord) -> None:
    reason = repr(_raised(record))[:300]
    if isinstance(record.msg, dict):
        del record.msg["exc_info"]
    record.exc_info = record.exc_text = None
    _note(record, reason=reason)


def _note(record: logging.LogRecord, **more: object) -> None:
    if isinstance(record.msg, dict):
        record.msg |= more
    else:
        record.__dict__ |= more


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
