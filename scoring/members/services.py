"""The acts on the list of members that a cell puts forward: adding, taking off, handing in all at once."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config.common.audit import log
from config.common.models import Event
from organizations.access import require
from organizations.models import Organization, User
from scoring.members.errors import MemberError
from scoring.models import Assessment, Evaluation, EvidenceUse, Mark, Round, Stage
from scoring.permissions import self_stage
from scoring.rounds.listed import registered_members
from scoring.rounds.open import RoundError, open_units
from scoring.sheets.submit import Meeting, NotReady, submit_sheet
from scoring.workflow import lock_evaluation

LONGEST_NAME = 120
# The acts that take a member off a list and keep his sheet: the cell's own, and that of whoever runs the round.
WITHDRAWN, WITHDRAWN_ABOVE = "members.withdraw", "round.withdraw_unit"


def lock_list(round_: Round, unit: Organization) -> tuple[Round, Organization]:
    """Return round and unit, the unit locked: its list is changed by one after the other."""
    Organization.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    found = Round.objects.select_related("programme", "owner__organization").get(pk=round_.pk)
    return found, Organization.objects.select_related("level").get(pk=unit.pk)


def cleaned(names: Sequence[str]) -> list[str]:
    """Return names without blanks around them, each once. Raises MemberError for none, or one that is too long."""
    found = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not found:
        raise MemberError("Hãy ghi họ và tên đảng viên, mỗi người một dòng.", "names")
    if any(len(name) > LONGEST_NAME for name in found):
        raise MemberError(f"Mỗi dòng chỉ một người, không quá {LONGEST_NAME} ký tự.", "names")
    return found


@transaction.atomic
def add_candidates(round_: Round, unit: Organization, *, actor: User, names: Sequence[str]) -> list[Evaluation]:
    """Put members of a unit, by name and nothing more, on its list: each gets a sheet with all its stages.

    Whoever stands there already stays, whoever was taken off comes back. Returns the sheets added. Raises Refused,
    MemberError for no names, for one whom the level above withdrew, for others than those registered where only they
    are evaluated.
    """
    round_, unit = lock_list(round_, unit)
    require(actor, "candidates.change", (round_, unit))
    wanted = cleaned(names)
    if round_.call_id is not None:
        listed = registered_members(round_, unit=unit.pk).get(unit.pk, [])
        if strange := [name for name in wanted if name not in listed]:
            raise MemberError(f"Chưa được duyệt trong danh sách đăng ký: {', '.join(strange)}.", "names")
    standing = {each.subject: each for each in round_.evaluations.filter(organization=unit, subject__in=wanted)}
    back = [each for each in standing.values() if each.withdrawn_at]
    if kept_out := [each.subject for each in back if _withdrawn_above(each)]:
        raise MemberError(f"Đã được cấp trên rút khỏi đợt: {', '.join(kept_out)}.", "names")
    for each in back:
        each.withdrawn_at, each.withdrawn_reason = None, ""
        each.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    fresh = [name for name in wanted if name not in standing]
    try:
        added = [*back, *(open_units(round_, only=unit.pk, names={unit.pk: fresh}) if fresh else ())]
    except RoundError as error:
        raise MemberError(str(error)) from error
    if added:
        log("members.add", round_, actor=actor, organization_id=unit.pk, sheets=sorted(each.pk for each in added))
    return added


def _withdrawn_above(evaluation: Evaluation) -> bool:
    """Say whether it was not the cell itself that took this member off the list last."""
    above = Q(action=WITHDRAWN_ABOVE, subject_type=Evaluation._meta.label_lower, subject_id=evaluation.pk)
    own = Q(action=WITHDRAWN, subject_type=Round._meta.label_lower, subject_id=evaluation.round_id)
    last = Event.objects.filter(above | (own & Q(data__sheet=evaluation.pk))).order_by("-pk").first()
    return last is not None and last.action == WITHDRAWN_ABOVE


@transaction.atomic
def remove_candidate(evaluation: Evaluation, *, actor: User, reason: str = "") -> None:
    """Take a member off the list: before anything was handed in nothing is left of him, later his sheet stays to be
    read, withdrawn with a reason. Raises Refused, MemberError without that reason.
    """
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "candidate.remove", evaluation)
    kept = leaves_traces(evaluation)
    if kept and not reason.strip():
        raise MemberError("Phiếu đã nộp: hãy ghi lý do đưa ra khỏi danh sách.", "reason")
    log(
        WITHDRAWN if kept else "members.remove", evaluation.round, actor=actor,
        organization_id=evaluation.organization_id, sheet=evaluation.pk,
    )  # fmt: skip
    if not kept:
        return _delete(evaluation)
    evaluation.withdrawn_at, evaluation.withdrawn_reason = timezone.now(), reason.strip()
    evaluation.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return None


def leaves_traces(evaluation: Evaluation) -> bool:
    """Say whether this sheet was ever handed in, answered or voted on, whatever it is now: then it is withdrawn, not
    deleted.
    """
    own = self_stage(evaluation)
    moved = own.state != Assessment.State.OPEN or evaluation.current_id != own.pk
    adopted = own.paper_id is not None or own.meeting_date is not None
    return moved or adopted or any(each.exists() for each in (own.returns, own.ballots, evaluation.comments))


def _delete(evaluation: Evaluation) -> None:
    EvidenceUse.objects.filter(evaluation=evaluation).delete()
    Mark.objects.filter(assessment__evaluation=evaluation).delete()
    Evaluation.objects.filter(pk=evaluation.pk).update(current=None)
    for each in (evaluation.remedies, evaluation.assessments):
        each.all().delete()
    Evaluation.objects.filter(pk=evaluation.pk).delete()


def to_hand_in(round_: Round, unit: Organization) -> list[Evaluation]:
    """Return the sheets of members of a unit that wait to be handed in and are not too late, by their names."""
    found = Evaluation.objects.filter(
        round=round_, organization=unit, subject__gt="", withdrawn_at__isnull=True, current__kind=Stage.Kind.SELF,
        current__deadline__gte=timezone.localdate(),
    )  # fmt: skip
    return list(found.order_by("sort", "pk"))


@transaction.atomic
def hand_in(round_: Round, unit: Organization, *, actor: User, meeting: Meeting) -> int:
    """Hand in every sheet of the list that is still with the unit, adopted in one meeting, and return how many.

    Raises Refused, MemberError where there is none, NotReady naming what each of them lacks; then none goes.
    """
    round_, unit = lock_list(round_, unit)
    require(actor, "candidates.hand_in", (round_, unit))
    sheets = to_hand_in(round_, unit)
    if not sheets:
        raise MemberError("Danh sách không có phiếu nào chờ nộp còn trong hạn.")
    items: dict[tuple[str, str], None] = {}
    for sheet in sheets:
        try:
            with transaction.atomic():
                submit_sheet(sheet, actor=actor, meeting=meeting)
        except NotReady as lacking:
            items |= dict.fromkeys(_of_sheet(sheet, *item) for item in lacking.items)
    if items:
        raise NotReady(list(items))
    log("members.hand_in", round_, actor=actor, organization_id=unit.pk, sheets=[each.pk for each in sheets])
    return len(sheets)


def _of_sheet(sheet: Evaluation, place: str, sentence: str) -> tuple[str, str]:
    """What a sheet lacks goes with its name; what the meeting lacks is the same for all."""
    of_meeting = place in Meeting.__dataclass_fields__
    return (place, sentence) if of_meeting else (f"phieu-{sheet.pk}", f"{sheet.subject}: {sentence}")
