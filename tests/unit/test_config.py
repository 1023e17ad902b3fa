"""Wrong settings are said in sentences that name the variable."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hemicycle.config import VERSION, Config, ConfigError, make_var, read_config, read_secret, unknown_names


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HEMICYCLE_") or name == "PORT"]:
        monkeypatch.delenv(name)


def test_a_single_node_needs_no_settings(tmp_path: Path) -> None:
    config = read_config(var_dir=tmp_path / "var")
    assert config.database == f"sqlite:///{tmp_path}/var/hemicycle.db"
    assert config.media == tmp_path / "var" / "media"
    assert config.starts_stages
    assert config.site == "http://localhost:8000"


def test_its_key_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    config = read_config(var_dir=tmp_path / "var")
    key = read_secret(config)
    assert len(key) >= 32
    assert read_secret(config) == key
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600


def test_a_build_without_a_name_is_called_by_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_config().build == VERSION
    monkeypatch.setenv("HEMICYCLE_BUILD", "")
    assert read_config().build == VERSION
    monkeypatch.setenv("HEMICYCLE_BUILD", "a1b2c3")
    assert read_config().build == "a1b2c3"


def test_the_port_may_be_named_as_hosts_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9001")
    assert read_config().port == 9001
    monkeypatch.setenv("HEMICYCLE_PORT", "9002")
    assert read_config().port == 9002
    assert read_config(port=9003).port == 9003


def test_the_stage_keeps_to_the_ports_a_firewall_lets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_config().stage_ports is None
    monkeypatch.setenv("HEMICYCLE_STAGE_PORTS", "")
    assert read_config().stage_ports is None
    monkeypatch.setenv("HEMICYCLE_STAGE_PORTS", "40000-40199")
    assert read_config().stage_ports == range(40_000, 40_200)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("BASE_URL", "debat.example.org", "begins with http"),
        ("REDIS_URL", "localhost:6379", "begins with redis://"),
        ("ALLOWED_ORIGINS", "https://a.example/path", "is not a site"),
        ("LOG_LEVEL", "loud", "debug, info"),
        ("SMTP_TLS", "ssl", "none, starttls or tls"),
        ("STAGES", "some", "'own' or 'elsewhere'"),
        ("TURN_URLS", "http://x", "turn:"),
        ("STAGE_PORTS", "40000", "such as 40000-40199"),
        ("STAGE_PORTS", "a-b", "such as 40000-40199"),
        ("STAGE_PORTS", "40199-40000", "does not go up"),
        ("STAGE_PORTS", "80-90", "1024 or more"),
        ("STAGE_PORTS", "65000-70000", "65535 or less"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, part: str) -> None:
    monkeypatch.setenv(f"HEMICYCLE_{name}", value)
    with pytest.raises(ConfigError, match=f"HEMICYCLE_{name} is wrong") as error:
        read_config()
    assert part in str(error.value)


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMICYCLE_PORT", "x")
    monkeypatch.setenv("HEMICYCLE_REDIS_URL", "x")
    with pytest.raises(ConfigError, match=r"HEMICYCLE_PORT.*HEMICYCLE_REDIS_URL"):
        read_config()


def test_many_nodes_need_one_key_and_start_no_stages() -> None:
    config = read_config(redis_url="redis://localhost")
    assert not config.starts_stages
    with pytest.raises(ConfigError, match="HEMICYCLE_SECRET_KEY is missing"):
        read_secret(config)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="too short"):
        read_secret(read_config(secret_key="short"))


def test_what_belongs_together_must_be_given_together() -> None:
    with pytest.raises(ConfigError, match="HEMICYCLE_SMTP_FROM is missing"):
        read_config(smtp_host="mail.example.org")
    with pytest.raises(ConfigError, match="HEMICYCLE_TURN_SECRET is missing"):
        read_config(turn_urls="turn:relay.example.org")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(ConfigError, match=r"var cannot be written to .*HEMICYCLE_VAR_DIR"):
        make_var(read_config(var_dir=tmp_path / "var"))


def test_typing_errors_in_names_are_found() -> None:
    assert unknown_names({"HEMICYCLE_PROT": "1", "HEMICYCLE_PORT": "1", "PATH": ""}) == ["HEMICYCLE_PROT"]


def test_secrets_are_not_shown() -> None:
    config = Config(secret_key="k" * 40, smtp_password="hush")  # type: ignore[arg-type]
    assert "kkk" not in repr(config)
    assert "hush" not in repr(config)


@pytest.mark.parametrize(
    "url",
    [
        "https://debat.example.org/debats",
        "https://debat.example.org?x=1",
        "https://debat.example.org#top",
        "https://",
        "https://user@debat.example.org",
    ],
)
def test_the_address_of_the_site_is_a_site(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """[H46] Links would lead beside the pages, which stand at the root."""
    monkeypatch.setenv("HEMICYCLE_BASE_URL", url)
    with pytest.raises(ConfigError, match="HEMICYCLE_BASE_URL is wrong: it is a site"):
        read_config()


def test_the_folder_that_cannot_be_written_to_is_blamed_on_its_own_setting(tmp_path: Path) -> None:
    """[H46] Whoever set the media folder is not sent to another one."""
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="Set HEMICYCLE_MEDIA_DIR "):
        make_var(read_config(var_dir=tmp_path, media_dir=tmp_path / "file"))
    with pytest.raises(ConfigError, match="Set HEMICYCLE_VAR_DIR "):
        make_var(read_config(var_dir=tmp_path / "file"))
