"""A panel from its opening to its seats, on real databases: who may, what is mailed, what stays private."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from hemicycle.core.panel.verify import is_sound, verify
from hemicycle.services.kernel.caller import Caller
from hemicycle.store.propositions import PropositionRow, add_propositions
from hemicycle_protocol import commands as c
from hemicycle_protocol import panel as p
from hemicycle_protocol.api import AcceptInvitation
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import CallOutcome, PanelFile
from hemicycle_protocol.personal import Erasure, ErasureForm
from hemicycle_protocol.views import Choice, Phase, PhasePlan
from tests.support.evening import START
from tests.support.panel_people import CLOSES, DEBATE, PROCESS, STARTS, Hall, open_hall
from tests.support.panels import DAY, HOUR, RANDOMNESS

ALL = ("ada", "bea", "cleo", "dora", "eva", "flo")


async def code_of(act: object) -> Code:
    with pytest.raises(Refused) as refused:
        await act  # type: ignore[misc]
    return refused.value.code


async def holders(hall: Hall, outcome: CallOutcome) -> list[str]:
    """The names of those whose invitation stands so, in the order they were called."""
    people = {row.public: row.person for row in await hall.node.database.panels.people(PROCESS)}
    names = {you.id: name for name, you in hall.people.items()}
    return [
        names[people[call.person] or ""] for call in (await hall.row()).file.calls if call.outcome is outcome
    ]


async def test_a_whole_panel(any_url: str) -> None:
    """[PA1]"""
    async with open_hall(any_url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        invited = await holders(hall, CallOutcome.PENDING)
        # Nobody with an account wrote a proposition: A's seat comes from the pool as well.
        assert len(invited) == 3
        for name in invited:
            await hall.answer(name, accept=True)
        chosen = next(name for name in ALL if name not in invited)
        public = (await hall.node.database.panels.person(PROCESS, hall.people[chosen].id)).public  # type: ignore[union-attr]
        await hall.node.do(p.ChoosePanelist(PROCESS, public, ["âge"], "La plus jeune."), hall.organiser)
        shown = await hall.answer(chosen, accept=None)
        assert (shown.reason, shown.outcome) == ("La plus jeune.", CallOutcome.PENDING)
        await hall.answer(chosen, accept=True, shown="Choisie")
        file = (await hall.row()).file
        assert is_sound(verify(file))
        view = hall.node.services.kernel.journal.process(PROCESS).panel
        assert view is not None
        assert [seat.name for seat in view.seats] == [*(f"{name} pseudo" for name in invited), "Choisie"]
        debate = hall.node.services.kernel.journal.debate(DEBATE)
        assert [debate.seats[f"c{n}"].name for n in range(1, 5)] == [seat.name for seat in view.seats]


async def test_who_accepts_gets_the_link_to_their_seat_and_a_mail(url: str) -> None:
    """[PA23]"""
    async with open_hall(url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        first = (await holders(hall, CallOutcome.PENDING))[0]
        accepted = await hall.answer(first, accept=True, shown="Ada L.")
        assert accepted.link is not None
        assert accepted.link.endswith(
            await hall.token(f"{first}@example.org", part=f"/debates/{DEBATE}/join/")
        )
        guest = await hall.node.services.people.invitations.accept(
            AcceptInvitation(accepted.link.rpartition("/")[2]), None
        )
        assert (guest.name, guest.seat, guest.debate) == ("Ada L.", "c1", DEBATE)
        again = await hall.answer(first, accept=True)
        assert (again.outcome, again.name, again.link) == (CallOutcome.ACCEPTED, "Ada L.", None)


async def test_a_refusal_invites_the_next_and_takes_the_seat_back(url: str) -> None:
    """[PA12]"""
    async with open_hall(url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        first, second, third = await holders(hall, CallOutcome.PENDING)
        link = (await hall.answer(first, accept=True)).link
        assert link is not None
        await hall.answer(first, accept=False)
        assert await code_of(hall.answer(first, accept=True)) is Code.ILLEGAL_MOVE
        waiting = await holders(hall, CallOutcome.PENDING)
        assert waiting[:2] == [second, third]
        assert len(waiting) == 3
        token = link.rpartition("/")[2]
        gone = hall.node.services.people.invitations.accept(AcceptInvitation(token), None)
        assert await code_of(gone) is Code.REVOKED
        assert is_sound(verify((await hall.row()).file))


async def test_silence_of_72_hours_passes_the_seats_on_by_the_clock_once(any_url: str) -> None:
    """[PA11]"""
    async with open_hall(any_url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        before = await holders(hall, CallOutcome.PENDING)
        upkeep = hall.node.services.upkeep
        hall.node.clock.at += 71 * HOUR
        await upkeep.tick()
        assert await holders(hall, CallOutcome.PENDING) == before
        hall.node.clock.at += 2 * HOUR
        panels = hall.node.services.panel._steps
        now = hall.node.clock.at
        await asyncio.gather(*(panels.tick(now=now) for _ in range(4)))
        after = await holders(hall, CallOutcome.PENDING)
        assert not set(before) & set(after)
        assert len(after) == 3
        assert await code_of(hall.answer(before[0], accept=True)) is Code.EXPIRED
        assert is_sound(verify((await hall.row()).file))


async def test_the_ranking_is_that_of_the_votes_at_the_closing(url: str) -> None:
    """[PA2] Self-votes out; authors ranked by their best proposition."""
    open_until = [PhasePlan(Phase.CONSULTATION, START - DAY, CLOSES - HOUR)]
    async with open_hall(url, phases=open_until) as hall:
        ada, bea = await hall.citizen("ada"), await hall.citizen("bea")
        await _propose(hall, {"x1": ada.id, "x2": bea.id, "x3": bea.id}, binned={"x4": ada.id})
        voters = [ada, bea, *[await hall.citizen(name) for name in ("cleo", "dora")]]
        votes = {"x1": voters[:3], "x2": voters[1:2], "x3": voters}
        for proposition, agreed in votes.items():
            for seq, you in enumerate(agreed, 1):
                await hall.node.do(c.Vote(proposition, Choice.AGREE, seq), you)
        await hall.open()
        assert await code_of(hall.node.do(p.PublishPool(PROCESS), hall.organiser)) is Code.NOT_OPEN
        hall.node.clock.at = CLOSES
        await hall.node.do(p.PublishPool(PROCESS), hall.organiser)
        file = (await hall.row()).file
        assert file.snapshot is not None
        assert file.snapshot.at == CLOSES - HOUR
        assert [(s.proposition, s.agree) for s in file.snapshot.scores] == [("x1", 2), ("x2", 0), ("x3", 3)]
        assert ada.id not in str(msgspec.to_builtins(file))


async def _propose(hall: Hall, authors: dict[str, str], *, binned: dict[str, str]) -> None:
    rows = [
        PropositionRow(id_, PROCESS, number, "S", id_, "Texte", "Auteur", person, False, START)
        for number, (id_, person) in enumerate((authors | binned).items(), 1)
    ]
    rows = [row._replace(state="binned") if row.id in binned else row for row in rows]
    await hall.node.database.connections.write(add_propositions(rows, []))


async def test_applications_may_change_and_go_until_the_closing(url: str) -> None:
    """[PA4]"""
    async with open_hall(url) as hall:
        assert await code_of(hall.apply("ada")) is Code.NOT_FOUND
        await hall.open()
        (first,) = await hall.apply("ada")
        assert await hall.apply("ada") == [first]
        ada = hall.people["ada"]
        await hall.node.do(p.WithdrawApplication(PROCESS), ada)
        await hall.node.do(p.WithdrawApplication(PROCESS), ada)
        mine = await hall.node.services.panel.pages.mine(ada, PROCESS, now=hall.node.clock.at)
        assert (mine.may_apply, mine.motivation, mine.withdrawn_at is not None) == (True, "", True)
        await hall.apply("bea")
        hall.node.clock.at = CLOSES - 1
        assert await code_of(hall.apply("cleo")) is Code.CLOSED
        assert await code_of(hall.node.do(p.WithdrawApplication(PROCESS), hall.people["bea"])) is Code.CLOSED
        await hall.node.do(p.PublishPool(PROCESS), hall.organiser)
        pool = (await hall.row()).file.pool
        assert pool is not None
        assert len(pool.members) == 1


async def test_an_application_needs_consent_a_name_and_a_reason(url: str) -> None:
    """[PA4]"""
    async with open_hall(url) as hall:
        await hall.open()
        ada = await hall.citizen("ada")
        for wish, code in [
            (p.ApplyToPanel(PROCESS, "Ada", "Parce que.", False), Code.INVALID),
            (p.ApplyToPanel(PROCESS, " ", "Parce que.", True), Code.EMPTY),
            (p.ApplyToPanel(PROCESS, "Ada", "\n", True), Code.EMPTY),
            (p.ApplyToPanel(PROCESS, "Ada", "x" * 2_001, True), Code.TOO_LONG),
            (p.ApplyToPanel(PROCESS, "x" * 61, "Parce que.", True), Code.TOO_LONG),
        ]:
            assert await code_of(hall.node.do(wish, ada)) is code
        organiser = p.ApplyToPanel(PROCESS, "Odile", "Parce que.", True)
        assert await code_of(hall.node.do(organiser, hall.organiser)) is Code.FORBIDDEN
        assert await code_of(hall.node.do(organiser, None)) is Code.SIGN_IN


async def test_only_organisers_form_a_panel(url: str) -> None:
    """[PA21]"""
    async with open_hall(url) as hall:
        ada = await hall.citizen("ada")
        assert await code_of(hall.node.do(p.OpenPanel(PROCESS, DEBATE, CLOSES), ada)) is Code.FORBIDDEN
        await hall.open()
        acts = [
            p.OpenPanel(PROCESS, DEBATE, CLOSES),
            p.PublishPool(PROCESS),
            p.FixBeacon(PROCESS),
            p.EnterBeacon(PROCESS, RANDOMNESS),
            p.ChoosePanelist(PROCESS, "x", ["a"], "b"),
            p.StrikeFromPool(PROCESS, 1, "x"),
            p.PassOver(PROCESS, "x"),
            p.ReportAbsent(PROCESS, "x"),
        ]
        for act in acts:
            assert await code_of(hall.node.do(act, ada)) in (Code.FORBIDDEN, Code.ILLEGAL_MOVE), act
        assert await code_of(hall.node.services.panel.pages.desk(ada, PROCESS)) is Code.FORBIDDEN


async def test_a_panel_is_opened_once_for_a_debate_of_its_process_with_seats_enough(url: str) -> None:
    """[PA21]"""
    async with open_hall(url) as hall:
        organiser = hall.organiser
        for wish, code in [
            (p.OpenPanel(PROCESS, "d1", CLOSES), Code.NOT_FOUND),
            (p.OpenPanel(PROCESS, "none", CLOSES), Code.NOT_FOUND),
            (p.OpenPanel(PROCESS, DEBATE, CLOSES), Code.INVALID),  # 3 + 3 + 2 of 4 seats
            (p.OpenPanel(PROCESS, DEBATE, CLOSES, answer_hours=0), Code.INVALID),
            (p.OpenPanel(PROCESS, DEBATE, CLOSES, challenge_hours=10_000), Code.INVALID),
        ]:
            assert await code_of(hall.node.do(wish, organiser)) is code, wish
        await hall.open()
        assert await code_of(hall.open()) is Code.ILLEGAL_MOVE


async def test_who_contests_the_pool_is_answered_before_the_draw(url: str) -> None:
    """[PA6]"""
    async with open_hall(url) as hall:
        node, organiser = hall.node, hall.organiser
        await hall.open()
        await hall.apply(*ALL)
        ada = hall.people["ada"]
        contest = p.ChallengePool(PROCESS, "Le numéro 2 a deux comptes.")
        assert await code_of(node.do(contest, ada)) is Code.NOT_OPEN
        node.clock.at = CLOSES
        await node.do(p.PublishPool(PROCESS), organiser)
        done = await node.do(contest, ada)
        assert await code_of(node.do(contest, ada)) is Code.DUPLICATE
        await node.do(p.FixBeacon(PROCESS), organiser)
        node.clock.at += 3 * DAY
        assert await code_of(node.do(contest, hall.people["bea"])) is Code.CLOSED
        enter = p.EnterBeacon(PROCESS, RANDOMNESS)
        assert await code_of(node.do(enter, organiser)) is Code.ILLEGAL_MOVE
        await node.do(p.AnswerChallenge(PROCESS, done["challenge"], "Vérifié : deux personnes."), organiser)
        await node.do(enter, organiser)
        page = await node.services.panel.pages.page(None, PROCESS)
        assert (page.challenges, [a.answer for a in page.answers]) == (1, ["Vérifié : deux personnes."])
        assert "deux comptes" not in str(page)
        desk = await node.services.panel.pages.desk(organiser, PROCESS)
        assert desk.challenges[0].text.startswith("Le numéro 2")


async def test_the_public_reads_no_motivation_no_address_and_no_account(url: str) -> None:
    """[PA19]"""
    async with open_hall(url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        pages = hall.node.services.panel.pages
        public = str(await pages.page(None, PROCESS)) + (await pages.file(None, PROCESS)).decode()
        facts = str(await hall.node.database.log.read(f"process/{PROCESS}"))
        for name, you in hall.people.items():
            for secret in (you.id, f"{name}@example.org", f"Parce que {name}", f"{name} pseudo"):
                assert secret not in public + facts
        desk = await pages.desk(hall.organiser, PROCESS)
        assert {person.motivation for person in desk.people} == {f"Parce que {name}." for name in ALL}
        assert "@" not in str(desk)


async def test_a_closed_account_is_never_invited_and_the_numbers_stay(url: str) -> None:
    """[PA17] Erasing takes the tie away; the file still verifies."""
    async with open_hall(url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        node = hall.node
        node.clock.at = CLOSES
        await node.do(p.PublishPool(PROCESS), hall.organiser)
        personal = node.services.people.personal
        copy = await personal.export(hall.people["ada"])
        assert "Parce que ada." in str(copy["panels"])
        wish = Erasure(ErasureForm.ACCOUNT, "fermer mon compte")
        for name in ("ada", "bea", "cleo", "dora"):
            await personal.erase(hall.people[name], wish, signed_in_at=node.clock.now())
        await node.do(p.FixBeacon(PROCESS), hall.organiser)
        node.clock.at += 3 * DAY
        await node.do(p.EnterBeacon(PROCESS, RANDOMNESS), hall.organiser)
        assert set(await holders(hall, CallOutcome.PENDING)) == {"eva", "flo"}
        file = (await hall.row()).file
        assert file.pool is not None
        assert len(file.pool.members) == len(ALL)
        assert is_sound(verify(file))
        assert await node.database.panels.of_account(hall.people["ada"].id) == ([], [])


async def test_two_organisers_at_once_draw_once(any_url: str) -> None:
    """[PA8] Never a second draw."""
    async with open_hall(any_url) as hall:
        node = hall.node
        await hall.open()
        await hall.apply(*ALL)
        node.clock.at = CLOSES
        await node.do(p.PublishPool(PROCESS), hall.organiser)
        await node.do(p.FixBeacon(PROCESS), hall.organiser)
        node.clock.at += 3 * DAY

        async def enter(value: str) -> Code | None:
            try:
                await node.do(p.EnterBeacon(PROCESS, value), hall.organiser)
            except Refused as refused:
                return refused.code
            return None

        found = await asyncio.gather(*(enter(digit * 64) for digit in "0123"))
        assert sorted(map(str, found)) == ["None", *["illegal_move"] * 3]
        assert is_sound(verify((await hall.row()).file))


async def test_a_link_that_is_none_opens_nothing(url: str) -> None:
    async with open_hall(url) as hall:
        await hall.open()
        for token in ("", "x" * 32):
            unknown = hall.node.services.panel.people.invitation(PROCESS, p.PanelAnswer(token))
            assert await code_of(unknown) is Code.NOT_FOUND


async def test_who_is_absent_is_replaced_on_the_evening_itself(url: str) -> None:
    """[PA12]"""
    async with open_hall(url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        invited = await holders(hall, CallOutcome.PENDING)
        for name in invited:
            await hall.answer(name, accept=True)
        hall.node.clock.at = STARTS + 600_000
        public = (await hall.row()).file.calls[0].person
        await hall.node.do(p.ReportAbsent(PROCESS, public), hall.organiser)
        (alternate,) = await holders(hall, CallOutcome.PENDING)
        await hall.answer(alternate, accept=True, shown="Suppléante")
        debate = hall.node.services.kernel.journal.debate(DEBATE)
        assert debate.seats["c1"].name == "Suppléante"
        assert is_sound(verify((await hall.row()).file))


async def test_an_act_received_in_time_is_not_lost_to_the_closing(url: str) -> None:
    """[C3] Received before the closing, decided after it: it counts, or it is refused, never half."""
    async with open_hall(url) as hall:
        await hall.open()
        ada = await hall.citizen("ada")
        in_time = Caller(ada, "s1", "127.0.0.1", CLOSES - 1, "fr")
        hall.node.clock.at = CLOSES + 5
        wish = msgspec.to_builtins(p.ApplyToPanel(PROCESS, "Ada", "Parce que.", True))
        await hall.node.services.gate.handle(in_time, "apply_to_panel", wish)
        await hall.node.do(p.PublishPool(PROCESS), hall.organiser)
        late = hall.node.services.gate.handle(in_time, "apply_to_panel", wish)
        assert await code_of(late) is Code.CLOSED


async def test_the_file_is_one_document_that_reads_back(url: str) -> None:
    async with open_hall(url) as hall:
        await hall.open()
        await hall.apply(*ALL)
        await hall.draw()
        body = await hall.node.services.panel.pages.file(None, PROCESS)
        assert msgspec.json.decode(body, type=PanelFile) == (await hall.row()).file
