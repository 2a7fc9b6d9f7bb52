"""The tree of Party organisations, dated, and the bodies that act for them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from config.common.vietnamese import search_key, sort_key

PATH_WIDTH = 6


class Level(models.Model):
    """Kind of unit: its place in the hierarchy, from which rubric, chain and form of decision follow."""

    code = models.SlugField(unique=True)
    name = models.CharField("loại tổ chức", max_length=120)
    position = models.PositiveSmallIntegerField()
    is_cell = models.BooleanField("là chi bộ", default=False)
    is_base = models.BooleanField("là tổ chức cơ sở đảng", default=False)

    class Meta:
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """Loại hình: commune, office, public service unit, enterprise, armed forces, village."""

    code = models.SlugField(unique=True)
    name = models.CharField("loại hình", max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A node of the tree as it stands today; `OrganizationPeriod` keeps how it stood on any day.

    `path` is the chain of zero-padded keys from the root; only `organizations.tree` writes it.
    """

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=200)
    level = models.ForeignKey(Level, models.PROTECT, verbose_name="loại tổ chức", related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, verbose_name="loại hình", related_name="+")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name="cấp trên trực tiếp", related_name="children"
    )
    path = models.CharField(max_length=200, unique=True)
    search = models.CharField(max_length=400)
    sort = models.CharField(max_length=1000)
    symbol = models.CharField("ký hiệu", max_length=20, blank=True)
    place = models.CharField("địa danh", max_length=80, blank=True)
    # The top of an installation has a superior too, which stands in the head of its papers and nowhere else.
    superior = models.CharField("cấp trên, như in trên văn bản", max_length=200, blank=True)
    active = models.BooleanField("đang hoạt động", default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organization_not_own_parent"
            ),
            models.CheckConstraint(condition=Q(path__regex=r"^([0-9]{6})+$"), name="organization_path_of_keys"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["parent", "sort"], name="organization_children"),
            # Whole branches are counted from the index alone.
            models.Index(fields=["path", "active"], name="organization_branch"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def forerunners(self) -> "list[Succession]":
        """Links to those that this organisation follows, the newest first; read once for a page."""
        return list(self.precessions.select_related("predecessor").order_by("-day", "pk"))

    def set_name(self, name: str) -> None:
        """Set the name with the columns that are searched and sorted by."""
        self.name = name
        self.search = search_key(f"{name} {self.code}")
        self.sort = sort_key(name)


class OrganizationPeriod(models.Model):
    """How an organisation stood from one day to another, with the paper that decided it."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="periods")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="+")
    symbol = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=80, blank=True)
    paper = models.CharField("theo văn bản", max_length=200)

    class Meta:
        ordering: ClassVar = ["organization", "valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="period_ends_after_start",
            ),
            models.UniqueConstraint(fields=["organization", "valid_from"], name="period_one_start"),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(valid_to__isnull=True), name="period_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%d/%m/%Y})"


class Succession(models.Model):
    """An organisation followed another; history is inherited only where a paper said so."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", "đổi tên"
        MERGED = "merged", "hợp nhất, sáp nhập"
        SPLIT = "split", "chia, tách"
        REPLACED = "replaced", "thay thế"

    predecessor = models.ForeignKey(Organization, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organization, models.PROTECT, related_name="precessions")
    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField("ngày có hiệu lực")
    paper = models.CharField("theo văn bản", max_length=200)
    inherits = models.BooleanField("kế thừa kết quả các năm", default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
            models.CheckConstraint(
                condition=Q(kind__in=["renamed", "merged", "split", "replaced"]), name="succession_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class BodyKind(models.TextChoices):
    CELL = "cell", "chi bộ"
    COMMITTEE = "committee", "đảng ủy"
    STANDING = "standing", "ban thường vụ"
    BOARD = "board", "ban tham mưu"
    HELPERS = "helpers", "bộ phận giúp việc"
    TEAM = "team", "tổ kiểm tra"


class Body(models.Model):
    """What acts for an organisation: it appraises, concludes, signs and numbers papers."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=12, choices=BodyKind)
    name = models.CharField("tên", max_length=200)
    issuer = models.CharField("tên in trên văn bản", max_length=200)
    symbol = models.CharField("ký hiệu", max_length=20)
    authority = models.CharField("thẩm quyền ký", max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "cơ quan"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(kind__in=["cell", "committee", "standing", "helpers"]),
                name="body_one_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["cell", "committee", "standing", "board", "helpers", "team"]),
                name="body_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """Nhiệm kỳ of a body: papers are numbered from 01 within it."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="terms")
    name = models.CharField("nhiệm kỳ", max_length=40)
    start = models.DateField("từ ngày")
    end = models.DateField("đến hết ngày", null=True)

    class Meta:
        ordering: ClassVar = ["body", "start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "start"], name="term_one_start"),
            models.UniqueConstraint(fields=["body"], condition=Q(end__isnull=True), name="term_one_open"),
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="term_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.name}"
