"""What the operator may choose about the services; read from the configuration by `app`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from hemicycle.core.contributions import WritingLimits
from hemicycle.core.questions import QuestionLimits


class ServiceSettings(NamedTuple):
    """`key`: 32 bytes or more that sign tokens. `base_url` stands in mails. `demo` shows the outbox.

    With `consent`, people agree to the consent text before a political opinion of theirs is kept.
    Recordings stand below `media_dir`; without one, nobody looks whether they do.
    """

    key: bytes
    base_url: str = "http://localhost:8000"
    questions: QuestionLimits = QuestionLimits()
    writing: WritingLimits = WritingLimits()
    demo: bool = False
    consent: bool = False
    media_dir: Path | None = None
