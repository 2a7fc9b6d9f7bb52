"""The dossier of a visit as one PDF with bookmarks, made in the background, unit by unit."""

from collections.abc import Iterator
from functools import partial
from typing import IO

from django.db import transaction
from django.urls import reverse

from config.common.audit import log
from config.common.jobs import JobFailed, enqueue
from config.common.jobs.batch import Document, all_made, conclude, make_items
from config.common.jobs.models import Job
from config.common.pdf import PdfUnavailable
from organizations.access import forget_rights
from organizations.models import User
from recognition.visits.dossier_parts import parts_of
from recognition.visits.pdf_join import Part, join_into, joined
from scoring.bodies.visit_permissions import visible_minutes
from scoring.bodies.visit_selectors import unit_name
from scoring.models import Visit

KIND = "visits.dossier"
# "001 " stands before the name of a document.
PLACE = 4


def units_of_dossier(visit: Visit, user: User) -> list[int]:
    """Return the keys of the units of a visit whose papers `user` sees, in the order of the tree."""
    units = visible_minutes(user).filter(visit=visit)
    return list(units.order_by("organization__path").values_list("pk", flat=True))


@transaction.atomic
def ask_for_dossier(visit: Visit, *, actor: User) -> Job:
    """Ask for the papers of a visit that `actor` sees, as they stand; what is being made is not asked for twice.

    Raises ValueError where there is none.
    """
    keys = units_of_dossier(visit, actor)
    if not keys:
        raise ValueError("Buổi làm việc này không có đơn vị nào trong phạm vi của đồng chí.")
    key = f"{visit.pk}-{actor.pk}"
    standing = Job.objects.filter(kind=KIND, key=key).first()
    if standing is not None and standing.active:
        return standing
    log("visit.dossier", visit, actor=actor, organization_id=visit.team.body.organization_id, units=len(keys))
    return enqueue(
        KIND,
        key,
        actor=actor,
        title=f"Hồ sơ kiểm tra {len(keys)} đơn vị, buổi {visit.get_session_display()} {visit.day:%d/%m/%Y}",
        url=reverse("scoring:visit", args=[visit.pk]),
        organization_id=visit.team.body.organization_id,
        items=keys,
        again=True,
    )


def make_dossier(job: Job, start: int, stop: int) -> None:
    """Make the units of a slice; whoever finds none left joins them all."""
    user = User.objects.get(pk=job.by_id)
    # Assignments may have ended since the work was asked for.
    forget_rights(user)
    try:
        make_items(job, start, stop, lambda key: _unit(key, user))
    except PdfUnavailable as problem:
        raise JobFailed(str(problem)) from problem
    if all_made(job):
        conclude(job, f"ho-so-kiem-tra-{job.key}.pdf", partial(_join, job.title), "đơn vị")


def _unit(key: int, user: User) -> Document:
    joined_with = ("organization__parent", "visit__team__body__organization", "visit__team__round")
    unit = visible_minutes(user).select_related(*joined_with).filter(pk=key).first()
    if unit is None:
        raise JobFailed("Có đơn vị không còn trong lịch, hoặc không còn trong phạm vi của đồng chí.")
    name = unit_name(unit.organization, unit.visit.team.body.organization_id)
    return Document(name, joined(parts_of(unit, user)))


def _join(title: str, documents: Iterator[Document], file: IO[bytes]) -> None:
    join_into((Part(each.name[PLACE:], each.content) for each in documents), file, title)
