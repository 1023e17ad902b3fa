"""Which contributions a bill can answer to, and by which name its pages call them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hemicycle.core.editions import EditionFamily
from hemicycle.core.emit import debate_log
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.synthesis.tables import editions_of
from hemicycle.store import Database
from hemicycle.store.bill_targets import Named, TopRow
from hemicycle_protocol.bill import BillTarget, BillTargetKind, OwedQuestion
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateView, Question, QuestionState

_K = BillTargetKind
Key = tuple[BillTargetKind, str]
FOUND = 20
# Questions that the public has seen and that were not taken off.
_SHOWN = frozenset(QuestionState) - {
    QuestionState.SUBMITTED,
    QuestionState.NEEDS_REVIEW,
    QuestionState.BINNED,
    QuestionState.WITHDRAWN,
    QuestionState.MERGED,
}


class Targets:
    """Names of contributions, and which of them exist."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        # The families of the newest synthesis of each process, and its number.
        self._published: dict[str, tuple[int, dict[str, BillTarget]]] = {}

    async def top(self, process: str) -> list[TopRow]:
        """The contributions that were frozen at the closing, by rank."""
        return await self._database.bill_targets.top(process)

    async def check(self, process: str, kind: BillTargetKind, id: str) -> None:
        """Pass if the process has such a contribution. Refused: `NOT_FOUND`."""
        if (kind, id) not in await self.named(process, [(kind, id)]):
            raise Refused(Code.NOT_FOUND, target=id)

    async def named(self, process: str, keys: Collection[Key]) -> dict[Key, BillTarget]:
        """Those of `keys` that the process has, by name."""
        wanted = [id_ for kind, id_ in keys if kind is _K.PROPOSITION]
        rows = await self._database.bill_targets.propositions(process, wanted)
        found = {(_K.PROPOSITION, id_): proposition_target(row) for id_, row in rows.items()}
        if any(kind is _K.FAMILY for kind, _ in keys):
            families = await self._families(process)
            found |= {key: families[key[1]] for key in keys if key[0] is _K.FAMILY and key[1] in families}
        if any(kind is _K.QUESTION for kind, _ in keys):
            asked = {question.id: (debate, question) for debate, question in await self._questions(process)}
            for kind, id_ in keys:
                if kind is _K.QUESTION and id_ in asked:
                    found[kind, id_] = _question_target(*asked[id_])
        return found

    async def ranked(self, process: str) -> list[BillTarget]:
        """The top contributions by name, each with its rank."""
        top = await self.top(process)
        rows = await self._database.bill_targets.propositions(process, [one.proposition for one in top])
        return [
            proposition_target(rows[one.proposition]._replace(agree=one.agree), rank=one.rank)
            for one in top
            if one.proposition in rows
        ]

    async def search(self, process: str, words: str) -> list[BillTarget]:
        """Contributions that fit what somebody types, some of each kind."""
        propositions = await self._database.bill_targets.search(process, words, limit=FOUND)
        lowered = words.lower()
        families = [
            target for target in (await self._families(process)).values() if lowered in target.title.lower()
        ]
        questions = [
            _question_target(debate, question)
            for debate, question in await self._questions(process)
            if lowered in text_of(question).lower()
        ]
        return [*map(proposition_target, propositions), *families[:FOUND], *questions[:FOUND]]

    async def owed_questions(self, process: str) -> list[OwedQuestion]:
        """The questions of the ended debates that nobody answered on air, the most recent debate first."""
        owed = [
            (debate.id, question)
            for debate, question in await self._questions(process)
            if question.state is QuestionState.UNANSWERED
        ]
        written = {
            (row.debate, row.question)
            for debate in {debate for debate, _ in owed}
            for row in await self._database.written_answers.of_debate(debate)
            if row.body
        }
        return [
            OwedQuestion(
                question.id,
                debate,
                text_of(question),
                question.author or "",
                written=(debate, question.id) in written,
            )
            for debate, question in owed
        ]

    async def _families(self, process: str) -> dict[str, BillTarget]:
        """The families of the newest published synthesis, which never changes."""
        versions = await self._database.syntheses.versions(process)
        if not versions:
            return {}
        newest = versions[0].number
        known = self._published.get(process)
        if known is None or known[0] != newest:
            editions = editions_of(await self._database.syntheses.editions(process, newest))
            families = {
                family.id: _family_target(process, family)
                for edition in editions.values()
                for family in edition.families
            }
            known = self._published[process] = (newest, families)
        return known[1]

    async def _questions(self, process: str) -> list[tuple[DebateView, Question]]:
        found: list[tuple[DebateView, Question]] = []
        for row in await self._database.processes.debates(process):
            await self._journal.load(debate_log(row.id))
            view = self._journal.debate(row.id)
            found += [(view, question) for question in view.questions.values() if question.state in _SHOWN]
        return found


def proposition_target(row: Named, *, rank: int | None = None) -> BillTarget:
    """A proposition by name."""
    return BillTarget(
        _K.PROPOSITION,
        row.id,
        row.title,
        row.author,
        number=row.number,
        rank=rank,
        agree=row.agree,
        href=f"/propositions/{row.id}",
    )


def key_of(target: BillTarget) -> Key:
    """What a link says of the target."""
    return (target.kind, target.id)


def unnamed(key: Key) -> BillTarget:
    """A contribution that is no more to be found: it was withdrawn, or erased with its author."""
    return BillTarget(key[0], key[1], "")


def text_of(question: Question) -> str:
    """A question as it was read out."""
    return question.readout_text or question.text


def in_order(keys: Iterable[Key], named: dict[Key, BillTarget]) -> Sequence[BillTarget]:
    """The targets of `keys` by name, in their order."""
    return [named.get(key) or unnamed(key) for key in keys]


def _question_target(debate: DebateView, question: Question) -> BillTarget:
    return BillTarget(
        _K.QUESTION, question.id, text_of(question), question.author or "", href=f"/debates/{debate.id}"
    )


def _family_target(process: str, family: EditionFamily) -> BillTarget:
    return BillTarget(
        _K.FAMILY, family.id, family.title, href=f"/processes/{process}/synthesis#family-{family.id}"
    )
