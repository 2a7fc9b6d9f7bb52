"""Statements that were written once, in the shape in which each database repeats them fastest, giving the same keys.

Rows of one table are inserted together, in their order, up to the next statement that is no insertion: whatever they
refer to was looked at when they were written for the first time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

INSERTED = re.compile(r'\s*INSERT (?:OR \w+ )?INTO "(\w+)"', re.IGNORECASE)
RETURNING = re.compile(r"\s+RETURNING [^)']*$")
# An insertion of rows that are given, and of nothing that is read from a table.
GIVEN = re.compile(r'(\s*INSERT INTO "\w+" \([^)]*\) VALUES )((?:\((?:%s(?:::\w+)?(?:, )?)+\)(?:, )?)+)')
# What the rows refer to, and what guards them, was asked when they were first written. Only a superuser may say so.
ASLEEP = b"SET LOCAL session_replication_role = replica"
AWAKE = b"SET LOCAL session_replication_role = origin"
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
    back = ", ".join(f"setval('{name}', {last or 1}, {last is not None})" for name, last in sorted(keys.items()))
    lines = [f"SELECT {back}".encode()] if back else []
    with connection.connection.cursor() as cursor:
        for table, group in _by_table(noted, lambda sql: (GIVEN.fullmatch(_bare(sql)) or (None, sql))[1]):
            lines += _together(cursor, group) if table else [cursor.mogrify(*each) for each in group]
        cursor.execute("SHOW is_superuser")
        superuser = cursor.fetchone() == ("on",)
    return b";\n".join([ASLEEP, *lines, AWAKE] if superuser else lines)


def _bare(sql: str) -> str:
    return RETURNING.sub("", sql)


def _together(cursor: Any, group: list[tuple[str, Any]]) -> list[bytes]:
    """Return one insertion of the rows of all these, where their form allows it."""
    found = GIVEN.fullmatch(_bare(group[0][0]))
    if found is None:
        return [cursor.mogrify(*each) for each in group]
    rows = [cursor.mogrify(GIVEN.fullmatch(_bare(sql))[2], params) for sql, params in group]  # type: ignore[index]
    return [cursor.mogrify(found[1]) + b", ".join(rows)]


def _by_table(noted: list[Note], kind: Callable[[str], str]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield statements that belong together: insertions of one table and one kind, or others of the same text.

    The table is "" for the others.
    """
    waiting: dict[str, list[list[tuple[str, Any]]]] = {}
    others: list[tuple[str, Any]] = []
    for sql, params, many in noted:
        found = INSERTED.match(sql)
        each = [(sql, row) for row in (params if many else [params])]
        if found is None:
            yield from ((table, group) for table, groups in waiting.items() for group in groups)
            waiting.clear()
            if others and others[-1][0] != sql:
                yield "", others
                others = []
            others = [*others, *each]
            continue
        if others:
            yield "", others
            others = []
        groups = waiting.setdefault(found[1], [])
        if not groups or kind(groups[-1][-1][0]) != kind(sql):
            groups.append([])
        groups[-1] += each
    if others:
        yield "", others
    yield from ((table, group) for table, groups in waiting.items() for group in groups)


def _grouped(connection: Any, noted: list[Note]) -> list[tuple[str, list[Any]]]:
    convert = connection.create_cursor().convert_query
    found = []
    for _, group in _by_table(noted, lambda sql: sql):
        sql, bare = group[0][0], group[0][1] is None
        found.append((_bare(sql if bare else convert(sql)), [tuple(params or ()) for _, params in group]))
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
