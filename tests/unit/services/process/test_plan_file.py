"""A process that an organiser wrote down: what the file means, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemicycle.services.process.plan_file import PlanRefused, read_plan
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import AgendaItem, AgendaKind, Phase, PhasePlan, Role, Seat, Side

EXAMPLE = Path(__file__).parents[4] / "docs" / "example-process.toml"
NOW = 1_800_000_000_000
HOUR_MS = 3_600_000
PROCESS = 'id = "eau"\ntitle = "Eau"\nphases = []\n'
DEBATE = """
[[debates]]
title = "Débat"
starts = "+100 hours"
agenda = [{ kind = "theme", minutes = 5, title = "Un" }]
seats = [{ side = "citizens", name = "Inès" }]
"""


def faults(text: str) -> list[str]:
    with pytest.raises(PlanRefused) as refused:
        read_plan(text, now=NOW)
    return refused.value.faults


def phases(*lines: str, zone: str = "") -> str:
    return f'id = "eau"\ntitle = "Eau"\n{zone}\nphases = [{", ".join(lines)}]\n'


def test_the_example_in_the_docs_is_a_whole_process() -> None:
    plan = read_plan(EXAMPLE.read_text(), now=NOW)
    assert plan.phases[1] == PhasePlan(Phase.CONSULTATION, 1_801_465_200_000, 1_804_100_400_000)
    assert plan.phases[3] == PhasePlan(Phase.BILL)
    assert [(p.official, len(p.arguments)) for p in plan.propositions] == [(True, 2), (False, 0)]
    (debate,) = plan.debates
    assert debate.agenda[1] == AgendaItem("2", AgendaKind.THEME, "Mesurer et publier", 40 * 60_000)
    assert debate.seats[0] == Seat("1", "Élise Vannier", Side.PARLIAMENTARIAN)
    assert {wish.role for wish in debate.invitations} == {
        Role.HOST,
        Role.MODERATOR,
        Role.PANELIST,
        Role.CAPTIONER,
    }


def test_an_instant_has_a_zone_or_counts_from_now() -> None:
    opens = ["2027-02-01T08:00:00", "2027-02-01T08:00:00Z", '"now"', '"-2 hours"', '"+1 day"']
    for written, instant in zip(
        opens, [1_801_465_200_000, 1_801_468_800_000, NOW, NOW - 2 * HOUR_MS, NOW + 24 * HOUR_MS], strict=True
    ):
        text = phases(f'{{phase = "bill", opens = {written}}}', zone='time_zone = "Europe/Paris"')
        assert read_plan(text, now=NOW).phases == [PhasePlan(Phase.BILL, instant)]
    for written in ("2027-02-01T08:00:00", "2027-02-01", "12", '"soon"', '"+2 years"'):
        (fault,) = faults(phases(f'{{phase = "bill", opens = {written}}}'))
        assert fault.startswith("phases 1, opens: ")


def test_links_are_good_until_a_day_after_the_beginning() -> None:
    wishes = 'invitations = [{role = "host", name = "A"}, {role = "host", name = "B", hours = 5}]'
    (debate,) = read_plan(PROCESS + DEBATE + wishes, now=NOW).debates
    assert debate.invitations == [
        NewInvitation("eau-1", Role.HOST, "A", valid_hours=124),
        NewInvitation("eau-1", Role.HOST, "B", valid_hours=5),
    ]
    (soon,) = read_plan(PROCESS + DEBATE.replace("+100 hours", "now") + wishes, now=NOW).debates
    assert soon.invitations[0].valid_hours == 72


def test_every_fault_is_named_with_its_place() -> None:
    text = """
id = "une eau"
title = " "
colour = "blue"
phases = [{ phase = "debat" }, { phase = "debate", opens = "now", closes = "now" }]
[[propositions]]
title = "Publier"
author = "Karim"
arguments = [{ side = "pro", author = "X", body = "Oui" }]
[[debates]]
title = "Débat"
starts = "now"
seats = [{ side = "citizens", name = "Inès" }, { side = "citizens" }]
agenda = 3
[[debates]]
title = "Encore"
starts = "now"
agenda = [
  { kind = "theme", minutes = 5, title = "Un" },
  { kind = "theme", minutes = 0, title = "Deux" },
]
seats = [{ side = "citizens", name = "Inès" }]
invitations = [
  { role = "stage", name = "X" },
  { role = "panelist", name = "Inès" },
  { role = "host", name = "Y", email = "y" },
]
"""
    places = [fault.split(":")[0] for fault in faults(text)]
    assert sorted(places) == sorted(
        [
            "colour",
            "id",
            "title",
            "phases 1, phase",
            "phases 2, closes",
            "propositions 1, arguments 1, side",
            "propositions 1, body",
            "debates 1, seats 2, name",
            "debates 1, agenda",
            "debates 2, agenda 2, minutes",
            "debates 2, invitations 1, role",
            "debates 2, invitations 2, seat",
            "debates 2, invitations 3, email",
        ]
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id = ", "Invalid value"),
        ('time_zone = "Europe/Paname"', "time_zone: 'Europe/Paname' is unknown"),
        ("time_zone = 1\n" + PROCESS, "time_zone: Expected"),
        (phases('{phase = "bill"}', '{phase = "bill"}'), "phases: bill stands here 2 times"),
        (PROCESS + DEBATE + 'id = "d"\n' + DEBATE + 'id = "d"', "debates: d stands here 2 times"),
        (PROCESS + DEBATE.replace("kind", 'id = "a b", kind'), "debates 1, agenda 1, id: "),
        (
            PROCESS
            + DEBATE.replace("}]\ns", '}, { id = "1", kind = "theme", minutes = 5, title = "Deux" }]\ns'),
            "debates 1, agenda: 1 stands here 2 times",
        ),
        (
            PROCESS + DEBATE + 'invitations = [{role = "panelist", name = "A", seat = "2"}]',
            "debates 1, invitations 1, seat: the debate has no seat '2'",
        ),
    ],
)
def test_what_does_not_fit_together_is_told(text: str, fault: str) -> None:
    (told,) = faults(text)
    assert told.startswith(fault)
