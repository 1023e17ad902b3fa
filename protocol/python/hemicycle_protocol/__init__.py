"""The wire of Hemicycle: messages, events, commands, boards and their bytes. See protocol/SPEC.md."""
