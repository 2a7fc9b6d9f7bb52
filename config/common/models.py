"""Rows that every room writes: what was done, and which files are kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from config.common.jobs.models import Job, JobItem

__all__ = ["Event", "Job", "JobItem", "StoredFile"]


class Event(models.Model):
    """One act: who did what to which thing, when. Written in the transaction of the act, never changed.

    Labels are kept as text, so that history outlives what it names; people are kept by id alone.
    """

    append_only = True

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.TextField()
    organization_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["organization_id", "id"], name="event_of_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"


class StoredFile(models.Model):
    """Bytes kept once by their SHA-256, whatever names they are given elsewhere."""

    append_only = True

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    path = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256"),
        ]

    def __str__(self) -> str:
        return self.sha256
