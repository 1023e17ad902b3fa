"""The import rules of the folders, as a test: who may know whom (docs/design.md §Folders)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "server" / "hemicycle"
WIRE = "hemicycle_protocol"

LOW = {WIRE, "clock", "metrics"}
UNDER_SERVICES = {"core", "hub", "store", "auth"}
# package → our other packages it may import
MAY_IMPORT: dict[str, set[str]] = {
    "core": {WIRE},
    "hub": LOW,
    "store": LOW,
    "auth": LOW,
    "services": LOW | UNDER_SERVICES,
    "live": LOW | {"hub", "services", "core", "auth"},
    "http": LOW | {"services", "core", "auth"},
    "stage": LOW | {"services", "core"},
    "demo_panel": {WIRE, "stage", "clock"},
}
IMPURE = {"asyncio", "logging", "os", "random", "secrets", "socket", "time", "threading"}
# outside package → the only places that may import it
DOORS: dict[str, set[str]] = {
    "redis": {"hub/bridge_redis.py"},
    "aiortc": {"stage/", "demo_panel/"},
    "aioice": {"stage/", "demo_panel/"},
    "sqlalchemy": {"store/"},
    "alembic": {"store/"},
    "msgpack": set(),
    "starlette": {"http/", "app.py"},
    "pydantic_settings": {"config.py"},
}
MODULES = sorted(p for p in SERVER.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """Absolute names that ``module`` imports, relative ones resolved."""
    package = ["hemicycle", *module.relative_to(SERVER).parts[:-1]]
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = [*above, *filter(None, [node.module])]
            names |= {".".join([*base, alias.name]) for alias in node.names}
    return names


def name_of(module: Path) -> str:
    return str(module.relative_to(SERVER))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_layer_may(module: Path) -> None:
    names = imported(module)
    layer = module.relative_to(SERVER).parts[0]
    assert not {"server", "protocol"} & {n.split(".")[0] for n in names}, "never import prefixes"
    if layer in MAY_IMPORT:
        ours = {n.split(".")[1] for n in names if n.startswith("hemicycle.")}
        ours |= {WIRE} & {n.split(".")[0] for n in names}
        assert ours - {layer} <= MAY_IMPORT[layer]
    if layer == "core":
        assert not IMPURE & {n.split(".")[0] for n in names}


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_each_outside_dependency_has_one_door(module: Path) -> None:
    here = name_of(module)
    for outside in {n.split(".")[0] for n in imported(module)} & DOORS.keys():
        assert any(here.startswith(door) for door in DOORS[outside]), f"{outside} in {here}"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_only_app_and_cli_read_the_configuration(module: Path) -> None:
    if not name_of(module).startswith(("app.py", "config.py", "cli/", "demo/")):
        assert not any(n.startswith("hemicycle.config") for n in imported(module))


def test_load_tests_see_the_server_from_outside() -> None:
    for module in sorted((ROOT / "load_tests").rglob("*.py")):
        source = ast.parse(module.read_text())
        names = {a.name for n in ast.walk(source) if isinstance(n, ast.Import) for a in n.names}
        names |= {n.module or "" for n in ast.walk(source) if isinstance(n, ast.ImportFrom)}
        assert not any(n == "hemicycle" or n.startswith("hemicycle.") for n in names), module.name
