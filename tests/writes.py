"""Statements that were written once, in the shape in which each database repeats them fastest, giving the same keys."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

INSERTED = re.compile(r'\s*INSERT (?:OR \w+ )?INTO "(\w+)"', re.IGNORECASE)
RETURNING = re.compile(r"\s+RETURNING [^)']*$")
Note = tuple[str, Any, bool]
Keys = dict[str, int | None]


class NotRepeatableError(Exception):
    """Statements that would not do the same again."""


def keys_of(connection: Any) -> Keys:
    """Return the last key that was given in every table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        else:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())


def repeatable(connection: Any, noted: Iterable[Note], keys: Keys) -> Any:
    """Return what `repeat` takes: these statements, after the keys have been set back to where they began."""
    noted = list(noted)
    tables = {found[1] for sql, _, _ in noted if (found := INSERTED.match(sql))}
    if connection.vendor == "postgresql":
        keyed = {f"{INSERTED.match(sql)[1]}_id_seq" for sql, _, _ in noted if RETURNING.search(sql)}
        if keyed - keys.keys():
            raise NotRepeatableError(f"no sequence of this name: {keyed - keys.keys()}")
        return _one_script(connection, noted, {name: keys[name] for name in keyed})
    return _grouped(connection, noted), {name: keys.get(name) for name in sorted(tables)}


def _one_script(connection: Any, noted: list[Note], keys: Keys) -> bytes:
    begin = [
        f"SELECT setval('{name}', {last or 1}, {last is not None})".encode() for name, last in sorted(keys.items())
    ]
    with connection.connection.cursor() as cursor:
        lines = [cursor.mogrify(sql, each) for sql, params, many in noted for each in (params if many else [params])]
    return b";\n".join(begin + lines)


def _grouped(connection: Any, noted: list[Note]) -> list[tuple[str, list[Any]]]:
    convert = connection.create_cursor().convert_query
    found = []
    for (sql, bare), group in groupby(noted, key=lambda note: (note[0], note[1] is None)):
        rows = [tuple(each) for _, params, many in group for each in (params if many else [params or ()])]
        found.append((RETURNING.sub("", sql if bare else convert(sql)), rows))
    return found


def repeat(connection: Any, statements: Any) -> None:
    """Write again what was written, past Django's cursors: nobody counts it."""
    if connection.vendor == "postgresql":
        with connection.connection.cursor() as cursor:
            cursor.execute(statements)
        return
    groups, keys = statements
    raw = connection.connection
    standing = dict(raw.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for name, last in keys.items():
        if standing.get(name) != last:
            raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", [name])
            if last is not None:
                raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, last])
    for sql, rows in groups:
        raw.executemany(sql, rows)
