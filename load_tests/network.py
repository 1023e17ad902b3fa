"""A network of its own for one browser, which can be cut without anybody being told. Linux, as root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST, GUEST = "10.77.43.1", "10.77.43.2"


class Network:
    """A namespace behind a bridge of this machine, which has the address `HOST` there."""

    def __init__(self) -> None:
        self._name = f"hc{os.getpid() % 100_000}"

    def wrap(self, program: str, folder: Path) -> Path:
        """A script that starts `program` inside."""
        script = folder / "inside"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self._name} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def cut(self) -> None:
        """From now on packets vanish, both ways; neither end sees its cable pulled."""
        _ip(f"link set {self._name}o nomaster")

    def mend(self) -> None:
        """Packets pass again."""
        _ip(f"link set {self._name}o master {self._name}b")

    def open(self) -> None:
        """Make everything."""
        name = self._name
        _ip(f"netns add {name}")
        _ip(f"link add {name}b type bridge")
        _ip(f"addr add {HOST}/24 dev {name}b")
        _ip(f"link set {name}b up")
        _ip(f"link add {name}o type veth peer name {name}i netns {name}")
        _ip(f"link set {name}o master {name}b up")
        _ip(f"-n {name} addr add {GUEST}/24 dev {name}i")
        for device in ("lo", f"{name}i"):
            _ip(f"-n {name} link set {device} up")

    def close(self) -> None:
        """Take all of it away, as far as it was made."""
        for what in (f"link del {self._name}o", f"link del {self._name}b", f"netns del {self._name}"):
            subprocess.run(["ip", *what.split()], check=False, stderr=subprocess.DEVNULL)


@contextmanager
def open_network() -> Iterator[Network]:
    """A network that stands until the block ends."""
    if os.geteuid() != 0:
        raise SystemExit("cutting a panelist's network needs root, for a network namespace")
    network = Network()
    try:
        network.open()
        yield network
    finally:
        network.close()


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True)
