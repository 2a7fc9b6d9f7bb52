"""Fixtures of this room: the tree with an open round, and browsers of its people."""

from collections.abc import Callable

import pytest
from django.test import Client

from scoring.models import Round
from tests.build import World
from tests.recognition.situations import world_with_round


@pytest.fixture
def place(db: None) -> tuple[World, Round]:
    """The tree with its people, an open round and the forms of decision."""
    return world_with_round()


@pytest.fixture
def browser() -> Callable[[World, str], Client]:
    """Return a logged-in client of an account."""

    def log_in(world: World, name: str) -> Client:
        client = Client()
        client.force_login(world.user(name))
        return client

    return log_in
