"""Lines of a round in preparation: which rubric and outcomes a kind of unit, a sector or a branch of the tree gets."""

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import Level, Organization, Sector, User
from scoring.models import OutcomeSet, Round, RoundRubric, RubricVersion
from scoring.rounds.open import RoundError


def versions_for(round_: Round) -> list[RubricVersion]:
    """Return the published versions of the round's programme, by name."""
    found = RubricVersion.objects.filter(
        rubric__programme=round_.programme_id, state=RubricVersion.State.PUBLISHED
    ).select_related("rubric")
    return list(found.order_by("rubric__name", "-number"))


def levels_of(round_: Round) -> list[Level]:
    """Return the kinds of unit that the round has a chain of stages for."""
    return list(Level.objects.filter(pk__in=round_.stages.values("level")).order_by("position"))


def _lock(round_: Round, actor: User) -> Round:
    found = (
        Round.objects.select_for_update(of=("self",)).select_related("owner__organization", "programme").get(
            pk=round_.pk
        )
    )  # fmt: skip
    require(actor, "round.open", found)
    return found


def _problem(round_: Round, level: Level, version: RubricVersion, outcome_set: OutcomeSet | None) -> str:
    if version.rubric.programme_id != round_.programme_id or version.state != RubricVersion.State.PUBLISHED:
        return "Chỉ dùng được bộ tiêu chí đã ban hành của mô hình này."
    if outcome_set is not None and outcome_set.rubric_id != version.rubric_id:
        return "Bộ mức xếp loại này thuộc bộ tiêu chí khác."
    if not round_.stages.filter(level=level).exists():
        return f"Mô hình này không có các bước cho loại tổ chức “{level}”."
    return ""


@transaction.atomic
def add_line(
    round_: Round,
    *,
    actor: User,
    level: Level,
    version: RubricVersion,
    title: str,
    branch: Organization | None = None,
    sector: Sector | None = None,
    outcome_set: OutcomeSet | None = None,
) -> RoundRubric:
    """Give units of a kind, in a branch of the tree or of a sector, a rubric of their own; the deepest branch wins.

    Raises Refused (also once the round is open), and RoundError where the version or the outcomes do not belong to the
    programme, the branch lies outside the round, there is no chain for the kind, or such a line stands already.
    """
    round_ = _lock(round_, actor)
    if problem := _problem(round_, level, version, outcome_set):
        raise RoundError([problem])
    if branch is not None and not branch.path.startswith(round_.owner.organization.path):
        raise RoundError([f"{branch.name} không thuộc phạm vi của đợt đánh giá này."])
    if round_.rubrics.filter(level=level, branch=branch, sector=sector).exists():
        raise RoundError(["Đã có dòng cho loại tổ chức, nhánh, loại hình này."])
    line = RoundRubric.objects.create(
        round=round_, level=level, version=version, title=title.strip(), branch=branch, sector=sector,
        outcome_set=outcome_set,
    )  # fmt: skip
    log(
        "round.add_line", round_, actor=actor, organization_id=round_.owner.organization_id, level=level.code,
        branch=branch.pk if branch else None, sector=sector.code if sector else "", version=version.pk,
    )  # fmt: skip
    return line


@transaction.atomic
def remove_line(line: RoundRubric, *, actor: User) -> None:
    """Take a line out of a round in preparation: units that no other line fits get no sheet.

    Raises Refused (also once the round is open), RoundError for the last line. A line gone already changes nothing.
    """
    round_ = _lock(line.round, actor)
    found = round_.rubrics.filter(pk=line.pk).select_related("level").first()
    if found is None:
        return
    if round_.rubrics.count() == 1:
        raise RoundError(["Đợt đánh giá cần ít nhất một dòng."])
    log("round.remove_line", round_, actor=actor, organization_id=round_.owner.organization_id, level=found.level.code)
    found.delete()
