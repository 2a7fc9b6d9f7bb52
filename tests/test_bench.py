"""bench/ is not run here: only that it can be, and that its floors do what the figures say of them."""

import importlib
import tempfile
from pathlib import Path

import pytest

import bench
from bench import floors, saving
from scoring.models import Criterion
from tests.build import build_round, build_world, sheet

CELL = "cs1-cb1"
MOST = 8


@pytest.fixture
def world(db, settings):
    settings.ROOT_URLCONF = "bench.floors"
    world = build_world(cells=1)
    build_round(world)
    return world


def test_every_module_can_be_imported(monkeypatch, tmp_path):
    # Run by hand, they choose a folder of their own before Django starts.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("DATA_DIR", "JOB_WORKERS", "BENCH_FOLDER", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "config.settings")
    modules = sorted(path.stem for path in Path(bench.__file__).parent.glob("[a-z]*.py"))
    assert {"run", "papers", "load"} <= set(modules)
    assert all(importlib.import_module(f"bench.{name}").__doc__ for name in modules)


def test_the_floor_of_a_saved_row_asks_who_is_there_and_nothing_else(world):
    secretary = saving.Secretary("bithu", CELL)
    secretary.save()
    # Moments and values differ.
    real, floor = (
        [sql.split(" WHERE ")[0] for sql in saving.statements(act)] for act in (secretary.save, secretary.floor)
    )
    assert len(real) <= MOST
    assert floor == [sql for sql in real if "django_session" in sql or "organizations_user" in sql]
    assert secretary.stands() == secretary.revision == 2


def test_the_floor_of_a_sheet_shows_the_same_rows_and_asks_as_often(world, client, queries, monkeypatch):
    client.force_login(world.user("bithu"))
    url = f"/ho-so/{sheet(CELL).pk}/"
    client.get(url)
    asked, pages = [], []
    for address in (url, f"/san{url}"):
        with queries() as found:
            pages.append(client.get(address).content.decode())
        asked.append(len(found))
    monkeypatch.setitem(floors.MISSING, "sheet", asked[0] - asked[1])
    with queries() as padded:
        client.get(f"/san{url}")
    assert len(padded) == asked[0]
    rows = Criterion.objects.filter(version__evaluations=sheet(CELL), marks__assessment=sheet(CELL).current)
    names = [f'name="v-{key}"' for key in rows.values_list("pk", flat=True)]
    assert len(names) > 3
    assert all(name in page for name in names for page in pages)
