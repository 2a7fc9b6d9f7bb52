"""A piece of background work and, where it makes many documents, one row per document."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work: `kind` says which function does it, `key` for which object; both together stand once.

    `organization_id` is the scope of its administrators, `url` the page that it belongs to. `result` is the
    name of a file in the storage that is handed out as `result_name` and swept after some days.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "đang chờ"
        RUNNING = "running", "đang làm"
        DONE = "done", "đã xong"
        FAILED = "failed", "chưa làm được"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    message = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    result = models.CharField(max_length=200, blank=True)
    result_name = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField()
    organization_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    # When something last happened: a job that runs and stays silent has lost its worker.
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["by_id", "state"], name="job_of_user")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once"),
            models.CheckConstraint(condition=Q(total__gt=0) & Q(done__lte=models.F("total")), name="job_progress"),
            models.CheckConstraint(
                condition=Q(state="waiting", started_at__isnull=True, finished_at__isnull=True)
                | Q(state="running", started_at__isnull=False, finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="job_state_and_times",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class JobItem(models.Model):
    """One document of a job: made (`path` in the storage), refused (`message`), or still to make."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    key = models.BigIntegerField()
    path = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300, blank=True)
    message = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["job", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "position"], name="job_item_once"),
            models.CheckConstraint(condition=Q(path="") | Q(message=""), name="job_item_made_or_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.position}"
