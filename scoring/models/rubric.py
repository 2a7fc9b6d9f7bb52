"""Programmes, their rubrics in versions, and the outcomes that a total may lead to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Programme(models.Model):
    """What a title is awarded for. `kinds` says, per level, which rubric, which title and which chain of stages."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=200)
    subject = models.CharField(max_length=12, choices=[("organization", "tổ chức đảng"), ("member", "đảng viên")])
    period = models.CharField(
        "kỳ",
        max_length=8,
        choices=[("month", "tháng"), ("quarter", "quý"), ("year", "năm"), ("term", "nhiệm kỳ")],
    )
    kinds = models.JSONField(default=list)
    # Registration, validity of the title, duties, votes: read by `scoring.pure.programme`.
    rules = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(subject__in=["organization", "member"]), name="programme_subject_known"),
            models.CheckConstraint(
                condition=Q(period__in=["month", "quarter", "year", "term"]), name="programme_period_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rubric(models.Model):
    """A set of criteria under one name; its versions follow one another."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rubrics")
    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=200)

    def __str__(self) -> str:
        return self.name


class RubricVersion(models.Model):
    """The criteria as they stood from one publication to the next. A published version never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "bản thảo"
        PUBLISHED = "published", "đã ban hành"
        RETIRED = "retired", "đã thay thế"

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("phiên bản")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    source = models.CharField("theo văn bản", max_length=300, blank=True)
    # Everything of the rubric that is not a row: form, rounding, defaults, notes.
    meta = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "number"], name="rubric_version_number"),
            models.UniqueConstraint(
                fields=["rubric"], condition=Q(state="published"), name="rubric_one_published_version"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "retired"]), name="version_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(~Q(state="draft"), published_at__isnull=False),
                name="version_published_at",
            ),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="version_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.rubric} (phiên bản {self.number})"


class Criterion(models.Model):
    """One printed row. `spec` is read by the pure module alone."""

    version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveIntegerField()
    marker = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    kind = models.CharField(max_length=20)
    maximum = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    spec = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    help = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="criterion_code_in_version"),
            models.UniqueConstraint(fields=["version", "position"], name="criterion_position_in_version"),
            models.CheckConstraint(condition=Q(maximum__isnull=True) | Q(maximum__gte=0), name="criterion_maximum"),
        ]

    def __str__(self) -> str:
        return f"{self.marker} {self.text}"[:80].strip()


class CriterionMap(models.Model):
    """Which row of an older version a row continues, so that last year's mark stands beside this year's."""

    class Kind(models.TextChoices):
        SAME = "same", "giữ nguyên"
        SPLIT = "split", "tách"
        MERGED = "merged", "gộp"
        NEW = "new", "mới"
        DROPPED = "dropped", "bỏ"

    old = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="successors")
    new = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="criterion_map_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["same", "split", "merged"], old__isnull=False, new__isnull=False)
                | Q(kind="new", old__isnull=True, new__isnull=False)
                | Q(kind="dropped", old__isnull=False, new__isnull=True),
                name="criterion_map_ends",
            ),
            models.CheckConstraint(
                condition=Q(old__isnull=True) | Q(new__isnull=True) | ~Q(old=F("new")),
                name="criterion_map_of_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class OutcomeSet(models.Model):
    """What totals lead to: thresholds, floors, names of outcomes, with the guideline they come from.

    It is versioned by itself, because offices learn the thresholds late; `data` is read by the pure module alone.
    """

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="outcome_sets")
    number = models.PositiveIntegerField("lần")
    name = models.CharField("tên", max_length=200)
    guideline_number = models.CharField("số hướng dẫn", max_length=80, blank=True)
    guideline_date = models.DateField("ngày hướng dẫn", null=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    data = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "number"], name="outcome_set_number"),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="outcome_set_hash"),
        ]

    def __str__(self) -> str:
        return self.name
