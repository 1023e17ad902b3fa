"""Every type of records, in the order in which an import keeps them: what is pointed at comes first."""

from __future__ import annotations

from .cap import CAP
from .consultation import ARGUMENT_VERSIONS, ARGUMENTS, PROPOSITION_VERSIONS, PROPOSITIONS, RANKINGS
from .debates import DEBATE_LOG, DEBATE_TALLIES, DEBATES, POLLS, QUESTIONS, SPEAKING_TIMES
from .moderation import BIN, REGISTER
from .panel import PANEL
from .process import LOG, PHASES, PROCESS
from .records import RecordType
from .votes import ASIDES, BALLOTS, TALLIES

TYPES: dict[str, RecordType] = {
    each.name: each
    for each in (
        PROCESS,
        PHASES,
        LOG,
        PROPOSITIONS,
        ARGUMENTS,
        PROPOSITION_VERSIONS,
        ARGUMENT_VERSIONS,
        RANKINGS,
        REGISTER,
        BIN,
        PANEL,
        TALLIES,
        ASIDES,
        BALLOTS,
        DEBATES,
        DEBATE_LOG,
        DEBATE_TALLIES,
        QUESTIONS,
        POLLS,
        SPEAKING_TIMES,
        CAP,
    )
}
