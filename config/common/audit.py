"""The one way an act is written down."""

from typing import Any

from django.db import models
from django.utils import timezone

from config.common.compiled import Insert
from config.common.models import Event

_append = Insert(Event)


def log(
    action: str,
    subject: models.Model,
    *,
    actor: models.Model | None,
    organization_id: int | None = None,
    label: str = "",
    at: Any = None,
    **data: Any,
) -> None:
    """Append one event; call it inside the transaction of the act.

    `actor` is None only for what the installation does by itself. `data` must be plain JSON, and names no person.
    """
    _append(
        at=at or timezone.now(),
        actor_id=actor.pk if actor else None,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=label or str(subject),
        organization_id=organization_id,
        data=data,
    )
