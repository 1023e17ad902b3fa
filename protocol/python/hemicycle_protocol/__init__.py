"""The wire of Hemicycle: messages, events, commands, boards and their bytes. See protocol/SPEC.md.

The phases of a process have a module each, with its acts, facts, views and HTTP values; they are imported
here, so that whoever reads or writes the wire knows all of its names.
"""

from . import (
    bill,
    consultation,
    debate_record,
    electorate,
    mobilisation,
    moderation,
    open_data,
    panel,
    personal,
    presentation,
    process,
    site,
    synthesis,
)

PHASES = (
    process,
    presentation,
    consultation,
    moderation,
    personal,
    synthesis,
    panel,
    debate_record,
    bill,
    mobilisation,
    open_data,
    site,
    electorate,
)
