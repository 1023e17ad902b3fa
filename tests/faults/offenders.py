"""Hostile clients, each a function: what it does to a node, and how the node ended it.

Run as a process of its own, so that what an offender costs is not measured with the node:
`python -m tests.faults.offenders NAME PORT SECONDS TOKEN` prints what it sent and how it ended, as JSON.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import resource
import select
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hemicycle_protocol.codec import decode_server, pack
from hemicycle_protocol.messages import Command, Hello, Refused, Subscribe, Subscribed
from hemicycle_protocol.views import Position
from tests.support.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Raw, frame, message

DEBATE, BOARD, PROCESS = "debate/d1", "debate/d1/board", "process/p1"
PROGRAM = "debate/d1/program"
# How long an offender waits for its end after it has done its worst.
END_S = 12.0


class Offence(NamedTuple):
    """What is done, and which endings are right: a close code, a status, `open` if it does no harm."""

    do: Callable[[Attack], str]
    endings: tuple[str, ...]


OFFENCES: dict[str, Offence] = {}


class Attack:
    """One run of one offender."""

    def __init__(self, port: int, seconds: float, token: str) -> None:
        self.port = port
        self.token = token
        self._until = time.monotonic() + seconds
        self._opened: list[Raw] = []

    @property
    def is_on(self) -> bool:
        """Whether there is time left to do harm."""
        return time.monotonic() < self._until

    @property
    def sent(self) -> int:
        """Bytes written on all connections."""
        return sum(raw.sent for raw in self._opened)

    def open(self, *, receive_bytes: int = 0) -> Raw:
        """A bare connection."""
        self._opened.append(Raw(self.port, patience_s=END_S, receive_bytes=receive_bytes))
        return self._opened[-1]

    def enter(self, token: str | None = None, path: str = "/live", *, receive_bytes: int = 0) -> Raw:
        """A session that was welcomed."""
        return self.open(receive_bytes=receive_bytes).enter(token, path)

    def go_on(self, raw: Raw, pieces: Iterator[bytes], *, per_s: float = 0) -> None:
        """Send, never reading, until the node ends it or the time is over; `per_s` pieces at most."""
        raw.socket.setblocking(False)
        begun, count = time.monotonic(), 0
        try:
            for piece in pieces:
                while piece and self.is_on:
                    _, writable, _ = select.select([], [raw.socket], [], 0.1)
                    if writable:
                        taken = raw.socket.send(piece)
                        raw.sent += taken
                        piece = piece[taken:]
                count += 1
                if per_s:
                    time.sleep(max(0.0, begun + count / per_s - time.monotonic()))
                if not self.is_on:
                    break
        except OSError:
            pass
        raw.socket.settimeout(END_S)

    def flood(self, first: bytes, more: bytes) -> str:
        """A session that says `first`, then `more` without an end."""
        raw = self.enter(self.token)
        self.go_on(raw, itertools.chain([first], again(more)))
        return self.ending(raw)

    def wait(self) -> None:
        """Until the time is over."""
        time.sleep(max(0.0, self._until - time.monotonic()))

    def answered(self, raw: Raw) -> str:
        """The status of an answer; `cut` if the connection ends without one."""
        try:
            return status(raw.head())
        except ConnectionError:
            return "cut"
        except TimeoutError:
            return "open"

    def ending(self, raw: Raw) -> str:
        """How the node ended it: a close code, the status of an answer, `cut`, or `open`."""
        try:
            code = raw.ending()
        except TimeoutError:
            return "open"
        return "cut" if code is None else str(code)


def offence(*endings: str) -> Callable[[Callable[[Attack], str]], Callable[[Attack], str]]:
    """An offender that ends in one of these ways."""

    def note(do: Callable[[Attack], str]) -> Callable[[Attack], str]:
        OFFENCES[do.__name__] = Offence(do, endings)
        return do

    return note


def again(data: bytes) -> Iterator[bytes]:
    """The same without an end."""
    while True:
        yield data


# --- what is asked for and never read --------------------------------------------------------


@offence("4529", "cut")
def subscribes_again_and_again(attack: Attack) -> str:
    """[H4] With positions that cycle, never reading."""
    raw = attack.enter(receive_bytes=4_096)
    attack.go_on(raw, past_positions(raw), per_s=35)
    return attack.ending(raw)


@offence("4008", "4010", "cut", "open")
def subscribes_as_often_as_it_may(attack: Attack) -> str:
    """[H4]"""
    raw = attack.enter(receive_bytes=4_096)
    attack.go_on(raw, past_positions(raw), per_s=7)
    return attack.ending(raw)


@offence("4529", "cut")
def pings_and_never_reads(attack: Attack) -> str:
    """[H5]"""
    raw = attack.enter(receive_bytes=4_096)
    attack.go_on(raw, again(frame(PING, bytes(125)) * 100))
    return attack.ending(raw)


@offence("open", "4010")
def pings_as_often_as_it_may(attack: Attack) -> str:
    """[H5] Never reading; it is owed one pong at most."""
    raw = attack.enter(receive_bytes=4_096)
    attack.go_on(raw, again(frame(PING, bytes(125))), per_s=30)
    return attack.ending(raw)


@offence("4008", "4010", "cut", "open")
def forty_follow_the_debate_and_never_read(attack: Attack) -> str:
    raws = [attack.enter(receive_bytes=4_096) for _ in range(40)]
    for raw in raws:
        raw.send(message(Subscribe(DEBATE)) + message(Subscribe(BOARD)))
    attack.wait()
    return attack.ending(raws[0])


@offence("4008", "4010", "cut", "open")
def forty_follow_the_picture_and_never_read(attack: Attack) -> str:
    raws = [attack.enter(path="/media", receive_bytes=4_096) for _ in range(40)]
    for raw in raws:
        raw.send(message(Subscribe(PROGRAM)))
    attack.wait()
    return attack.ending(raws[0])


@offence("4529", "4008", "cut")
def follows_the_picture_again_and_again(attack: Attack) -> str:
    """Each time it would get the group under way from its start."""
    raw = attack.enter(path="/media", receive_bytes=4_096)
    attack.go_on(raw, again(message(Subscribe(PROGRAM))), per_s=35)
    return attack.ending(raw)


# --- too much --------------------------------------------------------------------------------


@offence("4529")
def sends_empty_fragments(attack: Attack) -> str:
    """[H6]"""
    first, more = frame(BINARY, b"\x81", fin=False), frame(CONTINUATION, fin=False) * 1_000
    return attack.flood(first, more)


@offence("4529")
def sends_fragments_of_one_byte(attack: Attack) -> str:
    """[H6]"""
    return attack.flood(frame(BINARY, b"\x81", fin=False), frame(CONTINUATION, b"x", fin=False) * 1_000)


@offence("4529")
def floods_with_pongs(attack: Attack) -> str:
    """[H5]"""
    return attack.flood(b"", frame(PONG) * 1_000)


@offence("4529")
def floods_with_commands(attack: Attack) -> str:
    return attack.flood(
        b"", message(Command(1, "vote", {"proposition": "p1-1", "choice": "agree", "seq": 1})) * 50
    )


@offence("4529")
def floods_with_subscriptions(attack: Attack) -> str:
    return attack.flood(b"", message(Subscribe(PROCESS)) * 50)


@offence("4529")
def floods_with_the_largest_messages(attack: Attack) -> str:
    return attack.flood(b"", message(Command(1, "x", {"x": "x" * 65_000})))


@offence("4529")
def floods_with_the_densest_messages(attack: Attack) -> str:
    return attack.flood(b"", frame(BINARY, pack({"type": "dance", "x": [[]] * 8_000})))


# --- what is no message ----------------------------------------------------------------------

ONCE: dict[str, tuple[bytes, str]] = {
    "announces_a_giant_frame": (frame(BINARY, length=2**63 - 1, width=8), "4509"),
    "sends_a_giant_message": (frame(BINARY, bytes(3_000_000)), "4509"),
    "sends_a_giant_array": (frame(BINARY, b"\x82\xa4type\xa4pong\xa1n\xdd\xff\xff\xff\xff"), "4500"),
    "sends_a_giant_map": (frame(BINARY, b"\xdf\xff\xff\xff\xff\xa4type"), "4500"),
    "nests_deeply": (frame(BINARY, b"\x82\xa4type\xa4pong\xa1n" + b"\x91" * 60_000 + b"\xc0"), "4500"),
    "sends_invalid_utf_8": (frame(BINARY, b"\x81\xa4type\xa4\xed\xa0\x80x"), "4500"),
    "closes_with_invalid_utf_8": (frame(CLOSE, b"\x03\xe8\xff"), "1007"),
    "sends_text": (frame(TEXT, b"\xff" * 10_000), "4500"),
    "sends_a_compressed_frame": (frame(BINARY, bytes(1_000), reserved=4), "1002"),
    "uses_a_reserved_opcode": (frame(0xB, b"x"), "1002"),
    "forgets_the_mask": (frame(BINARY, bytes(100), is_masked=False), "1002"),
    "names_a_huge_ref": (message(Command(2**63, "vote", {})), "4500"),
    "ends_twice": (frame(BINARY, b"\xff") + frame(0x3), "1002"),
}


def _once(name: str, said: bytes, ending: str) -> None:
    def do(attack: Attack) -> str:
        """The same on a new connection, again and again."""
        ended = ending
        while attack.is_on and ended == ending:
            raw = attack.enter()
            with contextlib.suppress(OSError):
                raw.send(said)
            ended = attack.ending(raw)
            raw.socket.close()
            time.sleep(0.02)
        return ended

    do.__name__ = name
    offence(ending)(do)


for _name, (_said, _ending) in ONCE.items():
    _once(_name, _said, _ending)


@offence("invalid")
def names_a_huge_seq(attack: Attack) -> str:
    """[H7] Among the votes of others."""
    raw = attack.enter(attack.token)
    answers = set()
    while attack.is_on:
        vote = {"proposition": "p1-1", "choice": "agree", "seq": 2**63}
        raw.send(message(Command(1, "vote", vote)))
        while getattr(answer := decode_server(raw.hear().data), "ref", None) != 1:
            pass
        answers.add(answer.code if isinstance(answer, Refused) else "done")
        time.sleep(0.06)
    return "+".join(sorted(answers))


# --- connections -----------------------------------------------------------------------------


@offence("4501")
def never_says_hello(attack: Attack) -> str:
    raw = attack.open()
    raw.upgrade()
    raw.socket.settimeout(20)
    return attack.ending(raw)


@offence("4511")
def forges_a_token(attack: Attack) -> str:
    ended = "4511"
    while attack.is_on and ended == "4511":
        raw = attack.open()
        raw.upgrade()
        raw.send(message(Hello([1], attack.token[:-2] + "xx")))
        ended = attack.ending(raw)
        raw.socket.close()
        time.sleep(0.02)
    return ended


@offence("400")
def speaks_another_protocol(attack: Attack) -> str:
    raw = attack.open()
    return status(raw.upgrade(Sec_WebSocket_Protocol="chat"))


@offence("503")
def takes_all_sockets_from_one_address(attack: Attack) -> str:
    """[H21]"""
    for number in range(2_500):
        raw = attack.open()
        answer = status(raw.upgrade(X_Forwarded_For=f"[2001:db8::{number:x}]:{number}"))
        if answer != "101":
            attack.wait()
            return answer
    return "open"


@offence("gone")
def comes_and_goes(attack: Attack) -> str:
    while attack.is_on:
        raw = attack.enter()
        raw.send(message(Subscribe(DEBATE)))
        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.socket.close()
    return "gone"


@offence("4529")
def one_person_floods_from_many_sockets(attack: Attack) -> str:
    """More of them than a person may have."""
    raws = []
    for _ in range(120):
        raw = attack.enter(attack.token)
        raw.send(message(Subscribe(DEBATE)))
        raws.append(raw)
    attack.wait()
    return attack.ending(raws[-1])


# --- HTTP ------------------------------------------------------------------------------------

HEAD = b"GET /api/home HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /api/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@offence("408")
def sends_half_heads(attack: Attack) -> str:
    """[H20] From six hundred connections, a letter at a time."""
    raws = [attack.open() for _ in range(600)]
    for raw in raws:
        raw.send(HEAD)
    while attack.is_on:
        for raw in raws:
            raw.send(b"X")
        time.sleep(0.5)
    raws[0].socket.settimeout(25)
    return status(raws[0].head())


@offence("cut")
def connects_and_says_nothing(attack: Attack) -> str:
    """[H20] A thousand times."""
    raws = [attack.open() for _ in range(1_000)]
    raws[0].socket.settimeout(25)
    return status(raws[0].head())


@offence("431", "cut")
def sends_headers_without_end(attack: Attack) -> str:
    """[H20]"""
    raw = attack.open()
    raw.send(HEAD)
    attack.go_on(raw, again(b"X-More: " + b"x" * 8_000 + b"\r\n"))
    return attack.answered(raw)


@offence("431", "cut")
def sends_one_header_without_end(attack: Attack) -> str:
    """[H20]"""
    raw = attack.open()
    raw.send(HEAD + b"X-More: ")
    attack.go_on(raw, again(b"x" * 65_536))
    return attack.answered(raw)


@offence("403", "422", "408", "cut")
def sends_a_body_without_end(attack: Attack) -> str:
    raw = attack.open()
    raw.send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    attack.go_on(raw, again(b"1000\r\n" + bytes(4_096) + b"\r\n"))
    return attack.answered(raw)


@offence("200", "cut")
def asks_thousands_of_times_at_once(attack: Attack) -> str:
    """Pipelined, never reading."""
    raw = attack.open(receive_bytes=4_096)
    attack.go_on(raw, again((HEAD + b"\r\n") * 1_000))
    return attack.answered(raw)


@offence("400")
def speaks_tls(attack: Attack) -> str:
    raw = attack.open()
    raw.send(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n" + bytes(1_000))
    return attack.answered(raw)


@offence("503")
def opens_ten_thousand_streams(attack: Attack) -> str:
    """[H21] From one address, until it is told that there are too many."""
    for number in range(10_000):
        raw = attack.open()
        named = f"X-Forwarded-For: [2001:db8::{number:x}]:{number}\r\n\r\n"
        raw.send(b"GET /api/topics/debate/d1 HTTP/1.1\r\nHost: localhost\r\n" + named.encode())
        answer = attack.answered(raw)
        if answer != "200":
            attack.wait()
            return answer
    return "open"


DEAR = {
    "searches_without_end": b"/api/processes/p1/propositions?q=eau",
    "has_cards_drawn_without_end": b"/cards/processes/p1.png",
    "asks_for_files_without_end": b"/api/processes/p1/export/propositions.csv",
}


def _ask(name: str, path: bytes) -> None:
    def do(attack: Attack) -> str:
        """[H22]"""
        ended = "200"
        while attack.is_on:
            raw = attack.open()
            raw.send(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            ended = attack.answered(raw)
            raw.socket.close()
        return ended

    do.__name__ = name
    offence("429")(do)


for _name, _path in DEAR.items():
    _ask(_name, _path)


def status(head: bytes) -> str:
    """Of an answer of HTTP; `cut` if there is none."""
    return head.split()[1].decode() if head else "cut"


def past_positions(raw: Raw) -> Iterator[bytes]:
    """Subscriptions to the debate from ever other places of its past, which the node has in memory."""
    raw.send(message(Subscribe(DEBATE)))
    now = position_of(raw)
    raw.send(message(Subscribe(DEBATE, Position(now.epoch, now.at - 500))))
    position_of(raw)
    return (message(Subscribe(DEBATE, Position(now.epoch, now.at - 500 + n % 200))) for n in range(10**9))


def position_of(raw: Raw) -> Position:
    """Where the answer to a subscription begins."""
    while not isinstance(said := decode_server(raw.hear().data), Subscribed):
        pass
    return said.position


def main() -> None:
    """Do one offence."""
    name, port, seconds, token = sys.argv[1:]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # What it takes of the processor is not the node's fault: viewers go first.
    os.nice(19)
    attack = Attack(int(port), float(seconds), token)
    try:
        ended = OFFENCES[name].do(attack)
    except (OSError, EOFError) as error:
        ended = type(error).__name__
    print(json.dumps({"sent": attack.sent, "ended": ended}))


if __name__ == "__main__":
    main()
