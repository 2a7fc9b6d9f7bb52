"""What bodies do besides marking: votes, causes and remedies, inspection teams and their visits."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from organizations.models import Body, Organization, User
from scoring.models.rounds import Round
from scoring.models.rubric import Criterion
from scoring.models.work import Assessment, Evaluation


class Ballot(models.Model):
    """The vote of a body on one row of a sheet, as its minutes say."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="ballots")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    due = models.PositiveIntegerField("số được triệu tập")
    present = models.PositiveIntegerField("số có mặt")
    in_favour = models.PositiveIntegerField("số đồng ý")
    against = models.PositiveIntegerField("số không đồng ý")
    blank = models.PositiveIntegerField("số không có ý kiến")
    revision = models.PositiveIntegerField(default=1)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="ballot_once_per_row"),
            models.CheckConstraint(condition=Q(present__lte=F("due")), name="ballot_present_not_more_than_due"),
            models.CheckConstraint(
                condition=Q(present=F("in_favour") + F("against") + F("blank")), name="ballot_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.in_favour}/{self.present}"


class Remedy(models.Model):
    """Why a content was not reached, who answers for it, what is done until when; open ones go into the next period."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="remedies")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    cause = models.TextField("nguyên nhân")
    responsibility = models.TextField("trách nhiệm của tập thể", blank=True)
    measure = models.TextField("biện pháp khắc phục")
    person = models.CharField("người được giao", max_length=120, blank=True)
    due = models.DateField("thời hạn", null=True)
    done_at = models.DateTimeField(null=True)
    done_note = models.TextField("kết quả khắc phục", blank=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")
    revision = models.PositiveIntegerField(default=1)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["evaluation", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(cause="") & ~Q(measure=""), name="remedy_says_cause_and_measure"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_note="") | Q(~Q(done_note=""), done_at__isnull=False),
                name="remedy_done_with_note",
            ),
            models.UniqueConstraint(fields=["carried_from", "evaluation"], name="remedy_carried_once"),
        ]

    def __str__(self) -> str:
        return self.measure[:80]


class Team(models.Model):
    """The paper that set up an inspection team (a body of kind team) for a round."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="team")
    round = models.ForeignKey(Round, models.PROTECT, related_name="teams")
    paper_number = models.CharField("số quyết định", max_length=80)
    paper_date = models.DateField("ngày quyết định")
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    # What the team recommends in its report; all else in the report is counted.
    recommendations = models.TextField("kiến nghị", blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(paper_number=""), name="team_has_paper"),
        ]

    def __str__(self) -> str:
        return self.body.name


class TeamMember(models.Model):
    """A member of an inspection team with what he is in it."""

    class Part(models.TextChoices):
        HEAD = "head", "tổ trưởng"
        DEPUTY = "deputy", "tổ phó"
        SECRETARY = "secretary", "thư ký"
        MEMBER = "member", "thành viên"

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    name = models.CharField("họ và tên", max_length=120)
    part = models.CharField("nhiệm vụ trong tổ", max_length=10, choices=Part, default=Part.MEMBER)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["team", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "name"], name="team_member_once"),
            models.UniqueConstraint(fields=["team"], condition=Q(part="head"), name="team_one_head"),
            models.CheckConstraint(
                condition=Q(part__in=["head", "deputy", "secretary", "member"]), name="team_part_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """A working session of a team at one place, for one or several units."""

    class Session(models.TextChoices):
        MORNING = "morning", "sáng"
        AFTERNOON = "afternoon", "chiều"

    team = models.ForeignKey(Team, models.PROTECT, related_name="visits")
    day = models.DateField("ngày")
    session = models.CharField("buổi", max_length=9, choices=Session)
    place = models.CharField("địa điểm", max_length=200)

    class Meta:
        ordering: ClassVar = ["day", "-session", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "day", "session"], name="visit_team_at_one_place"),
            models.CheckConstraint(condition=Q(session__in=["morning", "afternoon"]), name="visit_session_known"),
            models.CheckConstraint(condition=~Q(place=""), name="visit_has_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.get_session_display()} {self.day:%d/%m/%Y}"


class VisitUnit(models.Model):
    """One unit visited: what was found, and whether the unit agreed to the minutes on the spot."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="units")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="visits")
    findings = models.TextField("nội dung biên bản", blank=True)
    objection = models.TextField("ý kiến khác của đơn vị", blank=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by_id = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["visit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "organization"], name="visit_unit_once"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by_id__isnull=True)
                | Q(~Q(findings=""), agreed_at__isnull=False, agreed_by_id__isnull=False),
                name="visit_agreed_on_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.visit}"


class RequiredReport(models.Model):
    """A report that the units of a round hand in before a day."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="required_reports")
    name = models.CharField("tên báo cáo", max_length=200)
    due = models.DateField("hạn nộp")

    class Meta:
        ordering: ClassVar = ["round", "due", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "name"], name="required_report_once"),
            models.CheckConstraint(condition=~Q(name=""), name="required_report_named"),
        ]

    def __str__(self) -> str:
        return self.name


class ReportReceipt(models.Model):
    """A report that came in."""

    report = models.ForeignKey(RequiredReport, models.PROTECT, related_name="receipts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    received_on = models.DateField("ngày nhận")
    number = models.CharField("số, ký hiệu", max_length=80, blank=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "organization"], name="report_received_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.received_on:%d/%m/%Y}"


class Erasure(models.Model):
    """Names of candidates of a round taken away after their retention period: proposed by one, done by another."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="erasures")
    reason = models.TextField("căn cứ")
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    approved_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    names = models.PositiveIntegerField("số tên đã xóa", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_with_reason"),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True, approved_at__isnull=True, names__isnull=True)
                | Q(
                    ~Q(approved_by_id=F("proposed_by_id")),
                    approved_by_id__isnull=False,
                    approved_at__isnull=False,
                    names__isnull=False,
                ),
                name="erasure_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(approved_at__isnull=True), name="erasure_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.names}"
