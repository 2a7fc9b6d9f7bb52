"""Where tests of visits begin: a round is open in a small world."""

import pytest

from tests.build import World, build_round, build_world


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    return world
