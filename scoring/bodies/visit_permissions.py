"""Who sets up a team, plans visits, asks for and receives reports, writes minutes and agrees to them; who sees them."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations.access import (
    NOT_IN_SCOPE,
    acts_for_body,
    administers,
    connected,
    in_scope,
    rights,
    rule,
    sees,
)
from organizations.models import Organization, Role, User
from organizations.models.tree import PATH_WIDTH
from scoring.models import RequiredReport, Round, Team, TeamMember, Visit, VisitUnit
from scoring.permissions import visible_rounds

PREPARED = (Round.State.DRAFT, Round.State.OPEN)
CLOSED = "Đợt đánh giá này không còn mở."
AGREED = "Đã có biên bản thống nhất ghi tên, quyết định, thành viên của tổ: không sửa nữa, có thay đổi thì lập tổ khác."
NO_MANAGER = "Chỉ người quản trị của tổ chức đảng lập tổ kiểm tra, hoặc của cấp trên, được làm việc này."


def visible_teams(user: User) -> QuerySet[Team]:
    """Return the teams of organisations that `user` sees or stands below; of a draft round where he administers."""
    above = {right.path[:end] for right in rights(user) for end in range(PATH_WIDTH, len(right.path) + 1, PATH_WIDTH)}
    prepared = in_scope(user, "body__organization__", (Role.ADMINISTRATOR,))
    scope = in_scope(user, "body__organization__") | Q(body__organization__path__in=above)
    return Team.objects.filter(prepared | (scope & ~Q(round__state=Round.State.DRAFT)))


def reported_teams(user: User) -> QuerySet[Team]:
    """Return the teams whose report `user` reads: he sees all the units that it names."""
    return visible_teams(user).filter(in_scope(user, "body__organization__"))


def visible_visits(user: User) -> QuerySet[Visit]:
    """Return the visits of the teams that `user` sees: the timetable is for everybody it concerns."""
    return Visit.objects.filter(team__in=visible_teams(user))


def visible_minutes(user: User) -> QuerySet[VisitUnit]:
    """Return the visited units in the scope of `user`, with their minutes."""
    return VisitUnit.objects.filter(in_scope(user, "organization__"), visit__team__in=visible_teams(user))


def visible_reports(user: User) -> QuerySet[RequiredReport]:
    """Return the required reports of the rounds that `user` sees."""
    return RequiredReport.objects.filter(round__in=visible_rounds(user))


def _view_team(user: User, team: Team) -> str | None:
    path = team.body.organization.path
    if administers(user, path):
        return None
    if team.round.state == Round.State.DRAFT:
        return NOT_IN_SCOPE
    below = any(right.path.startswith(path) for right in rights(user))
    return None if below or sees(user, path) else NOT_IN_SCOPE


def _report(user: User, team: Team) -> str | None:
    if not sees(user, team.body.organization.path):
        return "Báo cáo của tổ dành cho nơi xem được mọi đơn vị có trong đó."
    return _view_team(user, team)


def _view_visit(user: User, visit: Visit) -> str | None:
    return _view_team(user, visit.team)


def _view_minutes(user: User, unit: VisitUnit) -> str | None:
    return _view_team(user, unit.visit.team) if sees(user, unit.organization.path) else NOT_IN_SCOPE


def _create_team(user: User, asked: tuple[Round, Organization]) -> str | None:
    round_, organization = asked
    if not organization.path.startswith(round_.owner.organization.path):
        return "Tổ chức đảng này không thuộc phạm vi của đợt đánh giá."
    if not administers(user, organization.path):
        return NO_MANAGER
    return None if round_.state in PREPARED else CLOSED


def _manage_team(user: User, team: Team) -> str | None:
    if not administers(user, team.body.organization.path):
        return NO_MANAGER
    if team.round.state not in PREPARED:
        return CLOSED
    # Minutes print the team, its paper and its members as they stand; what a unit agreed to does not change.
    return AGREED if VisitUnit.objects.filter(visit__team=team, agreed_at__isnull=False).exists() else None


def is_member(user: User, team: Team) -> bool:
    """Say whether `user` acts for the team's body today."""
    return acts_for_body(user, team.body_id, Role.APPRAISER)


