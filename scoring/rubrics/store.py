"""Bringing the rows of a draft in the database to what a rubric says: keys of rows that stay are kept."""

from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from scoring.models import Criterion, CriterionMap, RubricVersion
from scoring.pure.rubric import RubricData, content_hash, flat_rows, meta_mapping
from scoring.rubrics.publish import check_widths

ASIDE = 1_000_000
FIELDS = ("code", "marker", "text", "kind", "maximum", "spec", "note", "help", "parent_id", "position")


def store_draft(version: RubricVersion, data: RubricData, *, codes: dict[str, str] | None = None) -> RubricVersion:
    """Store head and rows of a draft; call it inside the act, with the version locked.

    `codes` maps old codes of rows to new ones. Raises RubricError for rows that their columns would cut.
    """
    stored = {(codes or {}).get(each.code, each.code): each for each in version.criteria.all()}
    above: dict[int | None, str] = {each.pk: code for code, each in stored.items()}
    wanted = {row["code"]: (place, row) for place, row in enumerate(flat_rows(data), 1)}
    _delete([stored.pop(code) for code in [*stored] if code not in wanted])
    changed: list[Criterion] = []
    new: list[Criterion] = []
    for code, (place, row) in wanted.items():
        criterion = stored.get(code) or Criterion(version=version)
        values = _values(row, place)
        if criterion.pk is None:
            new.append(criterion)
        elif row["parent"] != above.get(criterion.parent_id, "") or any(
            getattr(criterion, name) != value for name, value in values.items()
        ):
            changed.append(criterion)
        for name, value in values.items():
            setattr(criterion, name, value)
        stored[code] = criterion
    check_widths([*changed, *new])
    _write(version, changed, new, stored, wanted)
    version.meta, version.source, version.content_hash = meta_mapping(data), data.source.number, content_hash(data)
    version.save(update_fields=["meta", "source", "content_hash"])
    return version


def _values(row: dict[str, Any], place: int) -> dict[str, Any]:
    plain = {key: row[key] for key in ("code", "marker", "text", "kind", "spec", "note", "help")}
    maximum = None if row["maximum"] is None else Decimal(row["maximum"])
    return {**plain, "maximum": maximum, "position": place}


def _delete(gone: list[Criterion]) -> None:
    rows = Criterion.objects.filter(pk__in=[each.pk for each in gone])
    CriterionMap.objects.filter(Q(old__in=gone) | Q(new__in=gone)).delete()
    rows.update(parent=None)
    Criterion.objects.filter(parent__in=gone).update(parent=None)
    rows.delete()


def _write(
    version: RubricVersion, changed: list[Criterion], new: list[Criterion], stored: dict[str, Criterion],
    wanted: dict[str, tuple[int, dict[str, Any]]],
) -> None:  # fmt: skip
    """Write rows parents first. Places are freed before they are taken: no two rows may hold one even for a moment."""
    if changed:
        version.criteria.filter(pk__in=[each.pk for each in changed]).update(position=F("position") + ASIDE)
    waiting = list(new)
    while waiting:
        ready = [each for each in waiting if not (above := wanted[each.code][1]["parent"]) or stored[above].pk]
        for criterion in ready:
            criterion.parent_id = _key(wanted[criterion.code][1]["parent"], stored)
            # What is changed below may still stand at this place.
            criterion.position += 2 * ASIDE
        Criterion.objects.bulk_create(ready)
        changed += ready
        waiting = [each for each in waiting if each.pk is None]
    for criterion in changed:
        criterion.parent_id = _key(wanted[criterion.code][1]["parent"], stored)
        criterion.position = wanted[criterion.code][0]
    Criterion.objects.bulk_update(changed, FIELDS, batch_size=200)


def _key(code: str, stored: dict[str, Criterion]) -> int | None:
    return stored[code].pk if code else None
