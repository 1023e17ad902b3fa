"""The one gate of everything that is read: each read of a service asks it first, once, and nobody else does.

What was published stays public, so a node remembers it: a thousand readers who come at once ask nothing of
the database. The rule itself is `core.visibility`. Acts pass here as well (`rules`), and who follows a topic
(`gate`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from hemicycle.core.emit import debate_log, process_log
from hemicycle.core.permissions import may_follow
from hemicycle.core.visibility import is_visible
from hemicycle.store.propositions import Propositions
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import ProcessView, Role, You

from .forum import Forum

# Names of public processes and debates kept in memory.
REMEMBERED = 10_000


class Visibility:
    """Who may know of which process, and of what belongs to it.

    What somebody may not know of is refused in the words for what does not exist.
    """

    def __init__(self, forum: Forum, propositions: Propositions) -> None:
        self._forum = forum
        self._journal = forum.journal
        self._propositions = propositions
        self._public: OrderedDict[str, None] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def process(
        self, you: You | None, process: str, *, roles: frozenset[Role] | None = None
    ) -> ProcessView:
        """The process, as far as `you` may know of it; with `roles`, what is for those who have one of them.

        Raises:
            Refused: `NOT_FOUND` if there is none, or none for them; `FORBIDDEN` without such a role.
        """
        view = await self._visible(you, process)
        if view is None:
            raise Refused(Code.NOT_FOUND, topic=process_log(process)[:128])
        if roles is not None and roles.isdisjoint(await self._forum.roles(you, process)):
            raise Refused(Code.FORBIDDEN, roles=sorted(roles))
        return view

    async def whole(self, process: str) -> ProcessView:
        """The process for who reads all: the operator, and what goes by the clock. Refused: `NOT_FOUND`."""
        await self._journal.refresh(process_log(process))
        return self._journal.process(process)

    async def debate(self, you: You | None, debate: str) -> bool:
        """Pass if `you` may know of a debate: of its process, or as its guest; whether everybody may.

        Raises:
            Refused: `NOT_FOUND`.
        """
        log = debate_log(debate)
        if log not in self._public:
            if you is not None and you.debate == debate:
                return False  # as far as is known
            if process_log(await self.process_of_debate(you, debate)) in self._public:
                self._remember(log)
        return log in self._public

    async def process_of_debate(self, you: You | None, debate: str) -> str:
        """The process of a debate, for those who may know of it; a guest need not. Refused: `NOT_FOUND`."""
        log = debate_log(debate)
        async with self._one_at_a_time:  # of many who come at once, one reads
            await self._journal.load(log)
        process = self._journal.debate(debate).process
        if not await self.may_know(you, process):
            raise Refused(Code.NOT_FOUND, topic=log)
        return process

    async def process_of_proposition(self, you: You | None, proposition: str) -> str:
        """The process of a proposition, for those who may know of it. Refused: `NOT_FOUND`."""
        process = await self._propositions.process_of(proposition)
        if process is None or not await self.may_know(you, process):
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        return process

    async def process_of_argument(self, you: You | None, argument: str) -> str:
        """The process of an argument, for those who may know of it. Refused: `NOT_FOUND`."""
        process = await self._propositions.process_of_argument(argument)
        if process is None or not await self.may_know(you, process):
            raise Refused(Code.NOT_FOUND, argument=argument)
        return process

    async def may_know(self, you: You | None, process: str) -> bool:
        """Whether there is such a process for them, where a refusal names something that belongs to it."""
        return await self._visible(you, process) is not None

    async def is_public(self, process: str) -> bool:
        """Whether everybody may know of a process."""
        return f"process/{process}" in self._public or await self.may_know(None, process)

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

    async def _visible(self, you: You | None, process: str) -> ProcessView | None:
        """The process, None if there is none for them."""
        log = process_log(process)
        if not await self._journal.finds(log):
            return None
        view = self._journal.process(process)
        if view.draft:
            await self._journal.refresh(log)
            view = self._journal.process(process)
        if not view.draft:
            self._remember(log)
            return view
        return view if is_visible(view, await self._forum.roles(you, process)) else None

    def _remember(self, name: str) -> None:
        self._public[name] = None
        if len(self._public) > REMEMBERED:
            self._public.popitem(last=False)
