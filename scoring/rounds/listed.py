"""The list of approved registrations behind a round, where a programme evaluates only those who registered."""

from collections.abc import Sequence

from organizations.models import Body
from scoring.models import Evaluation, Programme, Registration, RegistrationCall, Round
from scoring.names import MEMBER
from scoring.rubrics.rules import rules_of

NO_CALL = "Mô hình này chỉ lập phiếu cho đơn vị đã đăng ký: hãy mở đợt đăng ký cho năm {year} trước."
NOT_APPROVED = "Danh sách của đợt đăng ký “{name}” chưa được phê duyệt."


def call_for(programme: Programme, owner: Body, year: int) -> tuple[RegistrationCall | None, str]:
    """Return the call whose list a round of this year takes, and why there is none ("" where none is wanted)."""
    rules = rules_of(programme).registration
    if rules is None or not rules.required:
        return None, ""
    calls = RegistrationCall.objects.filter(
        programme=programme, owner=owner, first_year__lte=year, last_year__gte=year
    ).order_by("-first_year")
    call = calls.first()
    return call, "" if call else NO_CALL.format(year=year)


def listed_units(round_: Round) -> set[int] | None:
    """Return the keys of the units that may have a sheet: on the approved list of a round, or with a sheet in the
    year's round that it is a part of. None where everybody in scope has one.
    """
    if round_.parent_id is not None:
        sheets = Evaluation.objects.filter(round=round_.parent_id, withdrawn_at__isnull=True)
        return set(sheets.values_list("organization", flat=True))
    if round_.call_id is None:
        return None
    approved = Registration.objects.filter(call=round_.call_id, state=Registration.State.APPROVED)
    return set(approved.values_list("organization", flat=True))


def registered_members(
    round_: Round, states: Sequence[str] = (Registration.State.APPROVED,), unit: int | None = None
) -> dict[int, list[str]]:
    """Return the names of members registered with the owner of a round for its year, by unit, in their order; {} where
    the programme evaluates units. A call that covers the year counts, whether the round was tied to it or not.
    """
    if round_.programme.subject != MEMBER:
        return {}
    found: dict[int, list[str]] = {}
    rows = Registration.objects.filter(
        call__programme=round_.programme_id, call__owner=round_.owner_id, call__first_year__lte=round_.year,
        call__last_year__gte=round_.year, state__in=states, subject__gt="",
    )  # fmt: skip
    if unit is not None:
        rows = rows.filter(organization=unit)
    for key, name in rows.order_by("sort", "pk").values_list("organization", "subject"):
        if name not in found.setdefault(key, []):
            found[key].append(name)
    return found


def list_problem(round_: Round) -> str:
    """Return why the list of a round cannot be used yet, "" where it can or none is wanted."""
    call = round_.call
    return NOT_APPROVED.format(name=call.name) if call is not None and call.approved_on is None else ""
