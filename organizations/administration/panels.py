"""What administrators find on the start page, in the navigation and on the page of an organisation."""

from typing import Any

from django.urls import reverse

from organizations.access import administers
from organizations.administration.access import administers_the_top, is_administrator
from organizations.administration.selectors import holders
from organizations.models import Organization, User
from organizations.start import Task


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entry of administrators."""
    return [("Người dùng", "organizations:people")] if is_administrator(user) else []


def start_tasks(user: User) -> list[Task]:
    """Return the first steps of a new installation, as long as it has but one organisation."""
    if not administers_the_top(user) or Organization.objects.all()[:2].count() > 1:
        return []
    detail = "Tải tệp mẫu, ghi các đảng bộ, chi bộ và người dùng, rồi nhập một lần."
    return [
        Task(
            "Nhập tổ chức đảng và con người từ tệp Excel",
            reverse("organizations:import"),
            detail,
            state_label="Bắt đầu",
        )
    ]


def organization_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return who holds which post here, for who may change it."""
    if not administers(user, organization.path):
        return None
    return {
        "title": "Người được phân công",
        "template": "organizations/_holders.html",
        "context": {"holders": holders(organization)},
    }
