"""What is known again without being kept: no plain digest of it stands anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from hemicycle.services.people.accounts import Asker
from hemicycle.store import tables
from hemicycle_protocol import process as p
from hemicycle_protocol.api import NewInvitation, SignInCode, SignInRequest
from hemicycle_protocol.personal import Erasure, ErasureForm
from hemicycle_protocol.views import Role, You
from tests.support.evening import DEBATE, HOST
from tests.support.nodes import PROCESS, Node, open_nodes

from .test_asking import SITE, newest

# Of both, what a digest is made of: there are so few addresses and networks that each is tried in no time.
ZOE, AWA, NETWORK = "zoe@example.org", "awa@example.net", "198.51.100.7"
FIXED = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2s")


def digests(name: str) -> Iterator[str]:
    """The beginnings of all plain digests of a name, as they may be written down."""
    said = name.encode()
    raws = [hashlib.new(kind, said).digest() for kind in FIXED]
    raws += [hashlib.blake2b(said, digest_size=size).digest() for size in range(6, 65)]
    for raw in raws:
        yield raw.hex()[:12]
        yield base64.b64encode(raw).decode()[:8]
        yield base64.urlsafe_b64encode(raw).decode()[:8]


async def cells(node: Node) -> str:
    """All that the database holds."""
    rows = []
    for table in tables.metadata.tables.values():
        rows += [f"{table.name} {tuple(row)}" for row in await node.database.connections.rows(select(table))]
    return "\n".join(rows)


async def test_no_plain_digest_of_an_address_or_a_network_is_kept(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """[DA28] Invitations were counted under the SHA-256 of their address: a list of voters leads back."""
    caplog.set_level("DEBUG")
    async with open_nodes(url) as (node,):
        accounts, personal = node.services.people.accounts, node.services.people.personal
        here = Asker("the browser of zoé", NETWORK)
        await accounts.request_sign_in(SignInRequest(ZOE), here, base_url=SITE)
        code, _ = await newest(node)
        zoe = await accounts.sign_in_by_code(SignInCode(ZOE, code), browser=here.browser)
        await node.services.people.invitations.invite(
            HOST, NewInvitation(DEBATE, Role.MODERATOR, "Awa", email=AWA)
        )
        organiser = You("p-org", "Odile", [Role.ORGANISER])
        await node.do(p.InviteMember(PROCESS, AWA, Role.MODERATOR, "k1", "Awa"), organiser)
        wish = Erasure(ErasureForm.CONTENT, "fermer mon compte")
        await personal.erase(zoe, wish, signed_in_at=node.clock.now())
        kept = await cells(node) + caplog.text
    hosts = [address.partition("@")[2] for address in (ZOE, AWA)]
    for name in (ZOE, AWA, *hosts, NETWORK, zoe.id, HOST.id):
        assert [digest for digest in digests(name) if digest in kept] == [], name
