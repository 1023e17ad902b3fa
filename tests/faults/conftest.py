"""The databases that faults are tried on."""

from tests.contract.conftest import nodes, url

__all__ = ["nodes", "url"]
