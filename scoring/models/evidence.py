"""Proof for marks: a file, or a reference to a paper."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from config.common.models import StoredFile
from organizations.models import Organization
from scoring.models.rubric import Criterion
from scoring.models.work import Evaluation


class Evidence(models.Model):
    """A proof that belongs to a unit and a year, so that several rows and next year can use it."""

    class Kind(models.TextChoices):
        FILE = "file", "tệp"
        REFERENCE = "reference", "văn bản"
        REMOVED = "removed", "tệp đã xóa"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="evidence")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField("số, ký hiệu", max_length=80, blank=True)
    date = models.DateField("ngày", null=True)
    summary = models.CharField("trích yếu", max_length=400)
    place = models.CharField("nơi lưu", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    # A picture of the first page, small enough for a phone, where one could be made.
    preview = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    no_secret = models.BooleanField("không chứa bí mật nhà nước", default=False)
    added_by_id = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(~Q(file_name=""), kind="file", file__isnull=False, no_secret=True)
                | Q(~Q(number=""), kind="reference", file__isnull=True, file_name="")
                | Q(kind="removed", file__isnull=True, preview__isnull=True, file_name=""),
                name="evidence_file_or_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.summary


class EvidenceRemoval(models.Model):
    """A file uploaded by mistake and taken away again: proposed by the unit, done by somebody else."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="removal")
    reason = models.TextField("lý do xóa")
    proposed_by_id = models.BigIntegerField()
    proposed_by_label = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    approved_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    # Which bytes it was, for the record; the bytes themselves are swept up.
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="removal_with_reason"),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True, approved_at__isnull=True, sha256="")
                | Q(
                    ~Q(approved_by_id=F("proposed_by_id")),
                    ~Q(sha256=""),
                    approved_by_id__isnull=False,
                    approved_at__isnull=False,
                ),
                name="removal_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.reason}"[:80]


class EvidenceUse(models.Model):
    """Ties a proof to a row of a sheet."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="evidence_uses")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "evaluation", "criterion"], name="evidence_used_once_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.criterion_id}"
