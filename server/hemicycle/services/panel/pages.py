"""What pages of a panel show: to everybody, to an applicant, to organisers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hemicycle.core.emit import debate_log
from hemicycle.core.panel.application import may_apply
from hemicycle.core.panel.canonical import canonical
from hemicycle.core.panel.ranking import best_of_each
from hemicycle.core.panel.view import view_of
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.mails import Mails
from hemicycle.store.panels import PanelPersonRow, Panels
from hemicycle_protocol import panel as p
from hemicycle_protocol.panel_file import PanelCall, PanelFile
from hemicycle_protocol.views import MailState, Role, You

from .news import panel_mail
from .steps import PanelSteps

# Who reads what organisers of a panel see.
DESK_READERS = frozenset({Role.ORGANISER})


class PanelPages:
    """Reads of panels."""

    def __init__(
        self, forum: Forum, visibility: Visibility, panels: Panels, mails: Mails, panel_steps: PanelSteps
    ) -> None:
        self._forum = forum
        self._mails = mails
        self._visibility = visibility
        self._journal = forum.journal
        self._panels = panels
        self._steps = panel_steps

    async def page(self, you: You | None, process: str) -> p.PanelPage:
        """What everybody may read beside the file. Refused: `NOT_FOUND` for the process."""
        view = await self._visibility.process(you, process)
        row = await self._panels.get(process)
        challenges = await self._panels.challenges(process) if row else []
        title = ""
        if row is not None:
            await self._journal.load(debate_log(row.file.debate))
            title = self._journal.debate(row.file.debate).title
        return p.PanelPage(
            process=process,
            title=view.title,
            debate_title=title,
            panel=None if row is None else view_of(row.file),
            applications=await self._panels.applications(process),
            challenges=len(challenges),
            answers=[
                p.PublicAnswer(c.answer, c.answered_at) for c in challenges if c.answered_at is not None
            ],
        )

    async def file(self, you: You | None, process: str) -> bytes:
        """The panel file in its canonical form. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        return canonical((await self._steps.row(process)).file)

    async def mine(self, you: You, process: str, *, now: int) -> p.MyPanel:
        """One's own part. Refused: `NOT_FOUND` for the process."""
        await self._visibility.process(you, process)
        row, mine = await self._panels.get(process), await self._panels.person(process, you.id)
        roles = await self._forum.roles(you, process)
        organises = Role.ORGANISER in roles
        if row is None:
            return p.MyPanel(False, organises)
        able = may_apply(row.file, roles, at=now)
        if mine is None:
            return p.MyPanel(able, organises)
        call = _calls(row.file).get(mine.public)
        return p.MyPanel(
            able,
            organises,
            mine.public,
            mine.name,
            mine.motivation,
            mine.applied_at,
            mine.withdrawn_at,
            _numbers(row.file).get(mine.public),
            call.outcome if call else None,
            call.seat if call else "",
        )

    async def desk(self, you: You, process: str) -> p.PanelDeskPage:
        """What organisers read. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=DESK_READERS)
        row = await self._panels.get(process)
        rows, closed = await self._panels.people(process), await self._panels.closed(process)
        mails = await self._mails.states([panel_mail(process, each.public) for each in rows])
        people = [] if row is None else list(_people(row.file, rows, closed, mails))
        challenges = [
            p.Challenge(c.id, c.body, c.at, c.answer, c.answered_at)
            for c in await self._panels.challenges(process)
        ]
        return p.PanelDeskPage(people, challenges)


def _people(
    file: PanelFile, rows: Iterable[PanelPersonRow], closed: set[str], mails: Mapping[str, MailState]
) -> Iterable[p.PanelPerson]:
    numbers, calls = _numbers(file), _calls(file)
    best = {score.person: score for score in best_of_each(file.snapshot.scores if file.snapshot else [])}
    for row in rows:
        score, call = best.get(row.public), calls.get(row.public)
        if row.withdrawn_at is not None and score is None and call is None:
            continue
        yield p.PanelPerson(
            person=row.public,
            name=call.name if call and call.name else row.name,
            motivation=row.motivation,
            number=numbers.get(row.public),
            proposition=score.proposition if score else None,
            agree=score.agree if score else None,
            outcome=call.outcome if call else None,
            group=call.group if call else "",
            reachable=row.public not in closed,
            mail=mails.get(panel_mail(file.process, row.public)),
        )


def _numbers(file: PanelFile) -> dict[str, int]:
    return {member.person: member.number for member in file.pool.members} if file.pool else {}


def _calls(file: PanelFile) -> dict[str, PanelCall]:
    return {call.person: call for call in file.calls}
