"""What viewers see and read: the direction of the picture, captions, the recording."""

from __future__ import annotations

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import Caption, DebateView, Program, ProgramMode

from .text import required, within

CAPTION_CHARACTERS = limit_of(c.PostCaption, "text")
SPEAKER_CHARACTERS = limit_of(c.PostCaption, "speaker")
LANGUAGE_CHARACTERS = limit_of(c.PostCaption, "lang")
SLATE_CHARACTERS = limit_of(c.DirectProgram, "slate")
CAPTIONS_KEPT = 200


def direct(view: DebateView, command: c.DirectProgram, *, now: int) -> list[e.EventBody]:
    """The host chooses what decides the picture; the stage then reports whom it shows."""
    pinned = command.seat if command.mode is ProgramMode.PINNED else None
    if command.mode is ProgramMode.PINNED and pinned not in view.seats:
        raise Refused(Code.NOT_FOUND, seat=command.seat)
    slate = within(command.slate, field="slate", limit=SLATE_CHARACTERS)
    program = Program(command.mode, pinned, view.program.seat, slate)
    return [] if program == view.program else [e.ProgramChanged(program)]


def cut(view: DebateView, command: c.ReportCut, *, now: int) -> list[e.EventBody]:
    """The stage went to another picture."""
    if command.seat is not None and command.seat not in view.seats:
        raise Refused(Code.NOT_FOUND, seat=command.seat)
    return [] if command.seat == view.program.seat else [e.ProgramCut(command.seat)]


def caption(view: DebateView, command: c.PostCaption, *, now: int) -> list[e.EventBody]:
    """Add a line, dated by the server."""
    text = required(command.text, field="text", limit=CAPTION_CHARACTERS)
    speaker = within(command.speaker or "", field="speaker", limit=SPEAKER_CHARACTERS) or None
    lang = within(command.lang, field="lang", limit=LANGUAGE_CHARACTERS) or "fr"
    return [e.CaptionPosted(Caption(now, text, lang, speaker))]


def recording(view: DebateView, command: c.ReportRecording, *, now: int) -> list[e.EventBody]:
    """The recording can be played; a fault alone changes nothing that is public."""
    if command.path is None or command.path == view.recording:
        return []
    return [e.RecordingReady(command.path)]
