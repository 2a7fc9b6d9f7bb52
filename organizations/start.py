"""What the start page lists: rooms say what waits for whom, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from organizations import hooks
from organizations.models import User

NEAR_DAYS = 7


@dataclass(frozen=True)
class Task:
    """One thing that waits: where it is done, what for, until when, how many."""

    label: str
    url: str
    detail: str = ""
    due: date | None = None
    state: str = "open"
    state_label: str = ""
    count: int | None = None

    @property
    def urgency(self) -> str:
        """Return "past", "near" or "" by today's date."""
        if self.due is None:
            return ""
        left = (self.due - timezone.localdate()).days
        return "past" if left < 0 else "near" if left <= NEAR_DAYS else ""


def tasks_for(user: User) -> list[Task]:
    """Return what waits for `user`, the most pressing first."""
    tasks: list[Any] = [task for group in hooks.start_panels.call(user) for task in group]
    return sorted(tasks, key=lambda task: (task.due or date.max, task.label))
