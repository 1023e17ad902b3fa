"""The progress of long work as an operator sees it: a bar on a terminal, a line now and then elsewhere.

Both say how much is done, how fast it goes and how long the rest takes. Ctrl-C or SIGTERM stops the work at
its next step, so that it takes back what it began; a second one ends the process at once, and the database
takes it back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from hemicycle.progress import Progress, Stopped

# Between two lines where there is no terminal.
LINE_S = 10.0


class Meter(Progress):
    """Writes the progress of one command to `out`. `mono` are seconds that only go forward."""

    def __init__(
        self, stopped: asyncio.Event, out: TextIO, *, mono: Callable[[], float] = time.monotonic
    ) -> None:
        self._stopped = stopped
        self._out = out
        self._mono = mono
        self._bars = _bars(out) if out.isatty() else None
        self._bar = None if self._bars is None else self._bars.add_task("", visible=False)
        self._what, self._done = "", 0
        self._total: int | None = None
        self._began = self._told = mono()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """The bar stands while the block runs, and is gone after it."""
        if self._bars is None:
            yield
            return
        with self._bars:
            yield

    def step(self, what: str, total: int | None = None) -> None:
        """Begin to count anew."""
        self._what, self._total, self._done = what, total, 0
        self._began = self._mono()
        if self._bars is not None and self._bar is not None:
            self._bars.reset(self._bar, description=what, total=total, visible=True)
        self.advance(0)

    def advance(self, by: int = 1) -> None:
        """Move the bar, or say a line if the last was ten seconds ago."""
        if self._stopped.is_set():
            raise Stopped
        self._done += by
        if self._bars is not None and self._bar is not None:
            self._bars.advance(self._bar, by)
        elif self._mono() - self._told >= LINE_S:
            self._told = self._mono()
            print(self._line(self._told - self._began), file=self._out, flush=True)

    def _line(self, spent_s: float) -> str:
        rate = self._done / spent_s if spent_s > 0 else 0.0
        if self._total is None:
            return f"{self._what}: {self._done:,}, {_rate(rate)}"
        said = f"{self._what}: {self._done:,} of {self._total:,}"
        if self._total:
            said += f" ({100 * self._done // self._total} %)"
        left = f", {_clock((self._total - self._done) / rate)} left" if rate else ""
        return f"{said}, {_rate(rate)}{left}"


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """How many a second."""
        return Text(_rate(task.finished_speed or task.speed or 0.0))


def _bars(out: TextIO) -> Bars:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=Console(file=out), transient=True)


def _rate(rate: float) -> str:
    return f"{rate:,.0f}/s"


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
