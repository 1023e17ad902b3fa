"""Topics and bytes: who reads what, how far they are, and how a message reaches all of them.

Three deliveries (`log`, `board`, `stream`), one way to write (`fanout`), one way between nodes
(`bridge`). What the topics are about is unknown here; it comes from above through `source`.
"""

from .bridge import Bridge
from .bridge_memory import Exchange, MemoryBridge
from .hub import Hub
from .reader import Reader
from .source import Source

__all__ = ["Bridge", "Exchange", "Hub", "MemoryBridge", "Reader", "Source"]
