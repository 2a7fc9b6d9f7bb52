"""Which background works a user sees, and what his start page says of them."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from config.common.jobs.models import Job
from organizations.access import NOT_IN_SCOPE, administers, in_scope, rights
from organizations.models import Organization, Role, User
from organizations.start import Task

UNFINISHED = (Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED)


def visible_jobs(user: User) -> QuerySet[Job]:
    """Return the works that `user` asked for, and those of organisations that he administers."""
    if not rights(user):
        return Job.objects.none()
    places = Organization.objects.filter(in_scope(user, roles=(Role.ADMINISTRATOR,))).values("pk")
    return Job.objects.filter(Q(by_id=user.pk) | Q(organization_id__in=places))


def view_job(user: User, job: Job) -> str | None:
    """Rule "job.view", the twin of `visible_jobs`."""
    if job.by_id == user.pk:
        return None if rights(user) else NOT_IN_SCOPE
    place = Organization.objects.filter(pk=job.organization_id).first() if job.organization_id else None
    return None if place is not None and administers(user, place.path) else NOT_IN_SCOPE


def own_job(user: User, job: Job) -> str | None:
    """Rule "job.own": results hold what their owner may see, so only he gets them or starts the work again."""
    return None if job.by_id == user.pk else "Chỉ người yêu cầu việc này được làm tiếp và tải kết quả."


def start_tasks(user: User) -> list[Task]:
    """Return the user's works in the background that are not done."""
    jobs = Job.objects.filter(by_id=user.pk, state__in=UNFINISHED)
    return [_task(job) for job in jobs]


def _task(job: Job) -> Task:
    failed = job.state == Job.State.FAILED
    return Task(
        label=job.title,
        url=reverse("recognition:job", args=[job.pk]),
        detail=job.message if failed else f"Đã xong {job.done}/{job.total}",
        state="returned" if failed else "waiting",
        state_label=job.get_state_display().capitalize(),
    )
