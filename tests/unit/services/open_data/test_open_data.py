"""How records are written and read: instants, formulas, facts without people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.services.open_data import TYPES
from hemicycle.services.open_data.facts import PRIVATE, without_people
from hemicycle.services.open_data.formats import Writer, read_json, safe_json, safe_text
from hemicycle.services.open_data.records import (
    BadRecord,
    Field,
    Format,
    Kind,
    Page,
    RecordType,
    instant_ms,
    instant_text,
    record_of,
    row_of,
)
from hemicycle.store.tables import metadata

FIELDS = (Field("a", Kind.TEXT, ""), Field("n", Kind.INTEGER, ""), Field("at", Kind.INSTANT, "", "at_ms"))


@given(st.integers(min_value=-62_000_000_000_000, max_value=250_000_000_000_000))
def test_an_instant_is_read_back_to_the_millisecond(ms: int) -> None:
    assert instant_ms(instant_text(ms)) == ms


def test_an_instant_is_in_utc() -> None:
    assert instant_text(1_445_205_240_007) == "2015-10-18T21:54:00.007Z"
    assert instant_ms("2015-10-18T23:54:00.007+02:00") == 1_445_205_240_007


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-1", "@you", "\tx", "\rx", "＝1+1", "＠you"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    """[H47] Wide signs too."""
    assert safe_text(text) == f"'{text}"


SIGNS = "=+-@＝＋－＠"
TEXTS = st.text(st.sampled_from(f"{SIGNS};,\t\r\n \"'a1"), max_size=30) | st.text(max_size=30)


@given(TEXTS, st.sampled_from(";,\t\n"))
def test_no_cell_begins_like_a_formula_whatever_sign_parts_cells(text: str, sign: str) -> None:
    """[H47] A spreadsheet set to another language takes another sign, and quotes for a part of the text."""
    data = written(text)
    for cell in data.replace("\r", "\n").replace("\n", sign).split(sign):
        assert cell.strip(' "')[:1] not in {*SIGNS, "\t"} or not cell.strip(' "')


@given(st.recursive(TEXTS | st.integers(-(10**9), 10**9), lambda inner: st.lists(inner, max_size=3)))
def test_a_cell_of_json_is_the_same_value_and_no_formula(value: object) -> None:
    """[H47] Numbers below nought stay numbers."""
    text = safe_json(msgspec.json.encode(value).decode())
    assert msgspec.json.decode(text) == value
    cells = [cell for part in text.split(";") for cell in part.split(",")]
    assert not [cell for cell in cells[1:] if cell.lstrip(' "')[:1] in {*SIGNS} and not number(cell)]


def number(cell: str) -> bool:
    return re.fullmatch(r"-\d+\]*", cell) is not None


def written(text: str) -> str:
    type_ = RecordType("t", "", FIELDS, lambda reading, process, after: Page([], None))
    writer = Writer(Format.CSV, type_)
    return writer.page([{"a": text, "n": 7, "at": None}]).decode()


def test_a_spreadsheet_in_french_opens_a_file_as_a_table() -> None:
    """[H47] A mark that says UTF-8, and semicolons."""
    type_ = RecordType("t", "", FIELDS, lambda reading, process, after: Page([], None))
    assert Writer(Format.CSV, type_).head() == "\ufeffa;n;at\r\n".encode()


@given(
    st.lists(
        st.fixed_dictionaries({"a": st.none() | st.text(), "n": st.integers(0, 2**53), "at_ms": st.just(5)})
    )
)
def test_json_gives_back_what_was_written(rows: list[dict[str, object]]) -> None:
    type_ = RecordType("t", "", FIELDS, lambda reading, process, after: Page([], None))
    writer = Writer(Format.JSON, type_)
    pages = [rows[:2], rows[2:]]
    data = writer.head() + b"".join(writer.page([record_of(FIELDS, r) for r in page]) for page in pages)
    data += writer.foot()
    assert json.loads(data) == [record_of(FIELDS, row) for row in rows]
    lines = [json.loads(text) for _, text in read_json(data.splitlines(keepends=True))]
    assert [row_of(FIELDS, record) for record in lines] == rows


def test_a_record_that_is_not_what_its_type_says_is_told() -> None:
    for record in ({"a": 1, "n": 1, "at": None}, {"a": "", "n": True, "at": None}, {"a": ""}):
        with pytest.raises(BadRecord):
            row_of(FIELDS, record)


def test_a_fact_is_told_without_the_people_behind_it() -> None:
    body = {"by": "p-1", "seats": [{"person": "p-2", "name": "Inès"}], "step": {"at": 1, "by": "p-3"}}
    assert without_people(body) == {"seats": [{"name": "Inès"}], "step": {"at": 1}}
    assert {"by", "person", "device"} <= PRIVATE


def test_every_field_of_every_type_says_what_it_means() -> None:
    for type_ in TYPES.values():
        assert type_.about
        assert all(field.about.endswith(".") for field in type_.fields), type_.name
        assert len({field.name for field in type_.fields}) == len(type_.fields)


# Tables of which nothing is open data, and columns that are not, each with the reason.
LEFT_OUT = {
    "accounts and what belongs to one person": {
        *(
            "people",
            "sign_ins",
            "invitations",
            "revocations",
            "mails",
            "memberships",
            "allowances",
            "leavers",
            "salts",
            "consents",
        ),
        *("paces", "follows", "languages", "closed_accounts", "notices", "panel_people", "sessions"),
        *("blocks", "reports", "allowances", "rolls"),
    },
    "made again from the rest": {"heads", "snapshots", "closings", "carried", "imports", "meta"},
    "work that is not published": {
        "bills",
        "bill_articles",
        "bill_links",
        "argument_families",
        "argument_filings",
    },
    "figures that are shown and not counted": {"audiences"},
    "what the clock works through": {"spreads", "heard", "support_news"},
}
COLUMNS_LEFT_OUT = {
    "propositions": {"person", "shuffle"},
    "arguments": {"person"},
    "processes": {"due_at", "zone", "cover"},
    "events": {"log", "actor"},
    "ballots": {"seq", "via", "at", "version"},
    "moderated": {
        *("author", "reports", "reported_at", "urgency", "answered", "binned_by", "appeal", "appealed_at"),
        *("last_act", "last_by", "last_at", "last_before", "claimed_by", "claimed_name", "claimed_until"),
    },
    "panels": {"due_at"},
    "panel_challenges": {"person", "body"},
    "placement_contests": {"person"},
    "written_answers": {"person"},
    "supports": {"person", "public", "news", "seq"},
}


def test_every_table_is_open_data_or_has_a_reason_not_to_be() -> None:
    """A new table, or a new column of one that is exported, is decided about here."""
    exported: dict[str, set[str]] = {}
    for type_ in TYPES.values():
        if type_.table:
            columns = exported.setdefault(type_.table, set())
            columns |= {field.column or field.name for field in type_.fields}
    left_out = set().union(*LEFT_OUT.values())
    assert set(metadata.tables) - exported.keys() - left_out == set()
    assert exported.keys() & left_out == set()
    for table, columns in exported.items():
        others = {column.name for column in metadata.tables[table].columns} - columns
        assert others == COLUMNS_LEFT_OUT.get(table, set()), table


def test_every_type_has_a_name_on_the_page_in_both_languages() -> None:
    words = (
        Path(__file__).parents[4] / "client_web" / "src" / "pages" / "index" / "data" / "words.ts"
    ).read_text()
    for name, type_ in TYPES.items():
        if len(type_.formats) > 1:
            assert words.count(f"  type_{name}: ") == 2, name
