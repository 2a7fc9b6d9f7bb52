"""Setting up a team, its members and their posts; who sees which team, visit and minutes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused, can, rights
from organizations.models import Assignment, Body, User
from organizations.people import appoint
from scoring.bodies.teams import Paper, add_member, advise, change_team, create_team, paper_of, remove_member
from scoring.bodies.visit_errors import StaleTextError
from scoring.bodies.visit_permissions import (
    reported_teams,
    visible_minutes,
    visible_reports,
    visible_teams,
    visible_visits,
)
from scoring.models import Round, Team, VisitUnit
from tests.build import World
from tests.people import add_people, everybody
from tests.scoring.visits.situations import account, current_round, day, refusal, reports, team, unit, visit

pytestmark = pytest.mark.django_db


def test_a_team_has_its_paper_its_body_and_members_who_act_for_it(world):
    found = team(world, members=["Người Ba"])
    assert (found.body.kind, found.body.organization.code, found.paper_number) == ("team", "tren", "12-QĐ/ĐU")
    assert [(each.part, each.user_id is not None) for each in found.members.all()] == [
        ("head", False), ("secretary", True), ("member", False),
    ]  # fmt: skip
    (right,) = rights(world.user("thuky"))
    assert (right.role, right.body_id) == ("appraiser", found.body_id)
    # The history names nobody by name.
    added = Event.objects.filter(action="team.member_add")
    assert {each.subject_label for each in added} == {found.body.name}
    assert not any("Người Ba" in repr(each.data) for each in added)


def test_what_a_team_cannot_be_is_said_beside_its_field(world):
    admin, round_, paper = world.user("quantri"), current_round(), Paper("Tổ 1", "12-QĐ/ĐU", day())
    for wrong, field in (
        (replace(paper, name=" "), "name"), (replace(paper, number=""), "number"), (replace(paper, day=day(1)), "day"),
    ):  # fmt: skip
        assert refusal(create_team, round_, actor=admin, paper=wrong)[0] == field
    first = create_team(round_, actor=admin, paper=paper)
    assert refusal(create_team, round_, actor=admin, paper=paper) == (
        "name",
        "Đợt này đã có tổ kiểm tra mang tên này.",
    )
    second = create_team(round_, actor=admin, paper=replace(paper, name="Tổ 2"))
    assert refusal(change_team, second, actor=admin, paper=paper)[0] == "name"
    changed = change_team(second, actor=admin, paper=replace(paper, name="Tổ hai", issuer="Ban Thường vụ"))
    assert (paper_of(changed).name, changed.body.issuer, changed.issuer) == ("Tổ hai", "Tổ hai", "Ban Thường vụ")
    add_member(first, actor=admin, name="Người Một", part="head")
    account(world, "khac")
    User.objects.filter(username="khac").update(is_active=False)
    closed = world.user("khac")
    for name, part, user, field in (
        ("Người Một", "member", None, "name"), ("Người Hai", "head", None, "part"),
        ("Người Hai", "member", closed, "username"),
    ):  # fmt: skip
        assert refusal(add_member, first, actor=admin, name=name, part=part, user=user)[0] == field
    for who in ("lanhdao", "bithu", "thamdinh"):
        with pytest.raises(Refused):
            create_team(round_, actor=world.user(who), paper=replace(paper, name="Tổ 3"))


def test_whoever_is_taken_out_of_a_team_acts_for_it_no_more(world):
    found, admin = team(world), world.user("quantri")
    member = found.members.get(part="secretary")
    remove_member(member, actor=admin)
    assert rights(world.user("thuky")) == []
    post = Assignment.objects.get(user=world.users["thuky"])
    assert post.end == timezone.localdate() - timedelta(days=1)
    with pytest.raises(type(member).DoesNotExist):
        remove_member(member, actor=admin)
    # A post that was to end later ends too; one that stands already is not given twice.
    appoint(world.user("thuky"), "appraiser", actor=None, body=found.body, start=day(-5), end=day(30))
    standing = appoint(world.user("thuky"), "appraiser", actor=None, body=found.body, start=day(-5))
    back = add_member(found, actor=admin, name="Thư ký", part="secretary", user=world.user("thuky"))
    assert Assignment.objects.get(user=world.users["thuky"], end=None) == standing
    remove_member(back, actor=admin)
    assert rights(world.user("thuky")) == []
    assert set(Assignment.objects.filter(user=world.users["thuky"]).values_list("end", flat=True)) == {day(-1)}
    # In and out again on the day of the paper: the post was never held for a day.
    today = create_team(current_round(), actor=admin, paper=Paper("Tổ 2", "14-QĐ/ĐU", day()))
    again = add_member(today, actor=admin, name="Thư ký", part="secretary", user=world.user("thuky"))
    assert [right.body_id for right in rights(world.user("thuky"))] == [today.body_id]
    remove_member(again, actor=admin)
    assert rights(world.user("thuky")) == []


def test_a_team_stands_before_its_round_is_opened(world):
    Round.objects.update(state="draft", opened_at=None)
    found = team(world)
    assert Body.objects.filter(kind="team", organization__code="tren", active=True).get() == found.body
    assert [str(each) for each in visible_teams(world.user("lanhdao"))] == []
    with pytest.raises(Refused, match="không còn mở"):
        advise(found, actor=world.user("thuky"), text="Kiến nghị", revision=1)


def test_a_recommendation_written_meanwhile_is_not_overwritten(world):
    found, secretary = team(world), world.user("thuky")
    advise(found, actor=secretary, text="Công nhận", revision=1)
    with pytest.raises(StaleTextError) as caught:
        advise(found, actor=secretary, text="Không công nhận", revision=1)
    assert (caught.value.standing.recommendations, caught.value.standing.revision) == ("Công nhận", 2)
    advise(found, actor=secretary, text="Không công nhận", revision=2)
    assert Team.objects.get(pk=found.pk).recommendations == "Không công nhận"


LISTS = {
    "team": (visible_teams, "team.view"),
    "report": (reported_teams, "team.report"),
    "visit": (visible_visits, "visit.view"),
    "minutes": (visible_minutes, "minutes.view"),
}


def test_lists_hold_exactly_what_the_table_lets_one_see(world):
    add_people(world)
    first = team(world)
    second = team(world, name="Tổ cơ sở 2", at="cs2", secretary="thuky2")
    visit(world, first, ("cs1-cb1", "cs2-cb1"))
    visit(world, second, ("cs2-cb1",), ahead=1)
    reports(world, 1)
    other = build_draft(world)
    team(world, name="Tổ năm sau", secretary="thuky3", round_=other)
    for visible, action in LISTS.values():
        for name, user in everybody(world).items():
            rows = visible(user).model.objects.order_by("pk")
            listed = sorted(visible(user).values_list("pk", flat=True))
            assert listed == [row.pk for row in rows if can(user, action, row)], (action, name)
    assert {each.visit.team_id for each in visible_minutes(world.user("bithu2")).select_related("visit")} == {
        first.pk, second.pk,
    }  # fmt: skip
    assert set(visible_minutes(world.user("bithu"))) == set(VisitUnit.objects.filter(organization__code="cs1-cb1"))
    assert visible_reports(world.user("nguoila")).exists() is False


def build_draft(world: World) -> Round:
    round_ = current_round()
    round_.pk, round_.state, round_.opened_at, round_.name = None, "draft", None, "Đợt sau"
    round_.start, round_.end = day(400), day(700)
    round_.save()
    return round_


def test_a_member_of_the_team_steps_aside_for_his_own_unit(world):
    found = team(world)
    planned = visit(world, found, ("cs1-cb1", "cs2-cb1"))
    appoint(world.user("thuky"), "secretary", actor=None, organization=world.organizations["cs1-cb1"], start=day(-1))
    user = world.user("thuky")
    allowed = {}
    for code in ("cs1-cb1", "cs2-cb1"):
        each = unit(planned, code)
        may = [can(user, "minutes.write", each), can(user, "report.receive", (found.round, each.organization))]
        allowed[code] = [bool(answer) for answer in may]
    assert allowed == {"cs1-cb1": [False, False], "cs2-cb1": [True, True]}
