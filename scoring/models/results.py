"""What a unit was in a year: the only source for later rounds, lists and pages."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from organizations.models import Organization
from scoring.models.evidence import Evidence
from scoring.models.rubric import Programme
from scoring.models.work import Evaluation


class YearResult(models.Model):
    """A title or a grade of one unit for one year, with the paper that gave it (as text: papers outlive rows).

    `value` of a grade is the code of its level, of a title the words as printed. A paper of an earlier year that the
    unit entered waits until the level above has confirmed it, and counts for nothing before.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "danh hiệu"
        GRADE = "grade", "xếp loại"

    class Source(models.TextChoices):
        DECISION = "decision", "quyết định trong phần mềm"
        PAPER = "paper", "văn bản giấy"
        PROPOSAL = "proposal", "đề xuất"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="year_results")
    subject = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=Kind)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
    value = models.CharField(max_length=200)
    final = models.BooleanField(default=True)
    source = models.CharField(max_length=8, choices=Source)
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, related_name="year_results")
    paper_number = models.CharField("số văn bản", max_length=80, blank=True)
    paper_date = models.DateField("ngày văn bản", null=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    scan = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    waiting = models.BooleanField("chờ cấp trên xác nhận", default=False)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["organization", "-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "subject", "year", "programme", "waiting"],
                condition=Q(kind="title", final=True),
                name="title_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["organization", "subject", "year", "final", "waiting"],
                condition=Q(kind="grade"),
                name="grade_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(kind="title", programme__isnull=False) | Q(kind="grade"),
                name="title_of_programme",
            ),
            models.CheckConstraint(
                condition=Q(source="proposal", final=False)
                | Q(~Q(paper_number=""), source__in=["decision", "paper"], paper_date__isnull=False),
                name="final_result_has_paper",
            ),
            models.CheckConstraint(
                condition=Q(waiting=False) | Q(source="paper", final=True, confirmed_at__isnull=True),
                name="result_waits_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by_id__isnull=False),
                name="result_confirmed_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "kind"], name="year_result_of_year")]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}: {self.value}"
