"""Where tests of the pages of rubrics and programmes begin: the administrator at the top keeps both."""

import pytest
from django.test import Client

from tests.build import World, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def keeper(world: World, client: Client) -> Client:
    client.force_login(world.user("quantri"))
    return client
