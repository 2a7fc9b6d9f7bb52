"""Who stands for a title: calls, registrations, and whether a title of several years is kept."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from organizations.models import Body, Organization
from scoring.models.results import YearResult
from scoring.models.rubric import Programme


class RegistrationCall(models.Model):
    """A call to register for a title, for the years that the title is to be reached in."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls")
    owner = models.ForeignKey(Body, models.PROTECT, related_name="calls")
    name = models.CharField("tên", max_length=200)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    deadline = models.DateField("hạn đăng ký")
    # Numbers aimed at, as the programme words them: shares in percent, least numbers, by sector.
    aims = models.JSONField(default=dict)
    approved_number = models.CharField("số văn bản phê duyệt danh sách", max_length=80, blank=True)
    approved_on = models.DateField("ngày phê duyệt", null=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["-first_year", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "owner", "first_year"], name="call_once"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="call_ends_after_start"),
            models.CheckConstraint(
                condition=Q(approved_number="", approved_on__isnull=True)
                | Q(~Q(approved_number=""), approved_on__isnull=False),
                name="call_approved_by_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Registration(models.Model):
    """One unit (or one member of it) that stands for a title; `eligibility` keeps what the condition found."""

    class State(models.TextChoices):
        REGISTERED = "registered", "đã đăng ký"
        APPROVED = "approved", "được duyệt"
        REFUSED = "refused", "không được duyệt"
        REMOVED = "removed", "đưa ra khỏi danh sách"

    call = models.ForeignKey(RegistrationCall, models.PROTECT, related_name="registrations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="registrations")
    subject = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    sort = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.REGISTERED)
    added = models.BooleanField("bổ sung sau khi duyệt", default=False)
    minutes_number = models.CharField("số biên bản", max_length=60, blank=True)
    eligibility = models.JSONField(default=dict)
    reason = models.TextField("lý do", blank=True)
    registered_at = models.DateTimeField()
    registered_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["call", "sort"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "organization", "subject"], name="registration_once"),
            models.CheckConstraint(
                condition=Q(state="registered", decided_at__isnull=True, decided_by_id__isnull=True)
                | Q(
                    state__in=["approved", "refused", "removed"],
                    decided_at__isnull=False,
                    decided_by_id__isnull=False,
                ),
                name="registration_state_and_times",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["registered", "approved"], added=False) | ~Q(reason=""),
                name="registration_change_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"


class TitleYear(models.Model):
    """A title that holds for several years, looked at again in one of them: kept, or lapsed with a reason."""

    class State(models.TextChoices):
        KEPT = "kept", "giữ vững"
        LAPSED = "lapsed", "không giữ được"

    title = models.ForeignKey(YearResult, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=State)
    reason = models.TextField("lý do", blank=True)
    paper_number = models.CharField("số văn bản", max_length=80, blank=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["title", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "year"], name="title_year_once"),
            models.CheckConstraint(
                condition=Q(state="kept") | Q(~Q(reason=""), state="lapsed"), name="title_lapsed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year}: {self.get_state_display()})"
