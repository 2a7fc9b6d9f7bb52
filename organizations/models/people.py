"""Account holders and what they are appointed to."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from config.common.vietnamese import search_key
from organizations.models.tree import Body, Organization


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None, **fields: Any) -> "User":
        """Create an account; without a password nobody can log in with it."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_full_name(user.full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account holder. Nothing more is kept of him than his work needs."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        error_messages={"unique": "Tên đăng nhập này đã có người dùng."},
    )
    full_name = models.CharField("họ và tên", max_length=120)
    search = models.CharField(max_length=240, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    member_of = models.ForeignKey(
        Organization, models.PROTECT, null=True, verbose_name="sinh hoạt tại chi bộ", related_name="+"
    )
    # Whose administrators look after the account while its holder has no post.
    home = models.ForeignKey(
        Organization, models.PROTECT, null=True, verbose_name="nơi quản lý tài khoản", related_name="+"
    )
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    is_active = models.BooleanField("đang dùng", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def set_full_name(self, full_name: str) -> None:
        """Set the name with the column that is searched."""
        self.full_name = full_name
        self.search = search_key(f"{full_name} {self.username}")


class Role(models.TextChoices):
    SECRETARY = "secretary", "bí thư"
    CONTRIBUTOR = "contributor", "người nhập giúp"
    APPRAISER = "appraiser", "người thẩm định"
    APPROVER = "approver", "người nhập kết luận"
    CLERK = "clerk", "văn thư"
    ADMINISTRATOR = "administrator", "quản trị"
    INSPECTOR = "inspector", "kiểm tra, giám sát"
    IN_CHARGE = "in_charge", "phụ trách"


BODY_ROLES = (Role.APPRAISER, Role.APPROVER, Role.CLERK)


class Assignment(models.Model):
    """A user holds a role at an organisation, or for one of its bodies, from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="assignments")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="assignments")
    role = models.CharField("vai trò", max_length=14, choices=Role)
    start = models.DateField("từ ngày")
    end = models.DateField("đến hết ngày", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(role__in=["appraiser", "approver", "clerk"], body__isnull=False)
                    | Q(
                        role__in=["secretary", "contributor", "administrator", "inspector", "in_charge"],
                        body__isnull=True,
                    )
                ),
                name="assignment_body_for_acting_roles",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="assignment_ends_later"
            ),
            # Two, because SQLite takes two empty bodies for different ones.
            models.UniqueConstraint(
                fields=["user", "body", "role"],
                condition=Q(end__isnull=True, body__isnull=False),
                name="assignment_of_body_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(end__isnull=True, body__isnull=True),
                name="assignment_of_node_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.body or self.organization}"
