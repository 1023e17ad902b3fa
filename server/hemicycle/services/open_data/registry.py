"""Every type of records, in the order in which an import keeps them: what is pointed at comes first."""

from __future__ import annotations

from .bill import BILL_ARTICLES, BILL_LINKS, BILL_VERSIONS, SUPPORT_COUNTS, SUPPORTS
from .cap import CAP
from .consultation import ARGUMENT_VERSIONS, ARGUMENTS, PROPOSITION_VERSIONS, PROPOSITIONS, RANKINGS
from .debates import DEBATE_LOG, DEBATE_TALLIES, DEBATES, POLLS, QUESTIONS, SPEAKING_TIMES, WRITTEN_ANSWERS
from .moderation import BIN, REGISTER
from .panel import PANEL, PANEL_ANSWERS
from .presentation import PRESENTATION, PRESENTATION_VERSIONS
from .process import LOG, PHASES, PROCESS
from .records import RecordType
from .synthesis import CONTESTS, FAMILIES, PLACEMENTS, SYNTHESES, SYNTHESIS_EDITIONS
from .votes import ASIDES, BALLOTS, TALLIES

TYPES: dict[str, RecordType] = {
    each.name: each
    for each in (
        PROCESS,
        PHASES,
        LOG,
        PRESENTATION,
        PRESENTATION_VERSIONS,
        PROPOSITIONS,
        ARGUMENTS,
        PROPOSITION_VERSIONS,
        ARGUMENT_VERSIONS,
        RANKINGS,
        REGISTER,
        BIN,
        SYNTHESES,
        SYNTHESIS_EDITIONS,
        FAMILIES,
        PLACEMENTS,
        CONTESTS,
        PANEL,
        PANEL_ANSWERS,
        TALLIES,
        ASIDES,
        BALLOTS,
        DEBATES,
        DEBATE_LOG,
        DEBATE_TALLIES,
        QUESTIONS,
        WRITTEN_ANSWERS,
        POLLS,
        SPEAKING_TIMES,
        BILL_VERSIONS,
        BILL_ARTICLES,
        BILL_LINKS,
        SUPPORTS,
        SUPPORT_COUNTS,
        CAP,
    )
}
