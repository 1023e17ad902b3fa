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
        "MAX_CONNECTIONS_PER_PERSON",
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
    port = Config.model_fields["port"].default
    assert SERVICES["caddy"]["environment"]["HEMICYCLE_NODES"] == f"web1:{port} web2:{port}"
    assert f"{{$HEMICYCLE_NODES:127.0.0.1:{port}}}" in (ROOT / "Caddyfile").read_text()


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_on_a_command_line(name: str) -> None:
    """[H39] Everybody on the machine can read those."""
    service = SERVICES[name]
    said = [service.get("command", ""), service.get("entrypoint", ""), service.get("healthcheck", "")]
    assert not re.search(r"SECRET|PASSWORD|KEY|auth-secret=|requirepass", str(said))


def test_redis_asks_for_a_password_and_is_reached_by_nodes_alone() -> None:
    """[H39] Whoever writes there speaks to all nodes in the name of any of them."""
    redis = SERVICES["redis"]
    assert COMPOSE["configs"]["redis"]["content"].startswith("requirepass ${REDIS_PASSWORD}\n")
    assert redis["configs"] == [{"source": "redis", "target": redis["command"][1]}]
    assert ":${REDIS_PASSWORD" in SERVICES["web1"]["environment"]["HEMICYCLE_REDIS_URL"]
    assert COMPOSE["networks"]["inside"]["internal"]
    assert SERVICES["redis"]["networks"] == SERVICES["postgres"]["networks"] == ["inside"]
    assert not [name for name in ("redis", "postgres") if "ports" in SERVICES[name]]


def test_what_must_be_given_stands_in_the_example_and_stays() -> None:
    """[H41] A secret that is made at every start signs everybody out."""
    text = (ROOT / "docker-compose.yml").read_text()
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"\$\{(\w+):\?", text)) <= set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert "$(" not in text
    assert "/.env\n" in (ROOT / ".gitignore").read_text()
    assert ".env\n" in (ROOT / ".dockerignore").read_text()
    assert not re.search(r"^\w*(PASSWORD|SECRET|KEY)\w*=.", example, re.MULTILINE)


def test_every_image_is_of_one_version() -> None:
    """[H43] What runs tomorrow is what ran today."""
    dockerfile = (ROOT / "server" / "Dockerfile").read_text()
    images = {service["image"] for service in SERVICES.values()} - {"hemicycle"}
    images |= set(re.findall(r"^FROM (\S+:\S+)", dockerfile, re.MULTILINE))
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


@pytest.mark.parametrize("name", SERVICES)
def test_no_log_fills_the_disk(name: str) -> None:
    """[H43] Docker keeps all of it unless it is told."""
    options = SERVICES[name]["logging"]["options"]
    assert options.keys() >= {"max-size", "max-file"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def _filled(value: str) -> str:
    """What compose makes of a variable: a default, or something plausible."""
    given = {"HEMICYCLE_SITE": "debat.example.org", "HEMICYCLE_SECRET_KEY": "k" * 64}
    pattern = r"\$\{(\w+)(?::([-?])([^}]*))?\}"
    return re.sub(pattern, lambda m: m[3] if m[2] == "-" else given.get(m[1], "secret"), value)
