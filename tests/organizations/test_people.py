"""Bodies, terms, accounts and appointments."""

from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from config.common.models import Event
from organizations.access import forget_rights, rights
from organizations.models import Assignment, Body, Role, User
from organizations.models.people import BODY_ROLES
from organizations.people import appoint, create_account, create_body, create_term
from tests.build import build_world

START = date(2026, 1, 1)
NODE_ROLES = tuple(role for role in Role if role not in BODY_ROLES)


@pytest.fixture
def world(db):
    return build_world()


def _last_event() -> tuple:
    event = Event.objects.order_by("-pk")[0]
    return (
        event.action,
        event.actor_id,
        event.subject_type,
        event.subject_id,
        event.subject_label,
        event.organization_id,
    )


def test_a_body_is_written_with_what_is_printed(world):
    actor, unit = world.user("quantri"), world.organizations["cs1-cb1"]
    seen = Event.objects.count()
    body = create_body(
        unit, actor=actor, kind="team", name="Tổ kiểm tra", issuer="TỔ KIỂM TRA", symbol="TKT", authority="T/M TỔ"
    )
    stored = Body.objects.get(pk=body.pk)
    assert (stored.organization, stored.kind, stored.issuer, stored.symbol, stored.authority, stored.active) == (
        unit, "team", "TỔ KIỂM TRA", "TKT", "T/M TỔ", True,
    )  # fmt: skip
    assert Event.objects.count() == seen + 1
    assert _last_event() == ("body.create", actor.pk, "organizations.body", body.pk, "Tổ kiểm tra", unit.pk)


def test_an_organisation_has_one_committee(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_body(
            world.organizations["cs1"], actor=None, kind="committee", name="x", issuer="x", symbol="x", authority="x"
        )


def test_a_body_has_one_open_term(world):
    body, actor = world.body("cs1", "committee"), world.user("quantri")
    with pytest.raises(IntegrityError), transaction.atomic():
        create_term(body, actor=actor, name="2030 - 2035", start=START)
    body.terms.update(end=date(2025, 12, 31))
    term = create_term(body, actor=actor, name="2026 - 2031", start=START)
    assert _last_event() == ("term.create", actor.pk, "organizations.term", term.pk, str(term), body.organization_id)


def test_an_account_must_choose_its_own_password(world):
    actor = world.user("quantri")
    user = create_account(actor=actor, username="moi", password="mat-khau-dau-tien", full_name="Đồng chí mới")
    stored = User.objects.get(pk=user.pk)
    assert (stored.full_name, stored.must_change_password, stored.is_active) == ("Đồng chí mới", True, True)
    assert stored.password != "mat-khau-dau-tien"
    assert stored.check_password("mat-khau-dau-tien")
    assert _last_event() == ("account.create", actor.pk, "organizations.user", user.pk, "moi", None)


def test_the_history_of_an_account_does_not_name_its_holder(world):
    create_account(actor=None, username="moi", password="x", full_name="Tên Riêng Của Người")
    assert not Event.objects.filter(subject_label__contains="Tên Riêng").exists()


def test_a_username_is_taken_once_and_another_case_of_letters_is_another_account(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_account(actor=None, username="bithu", password="x", full_name="x")


def test_an_account_without_password_lets_nobody_in(world):
    user = User.objects.create_user("khoa", None, full_name="x")
    assert not user.has_usable_password()
    assert authenticate(None, username="khoa", password="") is None


@pytest.mark.parametrize("role", NODE_ROLES)
def test_roles_of_a_node_are_held_at_an_organisation(world, role):
    actor, unit = world.user("quantri"), world.organizations["cs2-cb2"]
    given = appoint(world.user("nguoila"), role, actor=actor, organization=unit, start=START)
    assert (given.organization, given.body, given.role, given.start, given.end) == (unit, None, role, START, None)
    assert _last_event() == (
        "assignment.create", actor.pk, "organizations.assignment", given.pk, str(given), unit.pk,
    )  # fmt: skip


@pytest.mark.parametrize("role", BODY_ROLES)
def test_roles_that_act_for_a_body_are_held_at_that_body_and_its_organisation(world, role):
    body = world.body("cs2", "committee")
    given = appoint(world.user("nguoila"), role, actor=None, body=body, start=START, end=date(2026, 6, 30))
    assert (given.organization, given.body, given.role, given.end) == (
        body.organization, body, role, date(2026, 6, 30),
    )  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_a_body_missing_or_given_in_vain_is_refused(world, role):
    wrong = (
        {"organization": world.organizations["cs1"]} if role in BODY_ROLES else {"body": world.body("cs1", "committee")}
    )
    seen = Assignment.objects.count(), Event.objects.count()
    with pytest.raises(ValueError, match="gắn với một cơ quan"):
        appoint(world.user("nguoila"), role, actor=None, start=START, **wrong)
    assert (Assignment.objects.count(), Event.objects.count()) == seen


def test_an_appointment_needs_an_organisation(world):
    with pytest.raises(ValueError, match="Phải chọn tổ chức đảng"):
        appoint(world.user("nguoila"), Role.INSPECTOR, actor=None, start=START)


def test_the_same_open_appointment_is_made_once(world):
    for again in (
        {"role": Role.SECRETARY, "organization": world.organizations["cs1-cb1"]},
        {"role": Role.SECRETARY, "organization": world.organizations["cs1-cb1"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            appoint(world.user("bithu"), actor=None, start=START, **again)


def test_an_appointment_and_its_event_come_and_go_together(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("organizations.people.log", broken)
    seen = Assignment.objects.count()
    with pytest.raises(RuntimeError):
        appoint(world.user("nguoila"), Role.INSPECTOR, actor=None, organization=world.organizations["cs1"], start=START)
    assert Assignment.objects.count() == seen


def test_a_new_right_is_seen_once_the_old_reading_is_forgotten(world):
    user = world.user("nguoila")
    assert rights(user) == []
    appoint(user, Role.INSPECTOR, actor=None, organization=world.organizations["cs1"], start=START)
    forget_rights(user)
    assert [right.organization_id for right in rights(user)] == [world.organizations["cs1"].pk]
