"""Contracts are checked in the same world as the stories."""

from tests.e2e.conftest import world

__all__ = ["world"]
