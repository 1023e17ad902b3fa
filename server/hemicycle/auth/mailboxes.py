"""Addresses of e-mail: the form in which one is written to, and the mailbox that it stands for.

Two addresses are one person's if they lead to one mailbox (DA19): a person has one account, and one vote.
What is typed is cleaned once, here; whether somebody reads there is what signing in finds out.
"""

from __future__ import annotations

import re
import unicodedata

import idna

from hemicycle_protocol.api import SignInRequest
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of

EMAIL_CHARACTERS = limit_of(SignInRequest, "email")
_PART = r"[^@\s\x00-\x1f\x7f<>\"(),:;\\\[\]]"
_EMAIL = re.compile(rf"(?!\.|[^@]*\.[.@]){_PART}{{1,64}}@{_PART}*\.(?:(?!\.){_PART}){{2,}}\Z", re.ASCII)
# Signs by which old servers pass a mail on to another's mailbox: no address of ours needs them.
_ROUTES = frozenset("%!")
# What a domain registry gives: no number, no underscore, no dash at an end.
_TOP = re.compile(r"(?!\d+\Z)[a-z0-9-]{2,}\Z")
_ENCLOSED = re.compile(r"[^<>@]*<([^<>]*)>\Z")
# Signs that are not seen and are no formatting to Unicode: fillers and selectors.
_UNSEEN = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Hosts whose mailboxes are the same with dots and without, and the one name under which we know them.
# Elsewhere a dot makes another mailbox: jean.dupont and jeandupont are two people.
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def normal_email(text: str) -> str:
    """The form in which an address is kept and written to: what is seen of it, in lower case, in ASCII.

    Wide letters are letters, signs that nobody sees are none, a host with accents gets its ASCII name; of
    `Zoé <zoe@exemple.fr>`, as it is copied from a mail, the address counts. Before the `@` only ASCII is
    taken: most servers refuse more, and nobody would hear of it.

    Raises:
        Refused: `INVALID` for what cannot be an address, or would be more than one line of a mail's head;
            with `signs`, the letters before the `@` that are not taken, or with `host`, one that cannot be.
    """
    if len(text) > EMAIL_CHARACTERS:
        raise _invalid()
    seen = "".join(c for c in _UNSEEN.sub("", text) if unicodedata.category(c) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).strip()
    if enclosed := _ENCLOSED.match(plain):
        plain = enclosed[1].strip()
    local, _, host = plain.lower().removeprefix("mailto:").rstrip(".,;").partition("@")
    if strange := "".join(dict.fromkeys(sign for sign in local if not sign.isascii() or sign in _ROUTES)):
        raise Refused(Code.INVALID, field="email", signs=strange)
    if host.isascii() and not _EMAIL.match(f"{local}@{host}"):
        raise _invalid()
    email = f"{local}@{_ascii_host(host)}"
    if len(email) > EMAIL_CHARACTERS or not _EMAIL.match(email):
        raise _invalid()
    return email


def shown_email(email: str) -> str:
    """An address in its normal form as people write it: its host in its own letters."""
    local, _, host = email.rpartition("@")
    try:
        return f"{local}@{idna.decode(host)}"
    except idna.IDNAError:  # older than the rule, or no host of today's
        return email


def mailbox_of(email: str) -> str:
    """The mailbox behind an address in its normal form, the same for all addresses that lead into it.

    What follows a `+` is a note of its reader, at every host. No mail is ever sent to this name: it need not
    be an address that was confirmed.
    """
    local, _, host = email.partition("@")
    local = local.partition("+")[0] or local
    if host in _DOTLESS:
        local, host = local.replace(".", "") or local, _DOTLESS[host]
    return f"{local}@{host}"


def _ascii_host(host: str) -> str:
    """The name of a host in ASCII, if one can be given to a host (RFC 1123, RFC 5891)."""
    try:
        name = idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        name = ""
    if not _TOP.match(name.rpartition(".")[2]):
        raise Refused(Code.INVALID, field="email", host=host)
    return name


def _invalid() -> Refused:
    return Refused(Code.INVALID, field="email")
