"""Keeping what was read until it is confirmed, and applying it: exactly what was shown, all of it or nothing."""

import hashlib
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import forget_rights, require
from organizations.administration.services import appoint_person, change_account, open_account
from organizations.base import create_standard_bodies, first_base_position
from organizations.imports.compare import build_plan
from organizations.imports.plan import PersonAct, Plan, PostAct, UnitAct
from organizations.imports.workbook import ReadRow, read_workbook
from organizations.models import Body, ImportBatch, Organization, User
from organizations.tree import change_organization, found_organization

KEPT_FOR = timedelta(hours=24)


class ImportRefusedError(ValueError):
    """The import cannot be applied as it was shown; the message says why, in Vietnamese."""


def keep_upload(data: bytes, name: str, *, actor: User) -> ImportBatch:
    """Read a workbook and keep its rows for the trial run; whatever has expired is dropped.

    Raises Refused, and WorkbookError for a file that cannot be used.
    """
    require(actor, "people.list")
    found = read_workbook(data)
    now = timezone.now()
    rows = {"rows": [asdict(row) for row in found.rows], "remarks": found.remarks}
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        ImportBatch.objects.filter(expires_at__lt=now).delete()
        same = ImportBatch.objects.filter(by_id=actor.pk, sha256=digest, applied_at=None).first()
        return same or ImportBatch.objects.create(
            by_id=actor.pk, file_name=name[-200:], sha256=digest, rows=rows, created_at=now, expires_at=now + KEPT_FOR
        )


def plan_of(batch: ImportBatch, user: User) -> Plan:
    """Return what the kept rows would do today."""
    rows = [
        ReadRow(row["sheet"], row["number"], row["values"], [(problem[0], problem[1]) for problem in row["problems"]])
        for row in batch.rows.get("rows", [])
    ]
    return build_plan(rows, user)


@transaction.atomic
def apply_batch(batch: ImportBatch, *, actor: User, digest: str) -> tuple[Plan, list[tuple[User, str]]]:
    """Do what was shown; return it with the accounts opened and their one-time passwords, which are kept nowhere.

    Raises Refused, ImportRefusedError where it was applied already, has expired or would do something else by now,
    and what the services raise; then nothing has been done.
    """
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.applied_at or locked.by_id != actor.pk or locked.expires_at < timezone.now():
        raise ImportRefusedError("Tệp này đã được nhập hoặc đã quá 24 giờ. Nếu cần, hãy tải tệp lên lại.")
    # One import follows the other: what is compared must not change before it is done.
    Organization.objects.select_for_update(of=("self",)).order_by("pk").first()
    plan = plan_of(locked, actor)
    if plan.digest != digest or not plan.applies:
        raise ImportRefusedError("Dữ liệu đã thay đổi từ lúc xem thử. Hãy xem lại bảng dưới đây rồi mới nhập.")
    _apply_units(plan.units, actor)
    opened = _apply_people(plan.people, actor)
    locked.applied_at, locked.rows = timezone.now(), {}
    locked.save(update_fields=["applied_at", "rows"])
    log(
        "import.apply", locked, actor=actor, label="tệp nhập", sha256=locked.sha256, units=len(plan.units),
        people=len(plan.people), accounts=len(opened),
    )  # fmt: skip
    return plan, opened


def _apply_units(acts: list[UnitAct], actor: User) -> None:
    first_base = first_base_position()
    for act in acts:
        # Read anew each time: what went before may have moved it.
        parent = Organization.objects.get(code=act.parent) if act.parent else None
        if act.pk is not None:
            changed = Organization.objects.get(pk=act.pk)
            change_organization(changed, actor=actor, parent=parent, **act.values)
            # Paths have changed, and with them what the actor's posts reach.
            forget_rights(actor)
            continue
        require(actor, "organization.administer", parent)
        founded = found_organization(actor=actor, code=act.code, parent=parent, **act.values)
        create_standard_bodies(founded, actor=actor, first_base=first_base)


def _apply_people(acts: list[PersonAct], actor: User) -> list[tuple[User, str]]:
    codes = {post.code for act in acts for post in act.posts} | {act.home for act in acts}
    known = {each.code: each for each in Organization.objects.filter(code__in=codes)}
    people = User.objects.in_bulk([act.pk for act in acts if act.pk])
    opened = []
    for act in acts:
        if act.pk is None:
            person, password = open_account(
                actor=actor, home=known[act.home], username=act.username, full_name=act.full_name, phone=act.phone
            )
            opened.append((person, password))
        else:
            person = people[act.pk]
            if act.changed:
                person = change_account(person, actor=actor, full_name=act.full_name, phone=act.phone)
        for post in act.posts:
            _appoint(person, post, known[post.code], actor)
    return opened


def _appoint(person: User, post: PostAct, organization: Organization, actor: User) -> None:
    body = None
    if isinstance(post.body, int):
        body = Body.objects.get(pk=post.body)
    elif post.body:
        body = Body.objects.get(organization=organization, kind=post.body)
    appoint_person(
        person, post.role, actor=actor, start=date.fromisoformat(post.start), organization=organization, body=body
    )
