"""Builds a situation once in a process, through the real functions, and writes the same rows again for later tests.

Four fifths of a test used to be the way to where it begins. A helper marked `remembered` notes what it writes the first
time; whoever asks for the same, coming the same way from an empty database, gets the same statements again, keys and
all. Whatever else is written in between ends the memory: from there on everything is built for real, as it is under
time that has been moved step by step, in a test that patches something, or while statements are counted.
"""

import inspect
import pickle
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pytest
import time_machine
from django.conf import UserSettingsHolder, settings
from django.db import connections, models, transaction
from django.db.backends.signals import connection_created
from django.utils import timezone

from scoring.rubrics import load
from tests.writes import NotRepeatableError, keys_of, repeat, repeatable

T = TypeVar("T")
History = tuple[Any, ...]
HARMLESS = re.compile(r"\s*(SELECT|PRAGMA|BEGIN|COMMIT|RELEASE|EXPLAIN|SET)\b", re.IGNORECASE)
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
POINT = re.compile(r"\s*(SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+(\S+)", re.IGNORECASE)
PLAIN = (str, int, Decimal, date, type(None))
# Every test has a folder of its own.
OWN = {"MEDIA_ROOT"}


class UnknownError(Exception):
    """An argument that cannot be told from another."""


class Loaded(dict[tuple[int, str], Any]):
    """A cache of scoring.rubrics.load whose content can be noted and put back."""

    def __init__(self, read: Callable[[int, str], Any]) -> None:
        super().__init__()
        self.read = read

    def __call__(self, pk: int, digest: str) -> Any:
        if (pk, digest) not in self:
            self[pk, digest] = self.read(pk, digest)
        return self[pk, digest]

    def cache_clear(self) -> None:
        self.clear()


CACHES = [Loaded(cache.__wrapped__) for cache in (load._published, load._outcomes)]
load._published, load._outcomes = CACHES  # type: ignore[assignment]


@dataclass(frozen=True)
class Written:
    """What one call left behind: statements, files, rubrics read, its result and what it did to its arguments."""

    statements: Any
    files: Mapping[Path, bytes]
    loaded: list[dict[tuple[int, str], Any]]
    result: bytes


