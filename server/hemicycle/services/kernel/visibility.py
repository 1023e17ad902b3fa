"""The one gate of everything that is read: pages, API, exports, feeds and topics ask it about processes.

What was published stays public, so a node remembers it: a thousand readers who come at once ask nothing of
the database. The rule itself is `core.visibility`.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from hemicycle.core.emit import debate_log, process_log
from hemicycle.core.permissions import may_follow
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import ProcessView, You

from .forum import Forum

# Names of public processes and debates kept in memory.
REMEMBERED = 10_000


class Visibility:
    """Who may know of which process, and of what belongs to it."""

    def __init__(self, forum: Forum) -> None:
        self.forum = forum
        self._public: OrderedDict[str, None] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def process(self, you: You | None, process: str) -> ProcessView:
        """The process, as far as `you` may know of it. Refused: `NOT_FOUND`."""
        view = await self.forum.visible(you, process)
        if not view.draft:
            self._remember(f"process/{process}")
        return view

    async def whole(self, process: str) -> ProcessView:
        """The process for who reads all: the operator. Refused: `NOT_FOUND`."""
        await self.forum.journal.refresh(process_log(process))
        return self.forum.journal.process(process)

    async def debate(self, you: You | None, debate: str) -> None:
        """Pass if `you` may know of a debate: of its process, or as its guest. Refused: `NOT_FOUND`."""
        if f"debate/{debate}" in self._public or (you is not None and you.debate == debate):
            return
        journal = self.forum.journal
        async with self._one_at_a_time:  # of many who come at once, one reads
            await journal.load(debate_log(debate))
        view = await self.process(you, journal.debate(debate).process)
        if not view.draft:
            self._remember(f"debate/{debate}")

    async def is_public(self, process: str) -> bool:
        """Whether everybody may know of a process."""
        if f"process/{process}" in self._public:
            return True
        try:
            return not (await self.process(None, process)).draft
        except Refused:
            return False

    def is_known_public(self, topic: Topic) -> bool:
        """Whether a topic can be followed without a question to the database."""
        return topic.scope == "person" or f"{topic.scope}/{topic.id}" in self._public

    async def topic(self, you: You | None, topic: Topic) -> Code | None:
        """None if `you` may follow a topic, else why not: by their role, or because it is of a draft."""
        refusal = may_follow(you, topic)
        if refusal is not None or self.is_known_public(topic):
            return refusal
        try:
            if topic.scope == "debate":
                await self.debate(you, topic.id)
            else:
                await self.process(you, topic.id)
        except Refused as refused:
            return refused.code
        return None

    def _remember(self, name: str) -> None:
        self._public[name] = None
        if len(self._public) > REMEMBERED:
            self._public.popitem(last=False)
