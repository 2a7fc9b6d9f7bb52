"""The map from one version of a rubric to the next: proposed from the wording, confirmed by a person, followed back."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Criterion, CriterionMap, Rubric, RubricVersion
from scoring.pure.problems import Problem, RubricError
from scoring.pure.version_map import DROPPED, Link, Origin, origins, propose, settled
from scoring.rubrics.load import rubric_of

FIRST = "Đây là phiên bản đầu tiên của bộ tiêu chí, không có bản trước để đối chiếu."


def previous_version(version: RubricVersion) -> RubricVersion | None:
    """Return the last version before this one that was published; None for a first one."""
    earlier = RubricVersion.objects.filter(rubric=version.rubric_id, number__lt=version.number)
    return earlier.exclude(state=RubricVersion.State.DRAFT).order_by("-number").first()


def proposed_map(version: RubricVersion) -> tuple[Link, ...]:
    """Return the map from the version before, as the wordings suggest it; () for a first version."""
    old = previous_version(version)
    return propose(rubric_of(old).data, rubric_of(version).data) if old else ()


def confirmed_map(version: RubricVersion) -> tuple[Link, ...]:
    """Return the map that a person confirmed, rows of the older version that go on nowhere last; () for none."""
    lines = list(CriterionMap.objects.filter(new__version=version).select_related("old__version", "new"))
    if not lines:
        return ()
    old = next((line.old.version for line in lines if line.old), None) or previous_version(version)
    if old is None:
        return ()
    pairs = [Link(line.old.code, line.new.code, line.kind) for line in lines if line.old and line.new]
    return settled(pairs, rubric_of(old).data, rubric_of(version).data)


@transaction.atomic
def confirm_map(version: RubricVersion, links: Iterable[Link], *, actor: User) -> tuple[Link, ...]:
    """Store the map from the version before, in the place of the one confirmed earlier, and return it.

    Pairs of codes are what counts; rows left out are new or dropped, kinds follow from how often a row occurs.
    Raises Refused, and RubricError for rows that are not there and for a first version.
    """
    # One lock for all maps of a rubric: lines of new and dropped rows have no constraint that would keep them single.
    Rubric.objects.select_for_update(of=("self",)).get(pk=version.rubric_id)
    require(actor, "rubric.edit", version)
    old = previous_version(version)
    if old is None:
        raise RubricError([Problem("", FIRST)])
    found = settled(links, rubric_of(old).data, rubric_of(version).data)
    if found == confirmed_map(version):
        return found
    CriterionMap.objects.filter(new__version=version).delete()
    CriterionMap.objects.filter(old__version=old, new=None).delete()
    _store(old, version, found)
    kinds = [link.kind for link in found]
    log("rubric.map", version, actor=actor, kinds={kind: kinds.count(kind) for kind in sorted(set(kinds))})
    return found


def _store(old: RubricVersion, version: RubricVersion, links: Iterable[Link]) -> None:
    rows = Criterion.objects.filter(version__in=[old.pk, version.pk]).values_list("version_id", "code", "pk")
    keys = {(place, code): key for place, code, key in rows}
    CriterionMap.objects.bulk_create(
        CriterionMap(
            old_id=keys[old.pk, link.old] if link.old else None,
            new_id=keys[version.pk, link.new] if link.kind != DROPPED else None,
            kind=link.kind,
        )
        for link in links
    )


def origins_of(version: RubricVersion, old: RubricVersion) -> dict[str, Origin]:
    """Return where the rows of a version come from in an older one of its rubric, by code: one query.

    Confirmed maps are followed from version to version; where there is none, rows go by their code.
    """
    steps: dict[int, list[Link]] = defaultdict(list)
    bases: dict[int, set[tuple[int, int]]] = defaultdict(set)
    lines = CriterionMap.objects.filter(new__version__rubric=version.rubric_id, old__isnull=False)
    for before, code, key, number, at, kind in lines.values_list(
        "old__code", "new__code", "old__version", "old__version__number", "new__version", "kind"
    ):
        steps[at].append(Link(before, code, kind))
        bases[at].add((number, key))
    maps, at = [], version.pk
    while at != old.pk and len(bases[at]) == 1:
        ((number, key),) = bases[at]
        if number < old.number:
            break
        maps.append(steps[at])
        at = key
    return origins(maps, rubric_of(version).keys)
