"""The inspection team of a round: the paper that sets it up, its members, and the posts they hold by it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.administration.services import end_assignment
from organizations.models import Assignment, Body, BodyKind, Organization, Role, User
from organizations.people import appoint, create_body
from scoring.bodies.visit_errors import StaleTextError, VisitError
from scoring.bodies.visit_places import lock_timetables, refuse_member_clash
from scoring.models import Round, Team, TeamMember

SYMBOL, AUTHORITY = "TKT", "T/M TỔ KIỂM TRA"


@dataclass(frozen=True)
class Paper:
    """The name of a team and the paper that set it up: number, day, who issued it where it was not the organisation."""

    name: str
    number: str
    day: date
    issuer: str = ""


@transaction.atomic
def create_team(round_: Round, *, actor: User, paper: Paper, organization: Organization | None = None) -> Team:
    """Set up a team for a round (in preparation or open) with its body at `organization`, or at the round's owner.

    Raises Refused, and VisitError without name or number, for a day to come, or a name that a team of the round has.
    """
    Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    round_ = Round.objects.select_related("owner__organization").get(pk=round_.pk)
    holder = organization or round_.owner.organization
    require(actor, "team.create", (round_, holder))
    _check(paper)
    _refuse_second(paper.name, Team.objects.filter(round=round_, body__organization=holder))
    body = create_body(
        holder, actor=actor, kind=BodyKind.TEAM, name=paper.name, issuer=paper.name, symbol=SYMBOL, authority=AUTHORITY
    )
    team = Team.objects.create(
        body=body, round=round_, paper_number=paper.number, paper_date=paper.day, issuer=paper.issuer
    )
    log("team.create", team, actor=actor, organization_id=holder.pk, round=round_.pk, number=paper.number)
    return team


def _check(paper: Paper) -> None:
    if not paper.name.strip():
        raise VisitError("Hãy ghi tên tổ kiểm tra.", "name")
    if not paper.number.strip():
        raise VisitError("Hãy ghi số quyết định thành lập tổ.", "number")
    if paper.day > timezone.localdate():
        raise VisitError("Ngày quyết định không được sau hôm nay.", "day")


def _refuse_second(name: str, teams: QuerySet[Team]) -> None:
    if teams.filter(body__name=name).exists():
        raise VisitError("Đợt này đã có tổ kiểm tra mang tên này.", "name")


def lock_team(team: Team) -> Team:
    """Return the team, locked until the end of the transaction, with all that permissions read."""
    Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    return Team.objects.select_related("body__organization", "round__owner__organization").get(pk=team.pk)


@transaction.atomic
def change_team(team: Team, *, actor: User, paper: Paper) -> Team:
    """Correct the name or the paper of a team. Raises Refused, and VisitError as `create_team`."""
    team = lock_team(team)
    require(actor, "team.manage", team)
    _check(paper)
    if paper == paper_of(team):
        return team
    others = Team.objects.filter(round=team.round, body__organization=team.body.organization_id).exclude(pk=team.pk)
    _refuse_second(paper.name, others)
    Body.objects.filter(pk=team.body_id).update(name=paper.name, issuer=paper.name)
    team.paper_number, team.paper_date, team.issuer = paper.number, paper.day, paper.issuer
    team.save(update_fields=["paper_number", "paper_date", "issuer"])
    log("team.change", team, actor=actor, organization_id=team.body.organization_id, number=paper.number)
    return lock_team(team)


def paper_of(team: Team) -> Paper:
    """Return name and paper of a team as they stand."""
    return Paper(team.body.name, team.paper_number, team.paper_date, team.issuer)


@transaction.atomic
def add_member(team: Team, *, actor: User, name: str, part: str, user: User | None = None) -> TeamMember:
    """Put somebody into a team; with an account he may work for it from the day of its paper on.

    Raises Refused (also for an account that the actor does not see), and VisitError for a name or an account that is
    in the team, a second head, a closed account, or whoever is at another place with another team.
    """
    lock_timetables()
    team = lock_team(team)
    require(actor, "team.manage", team)
    members = list(team.members.all())
    if any(each.name == name for each in members):
        raise VisitError("Trong tổ đã có người mang tên này.", "name")
    if part == TeamMember.Part.HEAD and any(each.part == part for each in members):
        raise VisitError("Tổ đã có tổ trưởng.", "part")
    if user is not None:
        _check_account(actor, user, members)
    member = TeamMember(team=team, name=name, part=part, user=user)
    refuse_member_clash(team, member)
    member.save()
    if user is not None:
        _appoint(user, team, actor)
    _log_member("team.member_add", team, member, actor)
    return member


def _appoint(user: User, team: Team, actor: User) -> None:
    """Let an account work for the team from the day of its paper on, unless it holds that post already."""
    if Assignment.objects.filter(user=user, body=team.body, role=Role.APPRAISER, end__isnull=True).exists():
        return
    start = min(team.paper_date, timezone.localdate())
    appoint(user, Role.APPRAISER, actor=actor, body=team.body, start=start)


def _check_account(actor: User, user: User, members: list[TeamMember]) -> None:
    require(actor, "person.view", user)
    if not user.is_active:
        raise VisitError("Tài khoản này đã ngừng.", "username")
    if any(each.user_id == user.pk for each in members):
        raise VisitError("Tài khoản này đã là của một người trong tổ.", "username")


def _log_member(action: str, team: Team, member: TeamMember, actor: User) -> None:
    # The history outlives names: it says the part and the key of the account.
    log(action, team, actor=actor, organization_id=team.body.organization_id, part=member.part, user=member.user_id)


@transaction.atomic
def remove_member(member: TeamMember, *, actor: User) -> None:
    """Take somebody out of a team; his post at it ends at once.

    Raises Refused, and TeamMember.DoesNotExist for who is out already.
    """
    # The first organisation is locked before the team, as everywhere: ending a post locks it too.
    lock_timetables()
    team = lock_team(member.team)
    require(actor, "team.manage", team)
    member = team.members.get(pk=member.pk)
    if member.user_id is not None:
        _end_posts(member.user_id, team, actor)
    _log_member("team.member_remove", team, member, actor)
    member.delete()


def _end_posts(user: int, team: Team, actor: User) -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    lasting = Q(end__isnull=True) | Q(end__gte=today)
    for post in Assignment.objects.filter(lasting, user=user, body=team.body, role=Role.APPRAISER):
        if post.start > yesterday:
            # A post of today that is taken back today was never held for a day.
            log("assignment.withdraw", post, actor=actor, organization_id=post.organization_id, user=user)
            post.delete()
        elif post.end is None:
            end_assignment(post, actor=actor, last_day=yesterday)
        else:
            # It was to end later; whoever may take members out may end what they hold by it.
            post.end = yesterday
            post.save(update_fields=["end"])
            log(
                "assignment.end", post, actor=actor, organization_id=post.organization_id, user=user, role=post.role,
                end=yesterday.isoformat(),
            )  # fmt: skip


@transaction.atomic
def advise(team: Team, *, actor: User, text: str, revision: int) -> Team:
    """Write what the team recommends in its report; `revision` is the one that the writer has read.

    Raises Refused, and StaleTextError where somebody wrote something else meanwhile.
    """
    team = lock_team(team)
    require(actor, "team.advise", team)
    if text == team.recommendations:
        return team
    if revision != team.revision:
        raise StaleTextError(team)
    team.recommendations, team.revision = text, team.revision + 1
    team.save(update_fields=["recommendations", "revision"])
    log("team.advise", team, actor=actor, organization_id=team.body.organization_id, revision=team.revision)
    return team