def _plan(user: User, team: Team) -> str | None:
    if not (is_member(user, team) or administers(user, team.body.organization.path)):
        return "Chỉ người của tổ kiểm tra hoặc người quản trị được lập lịch kiểm tra."
    return None if team.round.state in PREPARED else CLOSED


def _advise(user: User, team: Team) -> str | None:
    if not is_member(user, team):
        return "Chỉ người của tổ kiểm tra được ghi kiến nghị của tổ."
    return None if team.round.state == Round.State.OPEN else CLOSED


def _require_report(user: User, round_: Round) -> str | None:
    if not administers(user, round_.owner.organization.path):
        return "Chỉ người quản trị của cơ quan mở đợt được quy định báo cáo phải nộp."
    return None if round_.state in PREPARED else CLOSED


def receiving_paths(user: User, round_: Round) -> list[str]:
    """Return the paths below which `user` receives the reports of a round: of his team, or where he administers."""
    if administers(user, round_.owner.organization.path):
        return [round_.owner.organization.path]
    teams = Team.objects.filter(round=round_).values_list("body", "body__organization__path")
    return [path for body, path in teams if acts_for_body(user, body, Role.APPRAISER)]


def _receive(user: User, asked: tuple[Round, Organization]) -> str | None:
    round_, unit = asked
    if not any(unit.path.startswith(path) for path in receiving_paths(user, round_)):
        return "Chỉ người của tổ kiểm tra hoặc người quản trị của cơ quan mở đợt được ghi nhận báo cáo."
    return connected(user, unit.pk) or (None if round_.state == Round.State.OPEN else CLOSED)


def _write_minutes(user: User, unit: VisitUnit) -> str | None:
    if not is_member(user, unit.visit.team):
        return "Chỉ người của tổ kiểm tra được ghi biên bản."
    return connected(user, unit.organization_id) or _still_open(unit)


def _still_open(unit: VisitUnit) -> str | None:
    if unit.agreed_at is not None:
        return "Biên bản đã được đơn vị thống nhất nên không sửa được nữa."
    return None if unit.visit.team.round.state == Round.State.OPEN else CLOSED


def speaks_for_unit(user: User, unit: VisitUnit) -> bool:
    """Say whether `user` is secretary of the visited unit."""
    return any(right.role == Role.SECRETARY and right.organization_id == unit.organization_id for right in rights(user))


def _records_for_unit(user: User, unit: VisitUnit) -> bool:
    """Say whether `user` is the team's secretary, who writes down the unit's word on the spot."""
    team = unit.visit.team
    return (
        is_member(user, team)
        and connected(user, unit.organization_id) is None
        and TeamMember.objects.filter(team=team, user=user, part=TeamMember.Part.SECRETARY).exists()
    )


def _agree(user: User, unit: VisitUnit) -> str | None:
    if not (speaks_for_unit(user, unit) or _records_for_unit(user, unit)):
        return "Chỉ bí thư của đơn vị, hoặc thư ký tổ kiểm tra ghi lời của đơn vị, được xác nhận biên bản."
    if reason := _still_open(unit):
        return reason
    if not unit.findings:
        return "Tổ kiểm tra chưa ghi biên bản."
    if unit.visit.day > timezone.localdate():
        return f"Biên bản được thống nhất từ ngày kiểm tra ({unit.visit.day:%d/%m/%Y})."
    return None


def register() -> None:
    """Add these lines to the table of actions."""
    rule("team.view", _view_team)
    rule("team.create", _create_team)
    rule("team.manage", _manage_team)
    rule("team.advise", _advise)
    rule("team.report", _report)
    rule("visit.view", _view_visit)
    rule("visit.plan", _plan)
    rule("report.require", _require_report)
    rule("report.receive", _receive)
    rule("minutes.view", _view_minutes)
    rule("minutes.write", _write_minutes)
    rule("minutes.agree", _agree)
