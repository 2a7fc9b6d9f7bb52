"""Where tests of registration begin."""

import pytest

from tests.build import World, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()
