"""The inspection team of the demonstration: its paper, members, timetable, reports received, minutes."""

from datetime import date, timedelta

from django.db.models import Q

from organizations.access import forget_rights
from organizations.models import User
from recognition.demo.cases import Case
from recognition.demo.sheets import acting
from recognition.demo.work import Work
from scoring.bodies.minutes import answer_minutes, with_visit, write_minutes
from scoring.bodies.minutes_draft import draft_minutes
from scoring.bodies.reports import Received, receive_reports, require_report
from scoring.bodies.teams import Paper, add_member, create_team
from scoring.bodies.visit_places import Plan
from scoring.bodies.visits import plan_visit
from scoring.models import Round, Team, VisitUnit


def send_team(work: Work, case: Case, round_: Round) -> None:
    """Set up the team of a round in preparation, ask for the reports, and draw up the timetable."""
    plain = case.plain.get("team")
    if plain is None:
        return
    actor = work.demo.users["quantri"]
    team = create_team(round_, actor=actor, paper=Paper(plain["name"], plain["number"], work.today))
    for name, part, account in plain["members"]:
        add_member(team, actor=actor, name=name, part=part, user=work.demo.users[account] if account else None)
    for name in case.plain["reports"]:
        require_report(round_, actor=actor, name=name, due=work.today + timedelta(days=5))
    for visit in case.plain["visits"]:
        units = tuple(work.demo.organizations[code].pk for code in visit["units"])
        day = work.today + timedelta(days=visit["in_days"])
        plan_visit(team, actor=actor, plan=Plan(day, visit["session"], visit["place"], units))


def minutes(work: Work, case: Case, round_: Round) -> None:
    """Write the minutes of units visited by today, and let each agree or object on the spot."""
    team = Team.objects.filter(round=round_).first()
    if team is None:
        return
    objections = {plain["unit"]: plain.get("objection", "") for plain in case.plain["units"]}
    for unit in VisitUnit.objects.filter(visit__team=team, visit__day__lte=work.today).select_related("organization"):
        member = acting(Q(body=team.body))
        _receive(round_, unit, member, work.today)
        written = write_minutes(
            unit, actor=member, text=draft_minutes(with_visit(unit), member), revision=unit.revision
        )
        objection = objections.get(unit.organization.code, "")
        secretary = acting(Q(organization=unit.organization, role="secretary"))
        answer_minutes(
            written, actor=secretary, agree=not objection, objection=objection, revision=written.revision
        )  # fmt: skip


def _receive(round_: Round, unit: VisitUnit, member: User, day: date) -> None:
    forget_rights(member)
    entries = {
        report.pk: Received(day, f"{number:02d}-BC/CB")
        for number, report in enumerate(round_.required_reports.all(), 1)
    }
    receive_reports(
        round_, unit.organization, actor=member, entries=entries, seen=dict.fromkeys(entries, Received().words)
    )  # fmt: skip
