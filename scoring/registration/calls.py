"""Opening a call to register for a title, and the numbers that are aimed at in it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import Body, Sector, User
from scoring.models import Programme, RegistrationCall
from scoring.pure.programme import Aim, ProgrammeRules, RegistrationRules, parse_rules, rules_mapping
from scoring.registration.errors import RegistrationError
from scoring.rubrics.rules import rules_of

LONGEST = 10


@transaction.atomic
def open_call(
    *,
    actor: User,
    programme: Programme,
    owner: Body,
    name: str,
    first_year: int,
    last_year: int,
    deadline: date,
    numbers: Mapping[str, int] | None = None,
) -> RegistrationCall:
    """Call the units below `owner` to register for the title of a programme in the years given.

    The aims are those of the programme; `numbers` adds a least number of units per sector, by its code. Raises Refused,
    and RegistrationError where the programme takes no registrations, the years or the deadline cannot be, or the
    owner has called for this programme and first year already.
    """
    Body.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    require(actor, "registration.open", owner)
    rules = rules_of(programme).registration
    if rules is None:
        raise RegistrationError("Mô hình này không có bước đăng ký.", "programme")
    if not first_year <= last_year < first_year + LONGEST:
        raise RegistrationError("Năm cuối phải từ năm đầu trở đi.", "last_year")
    if deadline < timezone.localdate():
        raise RegistrationError("Hạn đăng ký phải từ hôm nay trở đi.", "deadline")
    standing = RegistrationCall.objects.filter(programme=programme, owner=owner, first_year=first_year).first()
    if standing is not None:
        raise RegistrationError(f"Đã có đợt đăng ký cho năm này: {standing.name}.", "first_year")
    call = RegistrationCall.objects.create(
        programme=programme, owner=owner, name=name, first_year=first_year, last_year=last_year, deadline=deadline,
        aims=_stored([*rules.aims, *_by_sector(numbers or {})]), created_at=timezone.now(), created_by_id=actor.pk,
    )  # fmt: skip
    log("registration.open", call, actor=actor, organization_id=owner.organization_id, deadline=deadline.isoformat())
    return call


def _by_sector(numbers: Mapping[str, int]) -> list[Aim]:
    names = dict(Sector.objects.filter(code__in=numbers).values_list("code", "name"))
    return [Aim(f"{names[code]}: {least} đơn vị", code, least) for code, least in numbers.items() if code in names]


def _stored(aims: list[Aim]) -> dict[str, object]:
    return rules_mapping(ProgrammeRules(registration=RegistrationRules(aims=tuple(aims))))


def aims_of(call: RegistrationCall) -> tuple[Aim, ...]:
    """Return the numbers that a call aims at, as its opening wrote them."""
    found = parse_rules(call.aims).registration
    return found.aims if found else ()
