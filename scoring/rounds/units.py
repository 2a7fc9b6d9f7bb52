"""Adding a unit to an open round, or taking one out, with a reason."""

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import Organization, User
from scoring.models import Evaluation, Round
from scoring.names import MEMBER, history_words
from scoring.rounds.listed import listed_units
from scoring.rounds.open import RoundError, open_units
from scoring.sheets.submit import NotReady
from scoring.workflow import lock_evaluation


@transaction.atomic
def add_unit(round_: Round, organization: Organization, *, actor: User, reason: str) -> Evaluation:
    """Give a unit that came later a sheet in an open round, with all its stages and the round's deadlines.

    Raises Refused, NotReady without a reason, RoundError where it has a sheet, is not on the list of those registered,
    or no rubric or body fits it.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("owner__organization").get(pk=round_.pk)
    require(actor, "round.manage", round_)
    if not reason.strip():
        raise NotReady([("reason", "Cần ghi lý do bổ sung.")])
    if round_.programme.subject == MEMBER:
        raise RoundError(["Đợt này xét đảng viên: chi bộ lập danh sách, không bổ sung đơn vị."])
    if round_.evaluations.filter(organization=organization).exists():
        raise RoundError([f"{organization.name} đã có hồ sơ trong đợt này."])
    listed = listed_units(round_)
    if listed is not None and organization.pk not in listed:
        raise RoundError([f"{organization.name} không có trong danh sách đăng ký được phê duyệt."])
    evaluation = open_units(round_, only=organization.pk)[0]
    log("round.add_unit", evaluation, actor=actor, organization_id=organization.pk, reason=reason.strip())
    return evaluation


@transaction.atomic
def withdraw_unit(evaluation: Evaluation, *, actor: User, reason: str) -> Evaluation:
    """Take a unit out of its round; its sheet stays to be read. Raises Refused, NotReady without a reason."""
    evaluation = lock_evaluation(evaluation.pk)
    require(actor, "round.manage", evaluation.round)
    if not reason.strip():
        raise NotReady([("reason", "Cần ghi lý do rút.")])
    if evaluation.withdrawn_at or evaluation.current_id is None:
        raise RoundError(["Hồ sơ đã rút hoặc đã có kết luận."])
    evaluation.withdrawn_at, evaluation.withdrawn_reason = timezone.now(), reason.strip()
    evaluation.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    log(
        "round.withdraw_unit", evaluation, actor=actor, organization_id=evaluation.organization_id,
        **history_words(evaluation, reason=reason.strip()),
    )  # fmt: skip
    return evaluation
