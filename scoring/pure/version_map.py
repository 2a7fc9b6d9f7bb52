"""Which row of a new version continues which row of the version before: proposed from codes and wording.

A person confirms or corrects the proposal; nothing here decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .problems import Problem, RubricError
from .rubric import Row, RubricData
from .words import likeness, pieces, share_within

SAME, SPLIT, MERGED, NEW, DROPPED = "same", "split", "merged", "new", "dropped"
KINDS = {SAME: "giữ nguyên", SPLIT: "tách", MERGED: "gộp", NEW: "mới", DROPPED: "bỏ"}
# Percent of common wording: with the same code, with another code, and of a part within a whole.
WITH_CODE, WITHOUT_CODE, WITHIN = 40, 70, 65
Pieces = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Link:
    """One line of the map: codes ("" for none), kind, and how alike the wordings are in percent."""

    old: str
    new: str
    kind: str
    likeness: int = 0


class _Rows:
    """Rows of both versions by code, with what their wordings are compared by."""

    def __init__(self, old: Iterable[Row], new: Iterable[Row]) -> None:
        self.old: dict[str, Pieces] = {row.code: pieces(row.text) for row in old}
        self.new: dict[str, Pieces] = {row.code: pieces(row.text) for row in new}

    def alike(self, old: str, new: str) -> int:
        return likeness(self.old[old], self.new[new])


def propose(old: RubricData, new: RubricData) -> tuple[Link, ...]:
    """The map from an older version to a newer one, as the wordings suggest it.

    Rows are compared with rows of their sort, marked ones or groups: first those with the same code, then the
    most alike, then parts: a row whose wording stands mostly within another's was split off it, or merged into it.
    Every row of both versions occurs. Lines come in the order of the new version, dropped rows last.
    """
    links: list[Link] = []
    for groups in (False, True):
        links += _family(
            _Rows(
                (row for row in old.rows if row.is_group == groups), (row for row in new.rows if row.is_group == groups)
            ),
            parts=not groups,
        )
    return ordered(links, old, new)


def ordered(links: Iterable[Link], old: RubricData, new: RubricData) -> tuple[Link, ...]:
    """Lines in the order of the new version, dropped rows last in the order of the old one."""
    places = {row.code: place for place, row in enumerate(new.rows)}
    before = {row.code: place for place, row in enumerate(old.rows)}
    return tuple(sorted(links, key=lambda link: (places.get(link.new, len(places)), before.get(link.old, -1))))


def _family(rows: _Rows, *, parts: bool) -> Iterator[Link]:
    pairs = dict(_pairs(rows))
    taken = set(pairs.values())
    sources: dict[str, set[str]] = defaultdict(set)
    for old, new in pairs.items():
        sources[new].add(old)
    if parts:
        for new in rows.new:
            if new not in taken and (whole := _whole(rows.new[new], rows.old)):
                sources[new].add(whole)
        heirs = {old for olds in sources.values() for old in olds}
        for old in rows.old:
            if old not in heirs and (whole := _whole(rows.old[old], rows.new)):
                sources[whole].add(old)
    yield from _named(rows, sources)


def _pairs(rows: _Rows) -> Iterator[tuple[str, str]]:
    """Rows that continue one another: by code where the wording is not another one, then the most alike first."""
    by_code = [code for code in rows.old if code in rows.new and rows.alike(code, code) >= WITH_CODE]
    yield from ((code, code) for code in by_code)
    left = [
        (rows.alike(old, new), old, new)
        for old in rows.old if old not in by_code
        for new in rows.new if new not in by_code
    ]  # fmt: skip
    olds, news = set(by_code), set(by_code)
    for alike, old, new in sorted(left, key=lambda each: -each[0]):
        if alike >= WITHOUT_CODE and old not in olds and new not in news:
            olds.add(old)
            news.add(new)
            yield old, new


def _whole(part: Pieces, among: Mapping[str, Pieces]) -> str:
    """The row whose wording holds most of this part, "" where none holds enough."""
    best = max(among, key=lambda code: share_within(part, among[code]), default="")
    return best if best and share_within(part, among[best]) >= WITHIN else ""


def _named(rows: _Rows, sources: Mapping[str, set[str]]) -> Iterator[Link]:
    heirs = Counter(old for olds in sources.values() for old in olds)
    for new, olds in sources.items():
        for old in sorted(olds):
            kind = MERGED if len(olds) > 1 else SPLIT if heirs[old] > 1 else SAME
            yield Link(old, new, kind, rows.alike(old, new))
    yield from (Link("", new, NEW) for new in rows.new if new not in sources)
    yield from (Link(old, "", DROPPED) for old in rows.old if old not in heirs)


def settled(links: Iterable[Link], old: RubricData, new: RubricData) -> tuple[Link, ...]:
    """What a person confirmed, made whole: kinds follow from how often a row occurs, rows left out are new or
    dropped. Raises RubricError for codes that are not there and pairs named twice.
    """
    pairs = [(link.old, link.new) for link in links if link.old and link.new]
    problems = [Problem(code, f"Bản cũ không có dòng mã {code}.") for code, _ in pairs if code not in old.by_code]
    problems += [Problem(code, f"Bản mới không có dòng mã {code}.") for _, code in pairs if code not in new.by_code]
    problems += [
        Problem(after, f"Dòng {before} → {after} được ghi hai lần.")
        for (before, after), times in Counter(pairs).items()
        if times > 1
    ]
    if problems:
        raise RubricError(problems)
    sources: dict[str, set[str]] = defaultdict(set)
    for before, after in pairs:
        sources[after].add(before)
    return ordered(_named(_Rows(old.rows, new.rows), sources), old, new)


@dataclass(frozen=True)
class Origin:
    """Where a row comes from over any number of versions: the old codes, and how they became it."""

    codes: tuple[str, ...]
    kind: str = SAME


def origins(maps: Iterable[Iterable[Link]], codes: Iterable[str]) -> dict[str, Origin]:
    """Follow rows back through maps, the newest first; rows without an origin are left out.

    Where a row was ever split it counts as split, else where it was merged as merged.
    """
    found = {code: Origin((code,)) for code in codes}
    for links in maps:
        above: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            if link.old and link.new:
                above[link.new].append(link)
        found = {code: step for code, origin in found.items() if (step := _step(origin, above))}
    return found


def _step(origin: Origin, above: Mapping[str, list[Link]]) -> Origin | None:
    links = [link for code in origin.codes for link in above.get(code, ())]
    if not links:
        return None
    kinds = {origin.kind, *(link.kind for link in links)}
    kind = SPLIT if SPLIT in kinds else MERGED if MERGED in kinds else SAME
    return Origin(tuple(dict.fromkeys(link.old for link in links)), kind)
