"""The documents hang together: links lead somewhere, pictures are few, decisions are of one form."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"
NOT_OURS = {"node_modules", "dist", "var"}
# They are large and change often: `make screenshots` makes all the others.
MOST_PICTURES = 6

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# `core/questions.py`, `stage/program/`, `live/session`: paths as documents write them
PATH = re.compile(r"`([\w-]+(?:/[\w.-]+)+/?)`")
MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
FOLDERS = (ROOT, ROOT / "server" / "hemicycle", ROOT / "client_web" / "src")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# number · title; date · area · status; then what, why, cost, and perhaps when to look again
FORM = re.compile(
    r"# (?P<number>\d{4}) · (?P<title>\S.*)\n\n"
    r"(?P<date>\d{4}-\d\d-\d\d) · (?P<area>[a-z ]+) · (?P<status>\S.*)\n\n"
    r"\*\*What\.\*\* .+?\n\n\*\*Why\.\*\* .+?\n\n\*\*Cost\.\*\* .+?(\n\n\*\*Look again\*\* .+?)?\n",
    re.DOTALL,
)
RELATION = re.compile(r"(?P<verb>amends|amended by|supersedes|superseded by) \[(?P<number>\d{4})\]")
INVERSE = {"amends": "amended by", "supersedes": "superseded by"}
INVERSE |= {there: here for here, there in INVERSE.items()}


def documents() -> Iterator[Path]:
    for folder, below, files in os.walk(ROOT):
        below[:] = [name for name in below if name not in NOT_OURS and not name.startswith(".")]
        yield from (Path(folder, name) for name in files if name.endswith(".md"))


def anchors(document: Path) -> set[str]:
    """The names that headings get where the document is shown."""
    headings = HEADING.findall(FENCE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


DOCUMENTS = sorted(documents())
# Decisions and versions tell of their day; the others of today.
LIVING = [one for one in DOCUMENTS if one.parent != DECISIONS and one.name != "CHANGELOG.md"]
# What commands leave behind is on one machine and not on the next.
MADE = tuple(
    line.removeprefix("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.startswith("/")
)
NUMBERED = sorted(DECISIONS.glob("[0-9]*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_within_the_repository_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("document", LIVING, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_that_a_document_names_exists(document: Path) -> None:
    for path in PATH.findall(FENCE.sub("", document.read_text())):
        if path.startswith(MADE) or (document.parent / path).exists():
            continue
        homes = [folder for folder in FOLDERS if (folder / path.partition("/")[0]).is_dir()]
        found = [folder / f"{path}{end}" for folder in homes for end in ("", ".py", ".ts")]
        assert not homes or any(one.exists() for one in found), path


def test_the_changelog_begins_with_the_version_that_this_is() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0]
    assert newest == "Unreleased" if version.endswith(".dev0") else newest.startswith(f"{version} – ")


@pytest.mark.parametrize("document", LIVING, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_make_target_that_a_document_names_exists(document: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(MAKE.findall(document.read_text())) <= set(targets)


def test_the_changelog_tells_of_every_migration() -> None:
    migrations = ROOT / "server" / "hemicycle" / "store" / "migrations" / "versions"
    newest = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1]
    told = re.search(r"^Migrations: .+ \((\d+) in all\)\.$", newest, re.MULTILINE)
    assert told
    assert int(told[1]) == len(list(migrations.glob("[0-9]*.py")))


def test_few_pictures_are_kept_and_each_is_shown() -> None:
    shown = {
        (document.parent / link).resolve()
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text())
        if link.endswith(".png")
    }
    kept = set((ROOT / "docs").rglob("*.png"))
    assert kept == shown
    assert len(kept) <= MOST_PICTURES


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in NUMBERED] == [f"{n:04}" for n in range(1, len(NUMBERED) + 1)]


@pytest.mark.parametrize("decision", NUMBERED, ids=lambda path: path.stem)
def test_a_decision_has_the_form_and_a_line_in_the_index(decision: Path) -> None:
    text = decision.read_text()
    said = FORM.fullmatch(text)
    assert said, "the form of every decision: see the others"
    assert said["number"] == decision.name[:4]
    relations = "; ".join(re.findall(r"(?:amend|supersede)\w+(?: by)? \[\d{4}\]\([^)]+\)", said["status"]))
    name = f"[{said['number']}]({decision.name})"
    line = f"| {name} | {said['date']} | {said['area']} | {said['title']} | {relations}".rstrip() + " |"
    assert line in (DECISIONS / "README.md").read_text().splitlines()


def test_a_decision_that_takes_the_place_of_another_is_named_there() -> None:
    said = {
        (path.name[:4], relation["verb"], relation["number"])
        for path in NUMBERED
        for relation in RELATION.finditer(path.read_text())
    }
    assert said == {(there, INVERSE[verb], here) for here, verb, there in said}


def test_the_index_names_no_decision_that_is_gone() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    assert listed == [path.name[:4] for path in NUMBERED]


# The sections of ASVS 4.0.3 that ask something of level 2: chapter → how many, and which of them do not.
ASVS = {1: 14, 2: 10, 3: 7, 4: 3, 5: 5, 6: 4, 7: 4, 8: 3, 9: 2, 10: 3, 11: 1, 12: 6, 13: 4, 14: 5}
NOTHING_ASKED = {"V1.3", "V1.13", "V3.6"}


def test_every_section_of_asvs_has_an_answer() -> None:
    text = (ROOT / "docs" / "security.md").read_text()
    rows = re.findall(r"^\| (V[\d.]+)(?: to V12\.(\d))? [^|]+\| (\w+) \| [^|]+ \|$", text, re.MULTILINE)
    answered = {section for section, _, _ in rows}
    answered |= {f"V12.{n}" for _, last, _ in rows if last for n in range(1, int(last) + 1)}
    asked = {f"V{chapter}.{n}" for chapter, count in ASVS.items() for n in range(1, count + 1)}
    assert answered == asked - NOTHING_ASKED
    assert {met for _, _, met in rows} <= {"yes", "part", "no", "none"}
