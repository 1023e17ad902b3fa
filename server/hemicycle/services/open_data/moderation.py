"""Moderation in the open: the register, and what is in the bin and why; nobody who acted has a name."""

from __future__ import annotations

from hemicycle.store.extracts import Extract

from .records import Field, Kind, of_table

REGISTER = of_table(
    "moderation_register",
    "Every act of moderation, in order.",
    Extract("register", order=("number",)),
    (
        Field("process", Kind.ID, "The process."),
        Field("number", Kind.INTEGER, "The place of the act on the process's log."),
        Field("at", Kind.INSTANT, "When it was done."),
        Field("act", Kind.TEXT, "What was done: `bin`, `restore`, `keep`, `appeal`, `uphold` and so on."),
        Field("target", Kind.ID, "The text."),
        Field("reason", Kind.TEXT, "Why."),
        Field("explanation", Kind.TEXT, "Why, in words."),
        Field("role", Kind.TEXT, "The role of who did it."),
        Field("reports", Kind.INTEGER, "How many reports it answered."),
    ),
)

BIN = of_table(
    "bin",
    "Texts that moderation has looked at, and how each stands.",
    Extract("moderated", order=("target",)),
    (
        Field("target", Kind.ID, "The text."),
        Field("process", Kind.ID, "The process."),
        Field("state", Kind.TEXT, "`visible`, `binned`, `appealed`, `upheld` or `retired`."),
        Field("version", Kind.INTEGER, "How often its state changed."),
        Field("reason", Kind.TEXT, "Why it is in the bin."),
        Field("explanation", Kind.TEXT, "Why, in words."),
        Field("role", Kind.TEXT, "The role of who decided."),
        Field("decided_at", Kind.INSTANT, "When."),
        Field("outcome", Kind.TEXT, "What became of its author's appeal."),
        Field("outcome_explanation", Kind.TEXT, "Why, in words."),
        Field("shown_as", Kind.TEXT, "Its state outside the bin, to which it would come back."),
    ),
)
