"""Writing a bill: acts on its draft, which tell nobody anything, and the publication of a version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from hemicycle.core import bill_draft as rules
from hemicycle.core.bill import bill_of, check_publication
from hemicycle.core.bill_answers import owed
from hemicycle.core.bill_draft import text_of
from hemicycle.core.emit import Emit, process_log
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store.bills import Bills, Version, put_version
from hemicycle_protocol import bill as b
from hemicycle_protocol.bill import BillDraft, BillDraftChange, BillText, OwedAnswer
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.views import ProcessView, You

from .targets import Targets

Decide = Callable[[BillDraft], BillDraft]


class Drafting:
    """The handlers of those who write the bill."""

    def __init__(self, forum: Forum, bills: Bills, targets: Targets) -> None:
        self._forum = forum
        self._bills = bills
        self._targets = targets

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command it handles by what."""
        return {
            b.SaveBillHead: self.save_head,
            b.AddBillArticle: self.add_article,
            b.SaveBillArticle: self.save_article,
            b.MoveBillArticle: self.move_article,
            b.RemoveBillArticle: self.remove_article,
            b.RestoreBillArticle: self.restore_article,
            b.LinkBill: self.link,
            b.ChangeBillLink: self.change_link,
            b.UnlinkBill: self.unlink,
            b.PublishBill: self.publish,
        }

    async def save_head(self, caller: Caller, command: b.SaveBillHead) -> Result:
        """Title and explanatory statement."""
        after = await self._change(caller, command, lambda draft: rules.save_head(draft, command))
        return _answered(caller, after, version=after.version)

    async def add_article(self, caller: Caller, command: b.AddBillArticle) -> Result:
        """A new article; the same person and key get the same one."""
        id_ = id_of(caller, command.process, command.key)
        after = await self._change(caller, command, lambda draft: rules.add_article(draft, command, id=id_))
        return _answered(caller, after, version=rules.article_of(after, id_).version, id=id_)

    async def save_article(self, caller: Caller, command: b.SaveBillArticle) -> Result:
        """The text of an article."""
        after = await self._change(caller, command, lambda draft: rules.save_article(draft, command))
        return _answered(caller, after, version=rules.article_of(after, command.article).version)

    async def move_article(self, caller: Caller, command: b.MoveBillArticle) -> Result:
        """Its place, and so the numbers of others."""
        after = await self._change(caller, command, lambda draft: rules.move_article(draft, command))
        return _answered(caller, after)

    async def remove_article(self, caller: Caller, command: b.RemoveBillArticle) -> Result:
        """Out of the bill, its text kept."""
        after = await self._change(caller, command, lambda draft: rules.remove_article(draft, command))
        return _answered(caller, after, version=rules.article_of(after, command.article).version)

    async def restore_article(self, caller: Caller, command: b.RestoreBillArticle) -> Result:
        """Back into the bill."""
        after = await self._change(caller, command, lambda draft: rules.restore_article(draft, command))
        return _answered(caller, after, version=rules.article_of(after, command.article).version)

    async def link(self, caller: Caller, command: b.LinkBill) -> Result:
        """What became of a contribution; the same person and key get the same answer."""
        caller.permitted_in(process=command.process)
        await self._targets.check(command.process, command.kind, command.target)
        id_ = id_of(caller, command.process, command.key)
        after = await self._change(caller, command, lambda draft: rules.add_link(draft, command, id=id_))
        return _answered(caller, after, version=1, id=id_)

    async def change_link(self, caller: Caller, command: b.ChangeBillLink) -> Result:
        """Something else became of it."""
        after = await self._change(caller, command, lambda draft: rules.change_link(draft, command))
        version = next(one.version for one in after.links if one.link.id == command.link)
        return _answered(caller, after, version=version)

    async def unlink(self, caller: Caller, command: b.UnlinkBill) -> Result:
        """Nothing is said of it any more."""
        after = await self._change(caller, command, lambda draft: rules.remove_link(draft, command))
        return _answered(caller, after)

    async def publish(self, caller: Caller, command: b.PublishBill) -> Result:
        """The draft as the next version, with everything that is owed in it."""
        caller.permitted_in(process=command.process)
        draft = await self._bills.draft(command.process)
        if draft.revision != command.revision:
            raise changed(draft.revision)
        text = text_of(draft)
        before = await self._bills.versions(command.process)
        if before and text == await self._bills.text(command.process, before[0].number):
            raise Refused(Code.DUPLICATE, version=before[0].number)
        missing = await self.owed_in(command.process, text)

        def decide(_: You, view: ProcessView, now: int) -> Decision[int]:
            fact = check_publication(bill_of(view), text, command.note, missing)
            if fact.number != len(before) + 1:  # somebody has published meanwhile
                raise changed(draft.revision)
            version = Version(view.id, fact.number, fact.title, fact.note, fact.articles, now)
            kept = put_version(version, text, revision=draft.revision)
            return Decision([Emit(process_log(view.id), fact)], [kept], version.number)

        made = await self._forum.act(caller, command, command.process, decide)
        return made.at, {"number": made.result}

    async def published(self, process: str) -> BillText | None:
        """The newest published version."""
        versions = await self._bills.versions(process)
        return await self._bills.text(process, versions[0].number) if versions else None

    async def owed_in(self, process: str, text: BillText) -> list[OwedAnswer]:
        """The top contributions to which a text has no full answer."""
        top = [(one.rank, one.proposition) for one in await self._targets.top(process)]
        return owed(top, text.links, articles=[article.id for article in text.articles])

    async def _change(self, caller: Caller, command: CommandBody, decide: Decide) -> BillDraft:
        process: str = getattr(command, "process")  # noqa: B009
        caller.permitted_in(process=process)
        return await self._bills.change(process, decide)


def id_of(caller: Caller, process: str, key: str) -> str:
    """The id of what a person makes with a key: the same each time they ask."""
    return hashlib.blake2b(f"{process}\0{caller.by.id}\0{key}".encode(), digest_size=9).hexdigest()


def _answered(
    caller: Caller, after: BillDraft, *, version: int | None = None, id: str | None = None
) -> Result:
    change = BillDraftChange(after.revision, after.placing, version, id)
    result: dict[str, object] = msgspec.to_builtins(change)
    return caller.received_at, result
