"""The databases that faults are tried on."""

from tests.contract.conftest import nodes, postgres, url

__all__ = ["nodes", "postgres", "url"]
