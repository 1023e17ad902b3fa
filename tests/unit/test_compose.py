"""The compose file starts what exists: our commands with their options, our settings, one image."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from hemicycle.cli import app
from hemicycle.config import PREFIX, Config, read_config
from hemicycle.config import unknown_names as unknown

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
# What the image and the shape decide: where things are in a container, who starts the stages, and that it is
# no demonstration.
FIXED = {f"{PREFIX}{name}" for name in ("HOST", "PORT", "CLIENT_DIR", "VAR_DIR", "MEDIA_DIR")} | {
    f"{PREFIX}{name}" for name in ("REDIS_URL", "BEHIND_PROXY", "STAGES", "STAGE_TOKEN", "DEMO")
}
# Settings whose default is the same as without compose.
PLAIN = {
    f"{PREFIX}{name}"
    for name in (
        "ALLOWED_ORIGINS",
        "MAX_CONNECTIONS",
        "MAX_CONNECTIONS_PER_ADDRESS",
        "MAX_MESSAGES_PER_ADDRESS",
        "DRAIN_S",
        "LOG_LEVEL",
        "BUILD",
        "SMTP_HOST",
        "SMTP_PORT",
        "SMTP_USER",
        "SMTP_PASSWORD",
        "SMTP_FROM",
        "SMTP_REPLY_TO",
        "SMTP_TLS",
    )
}
OURS = [name for name, service in SERVICES.items() if service["image"] == "hemicycle"]


def test_it_has_the_parts_of_the_design() -> None:
    assert {"caddy", "web1", "web2", "stage", "redis", "postgres", "coturn"} <= SERVICES.keys()
    assert OURS == ["web1", "web2", "stage"]


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_runs_a_command_that_exists_with_options_it_has(name: str) -> None:
    command, *arguments = SERVICES[name]["command"]
    commands: Any = typer.main.get_command(app)
    options = {option for parameter in commands.commands[command].params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= options


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_is_set_up_with_names_and_values_that_mean_something(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {key: _filled(value) for key, value in SERVICES[name]["environment"].items()}
    assert unknown(environment) == []
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    config = read_config()
    assert config.is_cluster
    assert not config.starts_stages
    assert config.site == "https://debat.example.org"
    assert config.turn_urls


def test_every_setting_can_be_made_or_is_the_shapes_own() -> None:
    """And where nothing is given, the default is the program's own."""
    environment: dict[str, str] = SERVICES["stage"]["environment"]  # the others' and one more
    settable = {name for name, value in environment.items() if "${" in value}
    missing = {PREFIX + name.upper() for name in Config.model_fields} - settable - FIXED
    assert missing == set()
    defaults = {name.removeprefix(PREFIX).lower(): _filled(environment[name]) for name in PLAIN}
    assert Config(**defaults) == Config()  # type: ignore[arg-type]


def test_volumes_and_dependencies_exist() -> None:
    for service in SERVICES.values():
        named = [volume.partition(":")[0] for volume in service.get("volumes", [])]
        assert {volume for volume in named if not volume.startswith(".")} <= COMPOSE["volumes"].keys()
        assert all((ROOT / volume).exists() for volume in named if volume.startswith("."))
        assert set(service.get("depends_on", [])) <= SERVICES.keys()


def test_the_image_is_built_from_files_that_exist_and_settings_that_mean_something() -> None:
    build = SERVICES["web1"]["build"]
    text = (ROOT / build["dockerfile"]).read_text()
    assert unknown(dict.fromkeys(re.findall(rf"\b{PREFIX}[A-Z_]+", text), "")) == []
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        *sources, _ = line.split()
        assert all((ROOT / source).exists() for source in sources), line


def test_both_web_nodes_stand_behind_the_proxy() -> None:
    caddyfile = (ROOT / "Caddyfile").read_text()
    port = Config.model_fields["port"].default
    assert f"reverse_proxy web1:{port} web2:{port}" in caddyfile
    assert "health_uri /readyz" in caddyfile


def _filled(value: str) -> str:
    """What compose makes of a variable: a default, or something plausible."""
    given = {"HEMICYCLE_SITE": "debat.example.org", "HEMICYCLE_SECRET_KEY": "k" * 64}
    pattern = r"\$\{(\w+)(?::([-?])([^}]*))?\}"
    return re.sub(pattern, lambda m: m[3] if m[2] == "-" else given.get(m[1], "secret"), value)
