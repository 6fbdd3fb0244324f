"""Fixtures of the wire's tests."""

import pytest

from tests.firmware.messages.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World()
