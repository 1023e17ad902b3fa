from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import ExitStack

import aiortc
import pytest
import uvloop

from hemicycle.stage import rtc_compat
from hemicycle.stage.rtc_compat import NoPort, RtcIncompatible, answer_simulcast

# Below the range that systems take ports from by themselves.
PORTS = range(21_300, 21_304)


async def test_the_installed_library_has_every_name_that_is_used() -> None:
    rtc_compat.self_test()


async def test_another_version_is_refused_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiortc, "__version__", "9.9.9")
    with pytest.raises(RtcIncompatible, match=r"9\.9\.9"):
        rtc_compat.self_test()


def test_offered_layers_are_accepted_in_the_answer() -> None:
    offer = "v=0\r\nm=audio 9 x\r\nm=video 9 x\r\na=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n"
    answer = answer_simulcast(offer, "v=0\r\nm=audio 9 x\r\na=mid:0\r\nm=video 9 x\r\na=mid:1\r\n")
    audio, video = answer.split("m=")[1:]
    assert "rid" not in audio
    assert video.endswith("a=rid:h recv\r\na=rid:l recv\r\na=simulcast:recv h;l\r\n")


def test_a_camera_sent_once_is_answered_as_it_is() -> None:
    answer = "v=0\r\nm=video 9 x\r\n"
    assert answer_simulcast("v=0\r\nm=video 9 x\r\n", answer) == answer


async def test_a_machine_without_a_network_still_reaches_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    rtc_compat.prepare()
    monkeypatch.setattr("ifaddr.get_adapters", lambda *_, **__: [], raising=False)
    monkeypatch.setattr("aioice.ice.ifaddr.get_adapters", lambda *_, **__: [], raising=False)
    peer = rtc_compat.new_peer()
    peer.addTransceiver("audio")
    await peer.setLocalDescription()
    assert "127.0.0.1" in peer.localDescription.sdp
    await peer.close()


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with one address."""
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda *_, **__: ["127.0.0.1"])


async def offered() -> tuple[aiortc.RTCPeerConnection, int]:
    """A connection and the port it offers."""
    peer = rtc_compat.new_peer()
    peer.addTransceiver("audio")
    sdp = await rtc_compat.describe(peer, await peer.createOffer())
    [port] = re.findall(r"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+)", sdp)
    return peer, int(port)


async def fill() -> None:
    """As many connections as there are ports, then one more, then one in place of another."""
    rtc_compat.keep_to_ports(PORTS)
    held = [await offered() for _ in PORTS]
    assert {port for _, port in held} == set(PORTS)
    with pytest.raises(NoPort):
        await offered()
    left, free = held.pop()
    await left.close()
    again, port = await offered()
    assert port == free
    for peer in (again, *(peer for peer, _ in held)):
        await peer.close()


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_connections_stand_on_the_ports_that_were_given(run: Callable[..., None]) -> None:
    """Each has one of its own; when all are taken it is said, and one that is left is used again."""
    run(fill())


@pytest.mark.usefixtures("at_home")
async def test_a_port_that_another_process_holds_is_passed_over() -> None:
    rtc_compat.keep_to_ports(PORTS)
    with ExitStack() as stack:
        for port in PORTS[:-1]:
            stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", port))
        peer, port = await offered()
        assert port == PORTS[-1]
        await peer.close()
