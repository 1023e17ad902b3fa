from __future__ import annotations

import aiortc
import pytest

from hemicycle.stage import rtc_compat
from hemicycle.stage.rtc_compat import RtcIncompatible, answer_simulcast


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
