"""`hemicycle mail`: what an operator tries, sees, and takes in."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from hemicycle.cli.mail import show_outbox, take_back, try_server
from hemicycle.config import Config, ConfigError
from hemicycle.services.mail import remedies
from hemicycle.services.mail.letters import Letter
from hemicycle.services.mail.mailing import Mailing
from hemicycle.store import Database, open_database
from hemicycle.store.mails import MailKind, put_mail
from tests.integration.services.mail.test_bounces import returned
from tests.support.databases import sqlite_database
from tests.support.nodes import FakeClock
from tests.support.ports import keep_port
from tests.support.post_office import PostOffice, open_post_office

SECRET_LINK = "https://debat.example.org/enter/secret"


def config_for(folder: Path, **given: object) -> Config:
    if not (folder / "var").exists():
        sqlite_database(folder / "var")
    values = {"var_dir": folder / "var", "smtp_from": "Débat <debat@x.org>", "smtp_tls": "none", **given}
    return Config(**values)  # type: ignore[arg-type]


def to(folder: Path, office: PostOffice, **given: object) -> Config:
    return config_for(folder, smtp_host="127.0.0.1", smtp_port=office.port, **given)


async def write_down(database: Database, id_: str, office: PostOffice | None) -> Mailing:
    mailing = Mailing(database.mails, office.mailer if office else None, FakeClock(), lambda: id_)
    mail = mailing.draft(MailKind.INVITATION, "zoe@example.org", Letter("Invitation", SECRET_LINK))
    await database.connections.write(put_mail(mail))
    return mailing


async def test_an_operator_sends_one_mail_and_is_told_what_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """[H25]"""
    async with open_post_office() as office:
        await try_server(to(tmp_path, office), "Zoé <zoe@exémple.fr>")
        assert office.recipients == ["zoe@xn--exmple-cva.fr"]
    said = capsys.readouterr().out
    assert f"127.0.0.1:{office.port}, none, as anybody" in said
    assert "Débat <debat@x.org>" in said
    assert "spf=pass" in said


async def test_each_trouble_comes_with_what_to_do(tmp_path: Path) -> None:
    """[H25] [H31] A mail that does not leave is one sentence, whose fault it is and the remedy."""
    with socket.create_server(("127.0.0.1", 0)):
        nobody = config_for(tmp_path, smtp_host="127.0.0.1", smtp_port=keep_port())
    with pytest.raises(ConfigError, match="HEMICYCLE_SMTP_HOST is missing"):
        await try_server(config_for(tmp_path), "zoe@example.org")
    with pytest.raises(ConfigError, match="is no address"):
        await try_server(config_for(tmp_path, smtp_host="x.org", smtp_from="debat"), "zoe@example.org")
    async with open_post_office() as office:
        for config, remedy in (
            (nobody, remedies.NOBODY),
            (config_for(tmp_path, smtp_host="nowhere.invalid"), remedies.NAME),
            (to(tmp_path, office, smtp_tls="starttls"), remedies.TLS),
            (to(tmp_path, office, smtp_tls="tls"), remedies.TLS),
            (to(tmp_path, office, smtp_user="debat", smtp_password="hush"), remedies.SIGN_IN),
        ):
            with pytest.raises(ConfigError) as refused:
                await try_server(config, "zoe@example.org")
            assert str(refused.value).endswith(remedy), config
        office.rcpt["zoe@example.org"] = ["550 5.1.1 no such mailbox", "450 4.2.1 busy"]
        office.data["yan@example.org"] = ["554 5.7.1 looks like spam"]
        for address, remedy in (
            ("zoe@example.org", remedies.RECIPIENT),
            ("zoe@example.org", remedies.LATER),
            ("yan@example.org", remedies.CONTENT),
        ):
            with pytest.raises(ConfigError) as refused:
                await try_server(to(tmp_path, office), address)
            assert str(refused.value).endswith(remedy)


async def test_without_a_server_an_operator_reads_what_would_have_been_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """[NO10] The log does not say it, a node's database does."""
    config = config_for(tmp_path)
    database = await open_database(config.database)
    await write_down(database, "m1", None)
    await database.close()
    await show_outbox(config, 20)
    said = capsys.readouterr().out
    assert "zoe@example.org  Invitation  not sent: no server is set" in said
    assert SECRET_LINK in said


async def test_a_mail_that_came_back_is_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """[H31] Most servers take a mail first and give it up later."""
    async with open_post_office() as office:
        config = to(tmp_path, office)
        database = await open_database(config.database)
        mailing = await write_down(database, "m1", office)
        await mailing.send_due()
        for raw in (returned(id_="<m1@elsewhere.org>"), returned(id_="<m2@x.org>"), b"Bonjour"):
            await take_back(config, raw)
        await show_outbox(config, 20)
        assert "zoe@example.org  Invitation  sent" in capsys.readouterr().out
        more = "Diagnostic-Code: smtp; 550 <zoe@example.org>: no such mailbox\n"
        await take_back(config, returned(more=more))
        await show_outbox(config, 20)
        assert "Invitation  refused: smtp; 550 … no such mailbox" in capsys.readouterr().out
        (row,) = await database.mails.newest()
        assert (row.refused_at is not None, row.body) == (True, "")
        await database.close()


async def test_a_server_with_a_certificate_of_its_own_making_gets_no_mail(tmp_path: Path) -> None:
    """[H25] Nor does one that pretends to have no TLS: codes and links go to nobody in between."""
    async with open_post_office(tls=self_signed(tmp_path)) as office:
        with pytest.raises(ConfigError) as refused:
            await try_server(to(tmp_path, office, smtp_tls="starttls"), "zoe@example.org")
        assert str(refused.value).endswith(remedies.CERTIFICATE)
        assert office.mails == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
