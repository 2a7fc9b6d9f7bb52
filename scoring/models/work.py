"""Sheets: one organisation in one round, its stages, and every mark of every stage."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from config.common.models import StoredFile
from organizations.models import Body, Level, Organization, Role, Sector, User
from scoring.models.rounds import Round, RoundRubric, Stage
from scoring.models.rubric import Criterion, OutcomeSet, RubricVersion


class Evaluation(models.Model):
    """Hồ sơ of one organisation (or of one member) in one round, frozen as it stood when the round opened.

    It has no state of its own: it points at the assessment that is being worked on, or at none when all are done.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="evaluations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="evaluations")
    # The candidate of a member title; empty where the organisation itself is evaluated.
    subject = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    sort = models.CharField(max_length=1000)
    parent_name = models.CharField(max_length=200, blank=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=200)
    version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="evaluations")
    rule = models.ForeignKey(RoundRubric, models.PROTECT, related_name="evaluations")
    current = models.ForeignKey("Assessment", models.PROTECT, null=True, related_name="+")
    # Who of the board has this sheet in hand; it gives no right, it says whose turn it is.
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["round", "sort"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organization", "subject"], name="evaluation_once_per_round"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(~Q(withdrawn_reason=""), withdrawn_at__isnull=False),
                name="evaluation_withdrawn_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["round", "path"], name="evaluation_by_path")]

    def __str__(self) -> str:
        # Histories keep this for good: a candidate is a number there, never a name.
        who = f"{self.name}, đảng viên số {self.pk}" if self.subject else self.name
        return f"{who} – {self.round}"


class Assessment(models.Model):
    """One stage of one sheet: who marks, until when, what came out when it was handed on."""

    class State(models.TextChoices):
        WAITING = "waiting", "chưa đến lượt"
        OPEN = "open", "đang mở"
        RETURNED = "returned", "đã trả lại"
        DONE = "done", "đã xong"

    class Conclusion(models.TextChoices):
        RECOGNISED = "recognised", "công nhận"
        NOT_RECOGNISED = "not_recognised", "không công nhận"

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="assessments")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="assessments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Stage.Kind)
    role = models.CharField(max_length=14, choices=Role)
    body = models.ForeignKey(Body, models.PROTECT, related_name="assessments")
    deadline = models.DateField("hạn")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    # The meeting that adopted the self-score, or concluded: date, members due and present, number of the minutes.
    meeting_date = models.DateField("ngày họp", null=True)
    meeting_due = models.PositiveIntegerField("số được triệu tập", null=True)
    meeting_present = models.PositiveIntegerField("số có mặt", null=True)
    minutes_number = models.CharField("số biên bản", max_length=60, blank=True)
    # The unit's own request (tờ trình): number and date as the unit wrote them.
    request_number = models.CharField("số tờ trình", max_length=60, blank=True)
    request_date = models.DateField("ngày tờ trình", null=True)
    # The scan of a sheet that came on paper and was entered by the board in the unit's place.
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    conclusion = models.CharField(max_length=15, choices=Conclusion, blank=True)
    conclusion_reason = models.TextField("lý do", blank=True)
    # Stored when the stage is handed on: totals, proposed outcome, reasons and what the conditions read.
    total = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    outcome_set = models.ForeignKey(OutcomeSet, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["evaluation", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "position"], name="assessment_position"),
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(state__in=["open", "returned"]),
                name="assessment_one_at_work",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", opened_at__isnull=True, done_at__isnull=True, done_by_id__isnull=True)
                | Q(
                    state__in=["open", "returned"],
                    opened_at__isnull=False,
                    done_at__isnull=True,
                    done_by_id__isnull=True,
                )
                | Q(state="done", opened_at__isnull=False, done_at__isnull=False, done_by_id__isnull=False),
                name="assessment_state_and_times",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["self", "appraisal", "team", "vote", "approval"]),
                name="assessment_kind_known",
            ),
            models.CheckConstraint(
                # A CHECK that comes to NULL lets the row pass: hence the emptiness is asked for by itself.
                condition=Q(meeting_present__isnull=True)
                | Q(meeting_due__isnull=False, meeting_present__lte=F("meeting_due")),
                name="assessment_present_not_more_than_due",
            ),
            models.CheckConstraint(
                condition=Q(conclusion="") | Q(conclusion__in=["recognised", "not_recognised"], kind="approval"),
                name="assessment_conclusion_of_approval",
            ),
            models.CheckConstraint(
                condition=~Q(kind="approval", state="done")
                | (~Q(conclusion="") & ~Q(minutes_number="") & Q(meeting_date__isnull=False)),
                name="assessment_approval_concluded",
            ),
            models.CheckConstraint(
                condition=~Q(kind="self", state="done")
                | Q(
                    ~Q(minutes_number=""),
                    meeting_date__isnull=False,
                    meeting_present__isnull=False,
                    meeting_present__gt=0,
                ),
                name="assessment_self_adopted",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["body", "state"], name="assessment_of_body")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.evaluation}"


class Mark(models.Model):
    """What one stage says about one row; it exists, empty, from the opening of its stage."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    # The plan beside an actual figure, where the unit enters both.
    plan = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    choice = models.CharField(max_length=40, blank=True)
    not_applicable = models.BooleanField(default=False)
    # Lines that the unit enters in one row: text, plan, actual, coefficient, all as text.
    lines = models.JSONField(default=list)
    explanation = models.TextField(blank=True)
    points = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    revision = models.PositiveIntegerField(default=0)
    save_id = models.UUIDField(null=True)
    saved_by_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="mark_once_per_row"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(value__isnull=True, choice=""),
                name="mark_value_or_not_applicable",
            ),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(choice=""), name="mark_value_or_choice"),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) | Q(plan__gte=0, choice="", not_applicable=False),
                name="mark_plan_of_a_number",
            ),
            models.CheckConstraint(
                condition=Q(lines=[]) | Q(value__isnull=True, plan__isnull=True, choice="", not_applicable=False),
                name="mark_lines_alone",
            ),
            models.CheckConstraint(
                condition=Q(revision=0, saved_at__isnull=True, saved_by_id__isnull=True)
                | Q(revision__gt=0, saved_at__isnull=False, saved_by_id__isnull=False),
                name="mark_revision_and_saver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"


class Return(models.Model):
    """A sheet sent back: which rows, why, until when. Only these rows open again."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="returns")
    reason = models.TextField()
    deadline = models.DateField()
    returned_at = models.DateTimeField()
    returned_by_id = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(answered_at__isnull=True), name="return_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="return_with_reason"),
        ]

    def __str__(self) -> str:
        return f"Trả lại {self.assessment}"


class ReturnItem(models.Model):
    """One returned row with the value it had."""

    batch = models.ForeignKey(Return, models.CASCADE, related_name="items")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    reason = models.TextField()
    old_value = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "criterion"], name="return_item_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="return_item_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.reason}"


class Comment(models.Model):
    """A word beside a row or a sheet: between unit and board, or the board's own."""

    append_only = True

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="comments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="+")
    private = models.BooleanField("chỉ cơ quan thẩm định đọc", default=False)
    text = models.TextField()
    by_id = models.BigIntegerField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        indexes: ClassVar = [models.Index(fields=["evaluation", "criterion"], name="comment_of_row")]

    def __str__(self) -> str:
        return self.text[:80]
