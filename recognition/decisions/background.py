"""Issuing a decision with a long list: number and paper in the request, printing in the background."""

from django.conf import settings
from django.urls import reverse

from config.common.jobs import JobFailed, enqueue
from config.common.jobs.models import Job
from config.common.jobs.queue import finish, progress
from config.common.pdf import PdfUnavailable
from organizations.access import Refused
from organizations.models import User
from recognition.decisions.draft import DecisionError
from recognition.decisions.issue import finish_issue, render_and_store
from recognition.decisions.selectors import number_of
from recognition.models import Decision
from scoring.results import ResultError

KIND = "decision.issue"


def is_long(decision: Decision) -> bool:
    """Say whether the list is too long to print while somebody waits for the page."""
    return decision.entries.count() > settings.LONGEST_LIST_AT_ONCE


def hand_over(decision: Decision, *, actor: User) -> Job:
    """Ask for the rest of an issue that `start_issue` began; asked again, it is the same job."""
    return enqueue(
        KIND,
        str(decision.pk),
        actor=actor,
        title=f"In và ban hành Quyết định số {number_of(decision)}",
        url=reverse("recognition:decision", args=[decision.pk]),
        organization_id=decision.body.organization_id,
        total=2,
    )


def job_of(decision: Decision) -> Job | None:
    """Return the job that prints a decision being issued."""
    return Job.objects.filter(kind=KIND, key=str(decision.pk)).first()


def issue_in_background(job: Job, start: int, stop: int) -> None:
    """Print the frozen paper, keep it and call the decision issued, in the name of who asked for it."""
    decision = Decision.objects.get(pk=int(job.key))
    actor = User.objects.get(pk=job.by_id)
    try:
        stored = render_and_store(decision)
        progress(job, 1)
        finish_issue(decision, stored, actor=actor)
    except (PdfUnavailable, ResultError, DecisionError, Refused) as problem:
        raise JobFailed(str(problem)) from problem
    finish(job)
