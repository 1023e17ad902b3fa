"""The WebSocket gateway: handshake, session, limits, and the hub's frames on the wire."""

from .gate import Gate
from .protocol import make_protocol
from .server import LiveServer
from .settings import LiveSettings

__all__ = ["Gate", "LiveServer", "LiveSettings", "make_protocol"]
