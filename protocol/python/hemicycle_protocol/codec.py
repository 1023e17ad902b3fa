"""Bytes ↔ messages: the only module that imports msgpack.

msgpack bounds what an unpacking may cost, msgspec checks the shape. Whatever the bytes are, decoding
gives a message, `UnknownType` or `WireError`, in time and memory bounded by the size of the input.
"""

from __future__ import annotations

from typing import Any

import msgpack
import msgspec

from .errors import CloseCode, UnknownType, WireError
from .integers import GREATEST, beyond
from .messages import Command, FromClient, FromServer, Message

MESSAGE_BYTES = 65_536
MEDIA_BYTES = 1 << 20
ITEMS = 8_192
DEPTH = 16


def encode(message: Message) -> bytes:
    """The bytes of a message."""
    return pack(msgspec.to_builtins(message, builtin_types=(bytes,)))


def pack(value: object) -> bytes:
    """MessagePack of plain values (None, bool, int, str, bytes, list, dict)."""
    packed: bytes = msgpack.packb(value, use_bin_type=True)
    return packed


def decode_client(data: bytes, limit_bytes: int = MESSAGE_BYTES) -> FromClient:
    """What a client said.

    Raises:
        UnknownType: a map whose `type` no message has.
        WireError: anything else that is not a message.
    """
    message: FromClient = _convert(data, limit_bytes, FromClient, _CLIENT_TYPES)
    # What is in the arguments of a command is refused by whoever reads them, with the name of the field.
    said = {"ref": message.ref} if isinstance(message, Command) else message
    if (field := beyond(said, most=GREATEST)) is not None:
        raise WireError(CloseCode.MALFORMED, f"{field} is not within ±(2⁵³ − 1)")
    return message


def decode_server(data: bytes, limit_bytes: int = 16 << 20) -> FromServer:
    """What a server said; the same errors as `decode_client`."""
    message: FromServer = _convert(data, limit_bytes, FromServer, _SERVER_TYPES)
    return message


def unpack(data: bytes, limit_bytes: int = MESSAGE_BYTES) -> Any:
    """Plain values of MessagePack bytes, within limits.

    Raises:
        WireError: `TOO_LARGE` or `MALFORMED`.
    """
    if len(data) > limit_bytes:
        raise WireError(CloseCode.TOO_LARGE, f"{len(data)} bytes, {limit_bytes} allowed")
    items = min(len(data), max(ITEMS, limit_bytes // 8))
    try:
        value = msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            max_str_len=len(data),
            max_bin_len=len(data),
            max_array_len=items,
            max_map_len=items,
            max_ext_len=0,
        )
    except Exception as error:  # msgpack raises ValueError, its own kinds, UnicodeDecodeError …
        raise WireError(CloseCode.MALFORMED, type(error).__name__) from None
    return value


def _convert(data: bytes, limit_bytes: int, union: Any, types: frozenset[str]) -> Any:
    value = unpack(data, limit_bytes)
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise WireError(CloseCode.MALFORMED, "a message is a map with a type")
    if value["type"] not in types:
        raise UnknownType(value["type"][:64])
    try:
        return msgspec.convert(value, union, strict=True)
    except (msgspec.ValidationError, RecursionError) as error:
        raise WireError(CloseCode.MALFORMED, str(error)[:200]) from None


def _tags(union: Any) -> frozenset[str]:
    return frozenset(cls.__struct_config__.tag for cls in union.__args__)


_CLIENT_TYPES = _tags(FromClient)
_SERVER_TYPES = _tags(FromServer)
