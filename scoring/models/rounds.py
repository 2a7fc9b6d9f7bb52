"""When a programme is run, with which rubric and through which chain of stages per kind of unit."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from organizations.models import Body, BodyKind, Level, Organization, Role, Sector
from scoring.models.rubric import OutcomeSet, Programme, RubricVersion


class Round(models.Model):
    """One run of a programme for one period, owned by a body; every unit of a kind in its subtree gets a sheet."""

    class State(models.TextChoices):
        DRAFT = "draft", "đang chuẩn bị"
        OPEN = "open", "đang mở"
        CLOSED = "closed", "đã kết thúc"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rounds", verbose_name="mô hình")
    owner = models.ForeignKey(Body, models.PROTECT, related_name="rounds", verbose_name="cơ quan mở đợt")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    # Where only registered units are evaluated: the list that was approved.
    call = models.ForeignKey("RegistrationCall", models.PROTECT, null=True, related_name="rounds")
    name = models.CharField("tên đợt", max_length=200)
    period = models.CharField(
        max_length=8, choices=[("month", "tháng"), ("quarter", "quý"), ("year", "năm"), ("term", "nhiệm kỳ")]
    )
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    contact = models.CharField("cán bộ giải đáp", max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-start", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "owner", "period", "start"], name="round_once_per_period"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="round_ends_after_start"),
            models.CheckConstraint(
                condition=Q(period__in=["month", "quarter", "year", "term"]), name="round_period_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True, closed_at__isnull=True)
                | Q(state="open", opened_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="round_state_and_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def year(self) -> int:
        """The year that titles of this round are awarded for."""
        return self.end.year


class RoundRubric(models.Model):
    """Rubric and outcome set for a kind of unit, sector or branch of the tree: the most specific line wins."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="rubrics")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="rounds")
    outcome_set = models.ForeignKey(OutcomeSet, models.PROTECT, null=True, related_name="rounds")
    # The title that recognition awards to this kind of unit, as printed in the decision.
    title = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            # SQLite takes two empty values for different ones: hence one line for each pattern of emptiness.
            models.UniqueConstraint(
                fields=["round", "level"],
                condition=Q(sector__isnull=True, branch__isnull=True),
                name="rubric_of_level",
            ),
            models.UniqueConstraint(
                fields=["round", "level", "sector"], condition=Q(branch__isnull=True), name="rubric_of_sector"
            ),
            models.UniqueConstraint(
                fields=["round", "level", "branch"], condition=Q(sector__isnull=True), name="rubric_of_branch"
            ),
            models.UniqueConstraint(fields=["round", "level", "sector", "branch"], name="rubric_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.level}"


class Stage(models.Model):
    """One step of the chain for a kind of unit: which body does what until when."""

    class Kind(models.TextChoices):
        SELF = "self", "tự chấm"
        APPRAISAL = "appraisal", "thẩm định"
        TEAM = "team", "kiểm tra"
        VOTE = "vote", "biểu quyết"
        APPROVAL = "approval", "kết luận"

    class Source(models.TextChoices):
        SELF = "self", "chính tổ chức đảng"
        PARENT = "parent", "cấp trên trực tiếp"
        LEVEL = "level", "cấp đã chọn"
        FIXED = "fixed", "cơ quan đã chọn"

    round = models.ForeignKey(Round, models.CASCADE, related_name="stages")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    role = models.CharField(max_length=14, choices=Role)
    source = models.CharField(max_length=8, choices=Source)
    body_kind = models.CharField(max_length=12, choices=BodyKind, blank=True)
    source_level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+")
    source_body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    deadline = models.DateField("hạn")

    class Meta:
        ordering: ClassVar = ["round", "level__position", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "level", "position"], name="stage_position"),
            models.CheckConstraint(
                condition=Q(kind__in=["self", "appraisal", "team", "vote", "approval"]),
                name="stage_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(source="self", source_level__isnull=True, source_body__isnull=True)
                | Q(~Q(body_kind=""), source="parent", source_level__isnull=True, source_body__isnull=True)
                | Q(~Q(body_kind=""), source="level", source_level__isnull=False, source_body__isnull=True)
                | Q(source="fixed", source_level__isnull=True, source_body__isnull=False),
                name="stage_body_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.level})"
