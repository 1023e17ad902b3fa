"""Every type of records, in the order in which an import keeps them: what is pointed at comes first."""

from __future__ import annotations

from .cap import CAP
from .consultation import ARGUMENTS, PROPOSITIONS
from .debates import DEBATE_LOG, DEBATE_TALLIES, DEBATES, POLLS, QUESTIONS, SPEAKING_TIMES
from .process import LOG, PHASES, PROCESS
from .records import RecordType
from .votes import BALLOTS, TALLIES

TYPES: dict[str, RecordType] = {
    each.name: each
    for each in (
        PROCESS,
        PHASES,
        LOG,
        PROPOSITIONS,
        ARGUMENTS,
        TALLIES,
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
