"""Ways from the pages of teams, visits and minutes to their papers."""

from django.urls import reverse

from organizations.access import can
from organizations.models import User
from scoring.models import Team, Visit, VisitUnit

Links = list[tuple[str, str]]


def paper_links(user: User, thing: Team | Visit | VisitUnit) -> Links:
    """Return the papers of a team, a visit, or the minutes of a unit."""
    if isinstance(thing, Team):
        return _of_team(user, thing)
    if isinstance(thing, Visit):
        return [("Tập hồ sơ kiểm tra (PDF)…", reverse("recognition:dossier", args=[thing.pk]))]
    return [("Biên bản (PDF)", reverse("recognition:minutes_pdf", args=[thing.pk]))] if thing.findings else []


def _of_team(user: User, team: Team) -> Links:
    links = [("Lịch kiểm tra (PDF)", reverse("recognition:schedule_pdf", args=[team.pk]))]
    if can(user, "team.report", team):
        links += [
            ("Báo cáo kết quả (PDF)", reverse("recognition:team_report_pdf", args=[team.pk])),
            ("Báo cáo kết quả (Word)", reverse("recognition:team_report_docx", args=[team.pk])),
        ]
    return links
