"""The ledger of a unit with the years it inherits: one record a unit and year, whoever it follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from organizations.models import Succession
from scoring.facts.grades import scale_of
from scoring.pure.records import Record, Value

# The keys of those whose history a unit inherits, by key of the unit.
Links = Mapping[int, Sequence[int]]


def inheriting() -> dict[int, list[int]]:
    """Return every link over which a paper lets a unit inherit."""
    found: dict[int, list[int]] = {}
    for new, old in Succession.objects.filter(inherits=True).values_list("successor_id", "predecessor_id"):
        found.setdefault(new, []).append(old)
    return found


def with_forerunners(key: int, links: Links) -> set[int]:
    """Return the keys of a unit and of all whose history it inherits, near and far."""
    found, open_ = {key}, [key]
    while open_:
        fresh = set(links.get(open_.pop(), ())) - found
        found |= fresh
        open_ += fresh
    return found


def lines_of(key: int, links: Links, heirs: frozenset[int] = frozenset()) -> list[tuple[int, ...]]:
    """Return the lines of descent of a unit: itself and, one after the other, whose history it inherits."""
    olds = sorted(set(links.get(key, ())) - heirs - {key})
    return [(key, *line) for old in olds for line in lines_of(old, links, heirs | {key})] or [(key,)]


def figures_along(line: Sequence[int], own: Mapping[int, Sequence[Record]]) -> list[Record]:
    """Return the declared figures along a line, one record a period: what a unit says itself goes before what its
    forerunner said of the same time.
    """
    found: dict[tuple[date | None, str], Record] = {}
    for key in line:
        for record in own.get(key, ()):
            mine = found.get((record.on, record.label))
            found[record.on, record.label] = _before(mine, record) if mine else record
    return list(found.values())


def figures_together(key: int, own: Mapping[int, Sequence[Record]], links: Links) -> list[Record]:
    """Return the declared figures of a unit that is one of many, to be counted with those of its neighbours: where it
    follows several, theirs stand beside each other for the times of which it says nothing itself.
    """
    lines = lines_of(key, links)
    if len(lines) == 1:
        return figures_along(lines[0], own)
    said = {(record.on, record.label) for record in own.get(key, ())}
    olds = sorted(with_forerunners(key, links) - {key})
    before = [record for old in olds for record in own.get(old, ()) if (record.on, record.label) not in said]
    return [*own.get(key, ()), *before]


def _before(mine: Record, old: Record) -> Record:
    waiting = {code for code in old.unconfirmed if code not in mine.values}
    return replace(mine, values={**old.values, **mine.values}, unconfirmed=mine.unconfirmed | waiting)


def inherited_years(
    key: int, own: Mapping[int, Sequence[Record]], links: Links, heirs: frozenset[int] = frozenset()
) -> list[Record]:
    """Return the ledger of a unit, a record a year in time, out of everybody's own by key.

    What a unit has itself goes before what it inherits; `heirs` are those on whose behalf it is asked.
    """
    mine = {record.on: record for record in own.get(key, ()) if record.on}
    theirs: dict[date, list[Record]] = {}
    for old in set(links.get(key, ())) - heirs - {key}:
        for record in inherited_years(old, own, links, heirs | {key}):
            if record.on:
                theirs.setdefault(record.on, []).append(record)
    return [_year(on, mine.get(on), theirs.get(on, [])) for on in sorted({*mine, *theirs})]


def _year(on: date, own: Record | None, olds: Sequence[Record]) -> Record:
    if own is not None and not olds:
        return own
    if own is None and len(olds) == 1:
        return olds[0]
    example = own or olds[0]
    grade, proposed = (_standing(code, on.year, own, olds) for code in ("grade", "proposed_grade"))
    # A final grade that cannot be told gives way to no proposal.
    either = grade if grade is not None else None if any(map(_graded, olds)) else proposed
    values = {"grade": grade, "proposed_grade": proposed, "any_grade": either, "titles": _titles(own, olds)}
    return Record(values, on, example.label, example.unit, example.programme)


def _graded(record: Record) -> bool:
    """Whether a forerunner had a final grade, or several whose order is not known."""
    final, proposed, either = (record.values.get(code) for code in ("grade", "proposed_grade", "any_grade"))
    return final is not None or (proposed is not None and either is None)


def _standing(code: str, year: int, own: Record | None, olds: Iterable[Record]) -> Value | None:
    value = own.values.get(code) if own else None
    return value if value is not None else _worst({old.values.get(code) for old in olds} - {None}, year)


def _worst(grades: set[Value | None], year: int) -> Value | None:
    """The worst of several grades by the scale of the year; None where they differ and one is not on it."""
    order = [code for code, _ in scale_of(year).levels]
    if len(grades) > 1 and not grades <= set(order):
        return None
    return min(grades, key=lambda grade: order.index(str(grade)) if grade in order else 0, default=None)


def _titles(own: Record | None, olds: Sequence[Record]) -> tuple[str, ...]:
    """The titles of the unit itself, and those that each of its forerunners of that year had."""
    first, *others = [_words(old) for old in olds]
    shared = [title for title in first if all(title in each for each in others)]
    return tuple(dict.fromkeys((*(_words(own) if own else ()), *shared)))


def _words(record: Record) -> tuple[str, ...]:
    titles = record.values.get("titles")
    return titles if isinstance(titles, tuple) else ()
