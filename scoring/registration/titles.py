"""Titles that hold for several years: looked at again every year, kept or lapsed with a reason."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from config.common.audit import log
from organizations.access import acts_for_body, connected, in_scope, require, rights, rule
from organizations.models import Role, User
from scoring.models import Assessment, Programme, Stage, TitleYear, YearResult
from scoring.pure.programme import Validity
from scoring.registration.errors import RegistrationError
from scoring.rubrics.rules import rules_of

State = TitleYear.State


@dataclass(frozen=True)
class Held:
    """A title that still held at the beginning of a year, and what was said of it in that year."""

    title: YearResult
    said: TitleYear | None
    may: bool


def validities() -> dict[int, Validity]:
    """Return how long titles hold, by key of the programme; only of programmes whose titles are looked at again."""
    found = {programme.pk: rules_of(programme).validity for programme in Programme.objects.all()}
    return {key: validity for key, validity in found.items() if validity is not None}


def _approvers(user: User) -> tuple[set[int], set[int]]:
    """The bodies and the organisations for which `user` concludes; for the organisation no inspection team speaks."""
    held = [right for right in rights(user) if right.role == Role.APPROVER and right.body_id is not None]
    lasting = {right.organization_id for right in held if not right.at_team}
    return {right.body_id for right in held if right.body_id}, lasting


def decided_by(user: User) -> Q:
    """Return the condition that `user` concludes for the body that gave a title; of a paper the level above did."""
    bodies, organizations = _approvers(user)
    stages = Assessment.objects.filter(evaluation=OuterRef("evaluation"), kind=Stage.Kind.APPROVAL, body__in=bodies)
    return Exists(stages) | Q(evaluation__isnull=True, organization__parent__in=organizations)


def titles_with_validity(known: Collection[int]) -> QuerySet[YearResult]:
    """Return the titles of these programmes with everything that pages and permissions read."""
    approvals = Assessment.objects.filter(kind=Stage.Kind.APPROVAL)
    return (
        YearResult.objects.filter(
            kind=YearResult.Kind.TITLE, final=True, waiting=False, subject="", programme__in=known,
            organization__active=True,
        )
        .select_related("organization", "programme", "evaluation")
        .prefetch_related("years", Prefetch("evaluation__assessments", approvals, to_attr="approvals"))
        .order_by("organization__path", "year", "pk")
    )  # fmt: skip


def held_in(user: User, year: int) -> list[Held]:
    """Return the titles that `user` sees and that still hold in a year after they were given."""
    known = validities()
    if not known:
        return []
    titles = titles_with_validity(known).filter(in_scope(user, "organization__"), year__lt=year)
    return [
        Held(title, next((each for each in title.years.all() if each.year == year), None), may_confirm(user, title))
        for title in titles
        if not _complaint(title, known[title.programme_id or 0], year)
    ]


def waits_for(user: User, year: int) -> Q:
    """Return the condition that a title waits for `user` to look at it again in a year."""
    over = TitleYear.objects.filter(title=OuterRef("pk")).filter(Q(year=year) | Q(state=State.LAPSED))
    own = [right.organization_id for right in rights(user) if right.role in (Role.SECRETARY, Role.CONTRIBUTOR)]
    until = "programme__rules__validity__until"
    return (
        Q(programme__rules__validity__isnull=False)
        & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": year}))
        & Q(kind=YearResult.Kind.TITLE, final=True, waiting=False, subject="", year__lt=year, organization__active=True)
        & decided_by(user)
        & ~Q(organization__in=[*own, user.member_of_id or 0])
        & Q(~Exists(over))
    )


def to_confirm(user: User, year: int) -> int:
    """Return how many titles wait for `user` to look at them again in a year."""
    return YearResult.objects.filter(waits_for(user, year)).count()


def may_confirm(user: User, title: YearResult) -> bool:
    """Say whether `user` looks at this title again."""
    return _confirm(user, title) is None


def _confirm(user: User, title: YearResult) -> str | None:
    if title.evaluation is None:
        allowed = title.organization.parent_id in _approvers(user)[1]
    else:
        stages = getattr(title.evaluation, "approvals", None)
        if stages is None:
            stages = title.evaluation.assessments.filter(kind=Stage.Kind.APPROVAL)
        allowed = any(acts_for_body(user, stage.body_id, Role.APPROVER) for stage in stages)
    if not allowed:
        return "Chỉ người nhập kết luận của cơ quan đã công nhận danh hiệu này được xác nhận hằng năm."
    return connected(user, title.organization_id)


def _complaint(title: YearResult, validity: Validity, year: int) -> str:
    """Why a title is not looked at in a year, "" where it is."""
    if year > timezone.localdate().year:
        return "Năm này chưa đến."
    if year <= title.year:
        return "Danh hiệu được xác nhận từ năm sau năm công nhận."
    if validity.until is not None and year > validity.until:
        return f"Danh hiệu này chỉ phải xác nhận đến năm {validity.until}."
    if any(each.state == State.LAPSED and each.year < year for each in title.years.all()):
        return "Danh hiệu này đã không giữ được từ năm trước."
    return ""


def _write(
    title: YearResult, *, actor: User, year: int, state: str, reason: str = "", paper_number: str = ""
) -> TitleYear:
    """Look at a title again; the caller holds its lock. What was said of the year before is replaced."""
    require(actor, "title.confirm", title)
    validity = validities().get(title.programme_id or 0)
    if validity is None:
        raise RegistrationError("Danh hiệu của mô hình này không phải xác nhận hằng năm.")
    if complaint := _complaint(title, validity, year):
        raise RegistrationError(complaint)
    said = list(title.years.all())
    if any(each.year > year for each in said):
        raise RegistrationError("Danh hiệu này đã được xác nhận cho năm sau đó.")
    standing = next((each for each in said if each.year == year), None)
    old = standing.state if standing else ""
    found = standing or TitleYear(title=title, year=year)
    if (old, found.reason, found.paper_number) == (state, reason, paper_number):
        return found
    found.state, found.reason, found.paper_number = state, reason, paper_number
    found.by_id, found.at = actor.pk, timezone.now()
    found.save()
    log(
        f"title.{state}", title, actor=actor, organization_id=title.organization_id, year=year, old=old,
        reason=reason, number=paper_number,
    )  # fmt: skip
    return found


def _locked(keys: Collection[int]) -> list[YearResult]:
    list(YearResult.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    return list(titles_with_validity(validities()).filter(pk__in=keys))


@transaction.atomic
def keep_titles(keys: Collection[int], *, actor: User, year: int, paper_number: str = "") -> list[TitleYear]:
    """Confirm that titles (by key) are kept in a year. Raises Refused, RegistrationError where one is not to be looked
    at in that year or is gone. A repeat changes nothing.
    """
    titles = _locked(keys)
    if not titles or len(titles) != len(set(keys)):
        raise RegistrationError("Hãy đánh dấu các danh hiệu được giữ vững.")
    return [
        _write(title, actor=actor, year=year, state=State.KEPT, paper_number=paper_number.strip()) for title in titles
    ]


@transaction.atomic
def lapse_title(title: YearResult, *, actor: User, year: int, reason: str, paper_number: str = "") -> TitleYear:
    """Say that a title was not kept in a year: from then on it counts no more.

    Raises Refused, RegistrationError without a reason or where it is not to be looked at in that year.
    """
    found = _locked([title.pk])
    if not found:
        raise RegistrationError("Danh hiệu của mô hình này không phải xác nhận hằng năm.")
    if not reason.strip():
        raise RegistrationError("Hãy ghi lý do.", "reason")
    return _write(
        found[0], actor=actor, year=year, state=State.LAPSED, reason=reason.strip(), paper_number=paper_number.strip()
    )


def register() -> None:
    """Add this line to the table of actions."""
    rule("title.confirm", _confirm)
