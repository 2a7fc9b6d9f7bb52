"""All sheets of a round as one zip: printed in the background, one document after the other, by several workers."""

import re

from django.urls import reverse

from config.common.jobs import JobFailed, enqueue
from config.common.jobs.batch import Document, all_made, make_items, pack
from config.common.jobs.models import Job
from config.common.pdf import PdfUnavailable
from organizations.access import forget_rights
from organizations.models import User
from recognition.documents.render import render_sheet
from recognition.papers import sheet_paper
from scoring.models import Evaluation, Round
from scoring.permissions import visible_evaluations
from scoring.workflow import evaluation_with_work

KIND = "sheets.print"
# What file systems of the machines at hand do not take in a name.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f“”]+')


def sheets_of(round_: Round, user: User) -> list[int]:
    """Return the keys of the sheets of a round that `user` sees, in the order of the tree."""
    found = visible_evaluations(user).filter(round=round_, withdrawn_at__isnull=True)
    return list(found.order_by("path", "subject", "pk").values_list("pk", flat=True))


def ask_for_sheets(round_: Round, *, actor: User) -> Job:
    """Ask for all sheets of a round that `actor` sees, as they stand; what is being printed is not asked twice.

    Raises ValueError where there is none.
    """
    keys = sheets_of(round_, actor)
    if not keys:
        raise ValueError("Đợt này chưa có phiếu nào trong phạm vi của đồng chí.")
    return enqueue(
        KIND,
        f"{round_.pk}-{actor.pk}",
        actor=actor,
        title=f"In {len(keys)} phiếu chấm điểm: {round_.name}",
        url=f"{reverse('scoring:board')}?dot={round_.pk}",
        organization_id=round_.owner.organization_id,
        items=keys,
        again=True,
    )


def print_sheets(job: Job, start: int, stop: int) -> None:
    """Print the items of a slice; whoever finds nothing left to print packs the zip."""
    user = User.objects.get(pk=job.by_id)
    # Assignments may have ended since the work was asked for.
    forget_rights(user)
    try:
        make_items(job, start, stop, lambda key: _print(key, user))
    except PdfUnavailable as problem:
        raise JobFailed(str(problem)) from problem
    if all_made(job):
        pack(job, f"phieu-cham-diem-{job.key}.zip")


def _print(key: int, user: User) -> Document:
    found = evaluation_with_work().select_related("organization__parent")
    evaluation = found.filter(pk__in=visible_evaluations(user).filter(pk=key)).first()
    if evaluation is None:
        raise JobFailed(f"Phiếu số {key} không còn trong phạm vi của đồng chí.")
    return Document(_file_name(evaluation), render_sheet(sheet_paper(evaluation, user)))


def _file_name(evaluation: Evaluation) -> str:
    words = " - ".join(filter(None, (evaluation.subject, evaluation.name, evaluation.parent_name)))
    return f"{FORBIDDEN.sub(' ', words).strip()[:150]}.pdf"
