"""What a unit records through the year: its meetings and its declared figures. Conditions read them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from organizations.models import Body, Organization
from scoring.models.evidence import Evidence


class Meeting(models.Model):
    """One line of the meeting log of a body: chi bộ, đảng ủy, đảng bộ.

    `values` by code of the fields that programmes declare for meetings, in canonical plain form; `confirmed` lists the
    codes whose values the committee above confirmed. A line entered by mistake is struck out, never deleted.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    held_on = models.DateField("ngày họp")
    values = models.JSONField(default=dict)
    confirmed = models.JSONField(default=list)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    minutes = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    saved_by_id = models.BigIntegerField()
    saved_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.TextField("lý do gạch bỏ", blank=True)

    class Meta:
        ordering: ClassVar = ["held_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by_id__isnull=False),
                name="meeting_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(~Q(struck_reason=""), struck_at__isnull=False),
                name="meeting_struck_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "held_on"], name="meeting_of_unit")]

    def __str__(self) -> str:
        return f"{self.body}, ngày {self.held_on:%d/%m/%Y}"


class Fact(models.Model):
    """One declared figure of a unit for one period, in canonical plain text; history stands in the log of acts."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="facts")
    field = models.CharField(max_length=60)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    value = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)
    saved_by_id = models.BigIntegerField()
    saved_at = models.DateTimeField()
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["organization", "field", "start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "field", "start", "end"], name="fact_once_a_period"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="fact_ends_after_start"),
            models.CheckConstraint(condition=~Q(value=""), name="fact_says_something"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by_id__isnull=False),
                name="fact_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
