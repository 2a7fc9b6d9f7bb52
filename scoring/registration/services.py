"""The acts on a list of those who stand for a title: registering, approving, refusing, later adding and removing."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import sort_key
from organizations.access import Refused, connected, require
from organizations.models import Organization, User
from scoring.models import Registration, RegistrationCall
from scoring.registration.eligibility import Eligibility, eligibility
from scoring.registration.errors import RegistrationError
from scoring.registration.permissions import concerns

MEMBER = "member"
State = Registration.State


class NotEligible(RegistrationError):  # noqa: N818 - what the unit is, not an error of the program
    """The condition of the programme does not hold for the unit."""

    def __init__(self, name: str, found: Eligibility) -> None:
        super().__init__(f"{name} không đủ điều kiện đăng ký: {found.found or 'không đáp ứng'}.")
        self.found = found


def _lock(call: RegistrationCall) -> RegistrationCall:
    """Return the call, locked: lists are decided and added to one after the other."""
    RegistrationCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    return RegistrationCall.objects.select_related("owner__organization", "programme").get(pk=call.pk)


def _subjects(call: RegistrationCall, names: Sequence[str]) -> list[str]:
    """Return whom the registration is for: "" for the unit itself, or its members by name."""
    if call.programme.subject != MEMBER:
        return [""]
    found = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not found:
        raise RegistrationError("Hãy ghi họ và tên đảng viên, mỗi người một dòng.", "names")
    return found


@transaction.atomic
def register_unit(
    call: RegistrationCall, unit: Organization, *, actor: User, minutes_number: str, names: Sequence[str] = ()
) -> list[Registration]:
    """Register a unit (or members of it by `names`) as its meeting decided. The same again is the same registration.

    Raises Refused, NotEligible where the condition fails for certain (where data lack the level above decides),
    RegistrationError without the number of the minutes or names, or where it was decided on already.
    """
    call = _lock(call)
    require(actor, "registration.register", (call, unit))
    if not minutes_number.strip():
        raise RegistrationError("Hãy ghi số biên bản cuộc họp đã quyết định đăng ký.", "minutes_number")
    subjects = _subjects(call, names)
    found = eligibility(call, [unit])[unit.pk]
    if found.holds is False:
        raise NotEligible(unit.name, found)
    standing = {each.subject: each for each in call.registrations.filter(organization=unit, subject__in=subjects)}
    for each in standing.values():
        if each.state != State.REGISTERED:
            raise RegistrationError(f"{each.subject or unit.name} {each.get_state_display()} trong đợt này rồi.")
    fresh = [_new(call, unit, subject, actor, found) for subject in subjects if subject not in standing]
    for each in fresh:
        each.minutes_number = minutes_number.strip()
        each.save()
        _log("registration.register", each, actor, minutes=each.minutes_number)
    return [*standing.values(), *fresh]


def _new(call: RegistrationCall, unit: Organization, subject: str, actor: User, found: Eligibility) -> Registration:
    return Registration(
        call=call, organization=unit, subject=subject, name=unit.name,
        sort=f"{unit.sort} {sort_key(subject)}".strip()[:1000], eligibility=found.stored(),
        registered_at=timezone.now(), registered_by_id=actor.pk,
    )  # fmt: skip


def _log(action: str, registration: Registration, actor: User, **data: object) -> None:
    # The history outlives the names of members: it names the unit, and keeps no words that may name one.
    if registration.subject:
        data.pop("reason", None)
    log(
        action, registration, actor=actor, organization_id=registration.organization_id, label=registration.name, **data
    )


def _step_aside(actor: User, registrations: Collection[Registration]) -> None:
    for each in registrations:
        if reason := connected(actor, each.organization_id):
            raise Refused(f"{each.name}: {reason}")


def _decided(each: Registration, state: str, actor: User, reason: str = "") -> None:
    each.state, each.reason = state, reason
    each.decided_at, each.decided_by_id = timezone.now(), actor.pk


@transaction.atomic
def approve_list(
    call: RegistrationCall, chosen: Collection[int], *, actor: User, number: str, day: date
) -> list[Registration]:
    """Approve the chosen registrations (by key) at once, with the paper that does so; the others stay to be decided.

    Raises Refused, also for a unit from whose judging the actor steps aside; RegistrationError where the list was
    approved before, nothing is chosen, something chosen was decided on meanwhile, or the paper is not said.
    """
    call = _lock(call)
    require(actor, "registration.decide", call)
    if call.approved_on is not None:
        raise RegistrationError("Danh sách đã được phê duyệt; hãy bổ sung từng đơn vị với lý do.")
    if not number.strip():
        raise RegistrationError("Hãy ghi số văn bản phê duyệt.", "number")
    if day > timezone.localdate():
        raise RegistrationError("Ngày văn bản không được sau hôm nay.", "day")
    found = list(call.registrations.filter(pk__in=chosen, state=State.REGISTERED))
    if not found or len(found) != len(set(chosen)):
        raise RegistrationError("Hãy đánh dấu các đơn vị được phê duyệt, trong số đang chờ.")
    _step_aside(actor, found)
    for each in found:
        _decided(each, State.APPROVED, actor)
    Registration.objects.bulk_update(found, ["state", "reason", "decided_at", "decided_by_id"], batch_size=500)
    call.approved_number, call.approved_on = number.strip(), day
    call.save(update_fields=["approved_number", "approved_on"])
    log(
        "registration.approve", call, actor=actor, organization_id=call.owner.organization_id,
        number=call.approved_number, date=day.isoformat(), registrations=sorted(each.pk for each in found),
    )  # fmt: skip
    return found


@transaction.atomic
def end_registration(registration: Registration, *, actor: User, reason: str) -> Registration:
    """Refuse what waits to be decided, or take what was approved off the list, with a reason.

    Raises Refused; RegistrationError without a reason, or where it ended before. A sheet that it led to stays.
    """
    call = _lock(registration.call)
    require(actor, "registration.decide", call)
    found = call.registrations.get(pk=registration.pk)
    _step_aside(actor, [found])
    if not reason.strip():
        raise RegistrationError("Hãy ghi lý do.", "reason")
    if found.state in (State.REFUSED, State.REMOVED):
        raise RegistrationError(f"Đăng ký này {found.get_state_display()} rồi.")
    _decided(found, State.REFUSED if found.state == State.REGISTERED else State.REMOVED, actor, reason.strip())
    found.save()
    _log(f"registration.{found.state}", found, actor, reason=found.reason)
    return found


@transaction.atomic
def add_registration(
    call: RegistrationCall, unit: Organization, *, actor: User, reason: str, names: Sequence[str] = ()
) -> list[Registration]:
    """Put a unit (or members of it) on the list after its deadline or approval, with a reason; what ended comes back.

    Raises Refused, NotEligible, RegistrationError without a reason, for a unit that the call does not concern or that
    is on the list.
    """
    call = _lock(call)
    require(actor, "registration.decide", call)
    if not reason.strip():
        raise RegistrationError("Hãy ghi lý do bổ sung.", "reason")
    if complaint := concerns(call, unit):
        raise RegistrationError(complaint, "code")
    subjects = _subjects(call, names)
    found = eligibility(call, [unit])[unit.pk]
    if found.holds is False:
        raise NotEligible(unit.name, found)
    standing = {each.subject: each for each in call.registrations.filter(organization=unit, subject__in=subjects)}
    added = [standing.get(subject) or _new(call, unit, subject, actor, found) for subject in subjects]
    _step_aside(actor, added)
    for each in added:
        if each.state == State.APPROVED:
            raise RegistrationError(f"{each.subject or unit.name} đã có trong danh sách.", "code")
        _decided(each, State.APPROVED, actor, reason.strip())
        each.added, each.eligibility = True, found.stored()
        each.save()
        _log("registration.add", each, actor, reason=each.reason)
    return added
