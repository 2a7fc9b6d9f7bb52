"""The register of numbers, decisions with their annexed lists, and how decisions relate."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from config.common.models import StoredFile
from config.common.vietnamese import format_points
from organizations.models import Body, BodyKind, Organization, Term
from scoring.models import Evaluation, Programme, Round


class PaperForm(models.Model):
    """The wording of a paper as the source prints it, or as derived from it, with places to fill in."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="paper_forms")
    body_kind = models.CharField(max_length=12, choices=BodyKind)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    derived = models.BooleanField("suy ra từ mẫu gốc", default=False)
    data = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "body_kind"], name="paper_form_of_body"),
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """Numbers of one kind of document of one body within one term: they run from 01."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="series")
    kind = models.CharField(max_length=8)
    term = models.ForeignKey(Term, models.PROTECT, related_name="series")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "kind", "term"], name="series_once"),
            models.CheckConstraint(condition=~Q(kind=""), name="series_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.term}"


class RegisterEntry(models.Model):
    """One number of a series: reserved, used, or given back with a reason; it is never handed out twice."""

    class State(models.TextChoices):
        RESERVED = "reserved", "giữ số"
        USED = "used", "đã dùng"
        GIVEN_BACK = "given_back", "trả lại"

    series = models.ForeignKey(Series, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("số")
    suffix = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=10, choices=State)
    date = models.DateField("ngày", null=True)
    summary = models.CharField("trích yếu", max_length=400, blank=True)
    reason = models.CharField("lý do", max_length=400, blank=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["series", "number", "suffix"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number", "suffix"], name="register_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="register_number_positive"),
            models.CheckConstraint(
                condition=Q(state="reserved")
                | Q(state="used", date__isnull=False)
                | Q(~Q(reason=""), state="given_back"),
                name="register_entry_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}{self.suffix}"


class Decision(models.Model):
    """Quyết định công nhận: drafted, numbered and frozen (issuing), then issued with its stored bytes."""

    class State(models.TextChoices):
        DRAFT = "draft", "dự thảo"
        ISSUING = "issuing", "đang ban hành"
        ISSUED = "issued", "đã ban hành"

    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions")
    term = models.ForeignKey(Term, models.PROTECT, related_name="decisions")
    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions")
    form = models.ForeignKey(PaperForm, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    subject = models.CharField("trích yếu", max_length=400)
    # What the office edits before issue; `paper` is the whole paper as printed, frozen when issuing begins.
    context = models.JSONField(default=dict)
    paper = models.JSONField(null=True)
    register_entry = models.OneToOneField(RegisterEntry, models.PROTECT, null=True, related_name="decision")
    date = models.DateField("ngày ban hành", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    issued_at = models.DateTimeField(null=True)
    issued_by_id = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    # Printed on the paper, so that anyone can ask whether it stands (see `verify`).
    code = models.CharField(max_length=12, blank=True)
    # The revision that went to be signed: what is issued must be what was signed.
    presented_at = models.DateTimeField(null=True)
    presented_revision = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="decision_code_once"),
            models.CheckConstraint(
                condition=Q(presented_at__isnull=True, presented_revision__isnull=True)
                | Q(presented_at__isnull=False, presented_revision__isnull=False),
                name="decision_presented_with_revision",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="draft",
                    paper__isnull=True,
                    register_entry__isnull=True,
                    date__isnull=True,
                    file__isnull=True,
                    issued_at__isnull=True,
                    issued_by_id__isnull=True,
                )
                | Q(
                    state="issuing",
                    paper__isnull=False,
                    register_entry__isnull=False,
                    date__isnull=False,
                    file__isnull=True,
                    issued_at__isnull=True,
                    issued_by_id__isnull=True,
                )
                | Q(
                    state="issued",
                    paper__isnull=False,
                    register_entry__isnull=False,
                    date__isnull=False,
                    file__isnull=False,
                    issued_at__isnull=False,
                    issued_by_id__isnull=False,
                ),
                name="decision_state_and_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Entry(models.Model):
    """One line of the annexed list, frozen: what the decision does to one unit.

    `figures` are texts: total, request_number, request_date (ISO), of a member his `unit`, as they stood when
    the line was drafted.
    """

    class Effect(models.TextChoices):
        GRANT = "grant", "công nhận"
        WITHDRAW = "withdraw", "thu hồi"
        CORRECT = "correct", "đính chính"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="decision_entries")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="decision_entries")
    name = models.CharField(max_length=200)
    parent_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    figures = models.JSONField(default=dict)
    effect = models.CharField(max_length=8, choices=Effect, default=Effect.GRANT)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        ordering: ClassVar = ["decision", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "position"], name="entry_position"),
            models.UniqueConstraint(fields=["evaluation"], condition=Q(effect="grant"), name="entry_granted_once"),
            models.CheckConstraint(
                condition=Q(effect="grant", replaces__isnull=True)
                | Q(effect__in=["withdraw", "correct"], replaces__isnull=False),
                name="entry_replaces_earlier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"

    @property
    def points(self) -> str:
        """The frozen points as printed, "" where the rubric has none."""
        total = self.figures.get("total")
        return format_points(Decimal(total)) if total else ""


class Relation(models.Model):
    """A decision amends, supplements or revokes an earlier one."""

    class Kind(models.TextChoices):
        AMEND = "amend", "sửa đổi"
        SUPPLEMENT = "supplement", "bổ sung"
        REVOKE = "revoke", "thay thế, bãi bỏ"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="relations")
    earlier = models.ForeignKey(Decision, models.PROTECT, related_name="later_relations")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "earlier"], name="relation_once"),
            models.CheckConstraint(condition=~Q(decision=F("earlier")), name="relation_to_another"),
            models.CheckConstraint(condition=Q(kind__in=["amend", "supplement", "revoke"]), name="relation_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.get_kind_display()} {self.earlier}"


class Copy(models.Model):
    """A copy of an issued decision that left the office, who asked for it and why.

    A reprint hands out the stored bytes again; an extract (trích sao) is a paper of its own with some lines of
    the list, whose names are kept in `units`.
    """

    append_only = True

    class Kind(models.TextChoices):
        REPRINT = "reprint", "in lại"
        EXTRACT = "extract", "trích sao"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField("lý do", max_length=400)
    units = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    # From the form: the same form sent twice is one copy.
    token = models.UUIDField(unique=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="copy_has_reason"),
            models.CheckConstraint(condition=Q(kind__in=["reprint", "extract"]), name="copy_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision}"
