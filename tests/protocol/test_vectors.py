"""The vectors of the wire, run by Python; `client_web` runs the same files."""

import json

import msgspec
import pytest

from hemicycle_protocol import generate, messages
from hemicycle_protocol.codec import decode_client, decode_server, encode
from hemicycle_protocol.errors import UnknownType, WireError

from .write_vectors import VECTORS, documents

VALID = json.loads((VECTORS / "valid" / "messages.json").read_text())
INVALID = json.loads((VECTORS / "invalid" / "messages.json").read_text())


@pytest.mark.parametrize("vector", VALID, ids=lambda v: v["note"])
def test_valid_bytes_and_message_say_the_same(vector: dict[str, str]) -> None:
    """[W1] [W2] Both ways: bytes → message → the same bytes."""
    decode = decode_client if vector["from"] == "client" else decode_server
    message = decode(bytes.fromhex(vector["bytes"]))
    assert encode(message).hex() == vector["bytes"]


@pytest.mark.parametrize("vector", INVALID, ids=lambda v: v["note"])
def test_invalid_bytes_give_the_documented_error(vector: dict[str, object]) -> None:
    """[W4] [W5] A close code, or an answer to an unknown type; never anything else."""
    data, gives = bytes.fromhex(str(vector["bytes"])), vector["gives"]
    assert isinstance(gives, dict)
    if "unknown_type" in gives:
        with pytest.raises(UnknownType) as unknown:
            decode_client(data)
        assert unknown.value.type == gives["unknown_type"]
    else:
        with pytest.raises(WireError) as wire:
            decode_client(data)
        assert wire.value.code == gives["close"]


def test_every_message_has_a_vector() -> None:
    written = {v["message"]["type"] for v in VALID}
    tags = {
        cls.__struct_config__.tag for u in (messages.FromClient, messages.FromServer) for cls in u.__args__
    }
    assert written == tags


def test_the_committed_vectors_are_fresh() -> None:
    for path, text in documents().items():
        assert path.read_text() == text, f"{path.name}: run python -m tests.protocol.write_vectors"


def test_the_committed_schema_and_types_are_fresh() -> None:
    assert generate.stale(generate.OUTPUTS) == []


def test_an_unknown_field_is_ignored() -> None:
    """[W6] A newer peer may say more."""
    data = msgspec.msgpack.encode({"type": "pong", "n": 4, "mood": "good"})
    assert decode_client(data) == messages.Pong(n=4)
