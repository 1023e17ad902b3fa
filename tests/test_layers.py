"""The import rules of the folders, as a test: who may know whom (docs/design.md §Folders)."""

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "server" / "hemicycle"
WIRE = "hemicycle_protocol"

UNDER_SERVICES = {"core", "hub", "store", "auth"}
# package or top-level module → what else of ours it may import; each has a line here
MAY_IMPORT: dict[str, set[str]] = {
    "core": {WIRE},
    "hub": {WIRE},
    "store": {WIRE, "progress"},
    "auth": {WIRE},
    "services": {WIRE, "clock", "lettering", "progress"} | UNDER_SERVICES,
    "live": {WIRE, "clock", "hub", "services", "core", "auth"},
    "http": {WIRE, "clock", "services", "core", "auth"},
    "stage": {WIRE, "clock", "core", "lettering"},
    # simulated people: what a client may know, and nothing of the server
    "line": {WIRE},
    "demo_panel": {WIRE, "clock", "line"},
    # a program of its own: texts in, groups out
    "likeness": set(),
    # tools of a process
    "clock": set(),
    "metrics": set(),
    "config": set(),
    "log": set(),
    "lettering": set(),
    "http_socket": {"auth"},
    "serving": {"http_socket"},
    "children": set(),
    "watchdog": set(),
    "progress": set(),
    # what `app` puts together
    "feeds": {WIRE, "core", "hub", "live", "services"},
    "stages": {WIRE, "children"},
    "app": {
        "children",
        "clock",
        "config",
        "feeds",
        "http",
        "http_socket",
        "hub",
        "live",
        "metrics",
        "services",
        "serving",
    }
    | {"stages", "store", "watchdog"},
    "demo": {
        WIRE,
        "app",
        "auth",
        "children",
        "clock",
        "config",
        "demo_panel",
        "line",
        "progress",
        "services",
    },
    "cli": {WIRE, "app", "auth", "children", "clock", "config", "core", "demo", "demo_panel", "http", "hub"}
    | {"log", "progress", "services", "serving", "stage", "stages", "store"},
    "__main__": {"cli"},
    "__init__": set(),
}
# feature → what other rooms of `services` it may know besides the kernel, which knows none of them
FEATURES: dict[str, set[str]] = {
    "kernel": set(),
    "electorate": set(),
    "mail": set(),
    "moderation": set(),
    "presentation": set(),
    "consultation": set(),
    "synthesis": set(),
    "open_data": set(),
    "people": {"mail", "moderation"},
    "notices": {"mail", "open_data"},
    "process": {"consultation", "mail", "notices", "people"},
    "debate": {"consultation", "synthesis"},
    "panel": {"mail", "people"},
    "mobilisation": {"mail"},
    "bill": {"mobilisation", "synthesis"},
    "sharing": {"mobilisation"},
    "site": set(),
}
# modules beside the rooms: what puts them together, and what an operator may set
BESIDE_FEATURES = {"__init__.py", "services.py", "settings.py"}
IMPURE = {"asyncio", "logging", "os", "random", "secrets", "socket", "time", "threading"}
# outside package → the only places that may import it
DOORS: dict[str, set[str]] = {
    "redis": {"hub/bridge_redis.py"},
    "aiortc": {"stage/", "demo_panel/"},
    "aioice": {"stage/", "demo_panel/"},
    "rapidfuzz": {"core/text_diff.py", "services/consultation/similar.py"},
    "sqlalchemy": {"store/"},
    "alembic": {"store/"},
    "asyncpg": {"store/connections.py"},
    "rich": {"cli/meter.py"},
    "msgpack": set(),
    "starlette": {"http/", "app.py"},
    "pydantic_settings": {"config.py"},
    "pydantic": {"config.py"},
    "uvicorn": {"serving.py", "http_socket.py"},
    "websockets": {"live/", "line.py", "stage/link.py"},
    "joserfc": {"auth/tokens.py"},
    "idna": {"auth/mailboxes.py"},
    "aiosmtplib": {"services/mail/"},
    "markdown_it": {"services/kernel/markdown.py"},
    "nh3": {"services/kernel/markdown.py"},
    "prometheus_client": {"metrics.py"},
    "typer": {"cli/", "demo/run.py"},
    "av": {"stage/program/", "demo_panel/"},
    "PIL": {"lettering.py", "services/sharing/cards.py", "stage/program/slate.py", "demo_panel/"},
    "numpy": {"core/loads.py", "hub/ring.py", "stage/program/", "demo_panel/", "likeness/"},
    "sklearn": {"likeness/"},
    "snowballstemmer": {"likeness/"},
}
# module → what it may import inside a function, and why not at its top
INSIDE: dict[str, set[str]] = {
    # each command loads what it needs: `--help` and a stage do without most of the server
    "cli/commands.py": {"hemicycle"},
    # not there on every system
    "serving.py": {"uvloop"},
}
MODULES = sorted(p for p in SERVER.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """Absolute names that ``module`` imports, relative ones resolved."""
    return names_in(ast.parse(module.read_text()), module)


def names_in(code: ast.AST, module: Path) -> set[str]:
    """Absolute names that a piece of ``module`` imports."""
    package = ["hemicycle", *module.relative_to(SERVER).parts[:-1]]
    names: set[str] = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = [*above, *filter(None, [node.module])]
            names |= {".".join([*base, alias.name]) for alias in node.names}
    return names


def name_of(module: Path) -> str:
    return str(module.relative_to(SERVER))


def dotted(module: Path) -> str:
    parts = module.relative_to(SERVER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_layer_may(module: Path) -> None:
    names = imported(module)
    layer = module.relative_to(SERVER).parts[0].removesuffix(".py")
    assert not {"server", "protocol"} & {n.split(".")[0] for n in names}, "never import prefixes"
    roots = {n.split(".")[0] for n in names}
    ours = {n.split(".")[1] for n in names if n.startswith("hemicycle.")} | ({WIRE} & roots)
    assert ours - {layer} <= MAY_IMPORT[layer]
    if layer == "core":
        assert not IMPURE & roots
        assert roots - sys.stdlib_module_names <= {"hemicycle", WIRE, "msgspec", "numpy", "rapidfuzz"}


def test_services_are_rooms_and_what_puts_them_together() -> None:
    services = SERVER / "services"
    assert {path.name for path in services.glob("*.py")} == BESIDE_FEATURES
    assert {path.parent.name for path in services.glob("*/__init__.py")} == FEATURES.keys()


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_knows_only_the_features_it_may(feature: str) -> None:
    known = {
        name.split(".")[2]
        for module in MODULES
        if module.is_relative_to(SERVER / "services" / feature)
        for name in imported(module)
        if name.startswith("hemicycle.services.")
    }
    assert known - {feature, "kernel", "settings"} == FEATURES[feature]


def test_no_two_features_know_each_other() -> None:
    settled: set[str] = set()
    while ready := {feature for feature, known in FEATURES.items() if known <= settled} - settled:
        settled |= ready
    assert settled == FEATURES.keys(), FEATURES.keys() - settled


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_each_outside_dependency_has_one_door(module: Path) -> None:
    here = name_of(module)
    for outside in {n.split(".")[0] for n in imported(module)} & DOORS.keys():
        assert any(here.startswith(door) for door in DOORS[outside]), f"{outside} in {here}"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_only_app_and_cli_read_the_configuration(module: Path) -> None:
    if not name_of(module).startswith(("app.py", "config.py", "cli/", "demo/")):
        assert not any(n.startswith("hemicycle.config") for n in imported(module))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_stand_at_the_top(module: Path) -> None:
    """One inside a function hides an arrow, or a circle."""
    functions = [
        node
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    names = {name for function in functions for name in names_in(function, module)}
    assert {name.split(".")[0] for name in names} == INSIDE.get(name_of(module), set()), names


def test_no_module_imports_itself_by_a_detour() -> None:
    """Wherever an import stands, for types alone or inside a function: a circle is one module too many."""
    known = {dotted(module) for module in MODULES}
    arrows: dict[str, set[str]] = {}
    for module in MODULES:
        names = imported(module)
        ours = {name if name in known else name.rpartition(".")[0] for name in names}
        arrows[dotted(module)] = (ours & known) - {dotted(module)}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_load_tests_see_the_server_from_outside() -> None:
    for module in sorted((ROOT / "load_tests").rglob("*.py")):
        source = ast.parse(module.read_text())
        names = {a.name for n in ast.walk(source) if isinstance(n, ast.Import) for a in n.names}
        names |= {n.module or "" for n in ast.walk(source) if isinstance(n, ast.ImportFrom)}
        assert not {name.split(".")[0] for name in names} & {"hemicycle", "tests"}, module.name