class Memory:
    """The calls that led from the empty database to where a test stands; None for any other way."""

    def __init__(self) -> None:
        self.history: History | None = None
        self.noted: list[tuple[str, Any, bool]] | None = None
        self.noting: Any = None
        self._points: dict[str, History | None] = {}
        self.written: dict[History, Written] = {}

    def begin(self, *, empty: bool) -> None:
        """Say that a test begins (with an empty database), or ends."""
        self.history, self.noting = () if empty else None, None
        self._points.clear()

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Look at every statement of every connection (a wrapper of Django's)."""
        found = execute(sql, params, many, context)
        if HARMLESS.match(sql):
            return found
        if point := POINT.match(sql):
            self._point(*point.groups())
        elif self.noted is not None and context["connection"] is self.noting and WRITE.match(sql):
            self.noted.append((sql, params, many))
        else:
            self.lose()
        return found

    def lose(self) -> None:
        """Build for real from here on: something was written, or patched, that is not remembered."""
        self.history = self.noted = None

    def _point(self, act: str, name: str) -> None:
        if act.upper() == "SAVEPOINT":
            self._points[name] = self.history
        elif self.noting:
            self.lose()
        else:
            self.history = self._points.get(name)


memory = Memory()


def _watch(connection: Any, **kwargs: Any) -> None:
    if memory.watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(memory.watch)


def _losing(patch: Callable[..., None]) -> Callable[..., None]:
    @wraps(patch)
    def patch_and_lose(*args: Any, **kwargs: Any) -> None:
        memory.lose()
        patch(*args, **kwargs)

    return patch_and_lose


connection_created.connect(_watch)
for _name in ("setattr", "setitem"):
    setattr(pytest.MonkeyPatch, _name, _losing(getattr(pytest.MonkeyPatch, _name)))


def remembered(function: Callable[..., T]) -> Callable[..., T]:
    """Let a helper that builds a situation write again what it wrote before, where everything is as it was then."""
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> T:
        connection = connections["default"]
        if memory.noting or memory.history is None or not _untouched(connection):
            return function(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        try:
            key = (*memory.history, (function.__qualname__, _plain(bound.arguments), _surroundings(connection)))
        except UnknownError:
            return function(*args, **kwargs)
        objects = list(_objects(bound.arguments.values()))
        if key in memory.written:
            return _again(connection, key, objects)
        return _first(connection, key, objects, lambda: function(*args, **kwargs))

    return call


def _untouched(connection: Any) -> bool:
    """Say whether nobody counts statements here and no transaction of a test's own is open."""
    if connection.force_debug_cursor:
        return False
    if connection.atomic_blocks and not connection.atomic_blocks[0]._from_testcase:
        return False
    return bool(memory.history) or _is_empty(connection)


def _is_empty(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM common_event) OR EXISTS (SELECT 1 FROM organizations_user)")
        return not cursor.fetchone()[0]


def _surroundings(connection: Any) -> tuple[Any, ...]:
    """Return what else a result hangs on: the day, moved time, the kind of test, overridden settings."""
    changed: dict[str, Any] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {name: value for name, value in vars(holder).items() if name.isupper()} | changed
        holder = holder.default_settings
    moved = time.time() if time_machine.escape_hatch.is_travelling() else None
    settled = tuple((name, repr(value)) for name, value in sorted(changed.items()) if name not in OWN)
    return timezone.localdate(), moved, connection.in_atomic_block, settled


def _plain(value: Any) -> Any:
    """Return what tells a value from another; raises UnknownError where nothing does."""
    if isinstance(value, PLAIN):
        return type(value), value
    if isinstance(value, models.Model) and value.pk is not None:
        return type(value), value.pk
    if isinstance(value, Mapping):
        return tuple((_plain(name), _plain(each)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(_plain(each) for each in value)
    if getattr(value, "__situation__", False):
        # Whatever it holds, it came to hold on the way remembered.
        return type(value)
    if is_dataclass(value):
        return type(value), tuple(_plain(getattr(value, each.name)) for each in fields(value))
    raise UnknownError


def _objects(values: Iterable[Any]) -> Iterator[Any]:
    """Yield the arguments that a call may change: they are changed again when it is repeated."""
    for value in values:
        if isinstance(value, models.Model) or getattr(value, "__situation__", False):
            yield value
        elif isinstance(value, list | tuple):
            yield from _objects(value)


def _files() -> dict[Path, int]:
    root = Path(settings.MEDIA_ROOT)
    return {path.relative_to(root): path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


def _first(connection: Any, key: History, objects: list[Any], build: Callable[[], T]) -> T:
    """Build for real, and note everything that is written."""
    files, waiting, keys = _files(), len(connection.run_on_commit), keys_of(connection)
    memory.noted, memory.noting = [], connection
    try:
        result = build()
    finally:
        noted, memory.noted, memory.noting, memory.history = memory.noted, None, None, None
    standing = _files()
    if noted is None or len(connection.run_on_commit) != waiting or not files.items() <= standing.items():
        return result
    root = Path(settings.MEDIA_ROOT)
    try:
        memory.written[key] = Written(
            repeatable(connection, noted, keys),
            {path: (root / path).read_bytes() for path in standing.keys() - files.keys()},
            [dict(cache) for cache in CACHES],
            _dumped(result, objects),
        )
    except (NotRepeatableError, pickle.PicklingError, TypeError, AttributeError):
        return result
    memory.history = key
    return result


def _again(connection: Any, key: History, objects: list[Any]) -> Any:
    written = memory.written[key]
    with transaction.atomic(using=connection.alias, savepoint=False):
        repeat(connection, written.statements)
    for path, content in written.files.items():
        target = Path(settings.MEDIA_ROOT) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for cache, loaded in zip(CACHES, written.loaded, strict=True):
        cache.update(loaded)
    memory.history = key
    return _restored(written.result, objects)


def _dumped(result: Any, objects: list[Any]) -> bytes:
    """Return a result and the state of the arguments; an argument within is named by its place, not copied."""
    places = {id(each): place for place, each in enumerate(objects)}

    class Pickler(pickle.Pickler):
        def persistent_id(self, value: Any) -> int | None:
            return places.get(id(value))

    stream = BytesIO()
    Pickler(stream, pickle.HIGHEST_PROTOCOL).dump((result, [vars(each) for each in objects]))
    return stream.getvalue()


def _restored(dumped: bytes, objects: list[Any]) -> Any:
    class Unpickler(pickle.Unpickler):
        def persistent_load(self, place: int) -> Any:
            return objects[place]

    result, states = Unpickler(BytesIO(dumped)).load()
    for each, state in zip(objects, states, strict=True):
        vars(each).update(state)
    return result
