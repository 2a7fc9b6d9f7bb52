"""What was read from an uploaded workbook, kept from the trial run until it is applied or has expired."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class ImportBatch(models.Model):
    """The rows of one workbook as they were read; they are emptied when applied, since they name people."""

    by_id = models.BigIntegerField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="import_batch_sha256"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="import_batch_expires_later"),
        ]

    def __str__(self) -> str:
        return self.file_name
