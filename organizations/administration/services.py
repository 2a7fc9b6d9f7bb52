"""The acts of an administrator on people: each checks, writes and logs in one transaction, and names nobody by name."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.administration.access import standing
from organizations.administration.days import end_too_far, start_too_far
from organizations.administration.passwords import hash_one_time, one_time_password
from organizations.models import Assignment, Body, Organization, Role, User
from organizations.people import appoint, create_account

ACCOUNT = "tài khoản"
LAST_ONE = "Đây là người quản trị cuối cùng của toàn bản cài đặt: hãy phân công người quản trị khác trước."


class PeopleError(ValueError):
    """An act that cannot be done as asked; the message says why, in Vietnamese."""


def stamp(person: User) -> str:
    """Return what changes with every password of an account: a repeated request shows an old one."""
    return person.get_session_auth_hash()[:16]


def _lock_person(person: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _lock_administrators() -> None:
    """Let one change of administrators follow the other, by the lock of the organisation that was first."""
    Organization.objects.select_for_update(of=("self",)).order_by("pk").first()


@transaction.atomic
def open_account(
    *, actor: User, home: Organization, username: str, full_name: str, phone: str = ""
) -> tuple[User, str]:
    """Create an account that the administrators of `home` look after; return it with its one-time password.

    Raises Refused, and PeopleError for a name that somebody has.
    """
    require(actor, "organization.administer", home)
    if User.objects.filter(username__iexact=username).exists():
        raise PeopleError("Tên đăng nhập này đã có người dùng.")
    password = one_time_password()
    try:
        with transaction.atomic():
            person = create_account(
                actor=actor, username=username, password=None, full_name=full_name, phone=phone, home=home
            )
    except IntegrityError as error:
        raise PeopleError("Tên đăng nhập này đã có người dùng.") from error
    person.password = hash_one_time(password)
    person.save(update_fields=["password"])
    return person, password


@transaction.atomic
def change_account(person: User, *, actor: User, full_name: str, phone: str) -> User:
    """Correct name and telephone of an account. Raises Refused."""
    locked = _lock_person(person)
    require(actor, "person.change", locked)
    if (locked.full_name, locked.phone) != (full_name, phone):
        locked.set_full_name(full_name)
        locked.phone = phone
        locked.save(update_fields=["full_name", "search", "phone"])
        log("account.change", locked, actor=actor, label=ACCOUNT)
    return locked


@transaction.atomic
def reset_password(person: User, *, actor: User, seen: str) -> str:
    """Give an account a one-time password and return it; whoever is logged in with the old one is out.

    `seen` is the `stamp` of the page that asks. Raises Refused, and PeopleError where the password has changed
    since, or for the actor himself.
    """
    locked = _lock_person(person)
    require(actor, "person.change", locked)
    if locked.pk == actor.pk:
        raise PeopleError("Đồng chí tự đổi mật khẩu của mình ở mục “Đổi mật khẩu”.")
    if stamp(locked) != seen:
        raise PeopleError("Mật khẩu của tài khoản này vừa được thay đổi. Nếu vẫn cần, hãy đặt lại lần nữa.")
    password = one_time_password()
    locked.password = hash_one_time(password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])
    log("account.reset", locked, actor=actor, label=ACCOUNT)
    return password


@transaction.atomic
def set_active(person: User, *, actor: User, active: bool) -> User:
    """Close an account or open it again. Raises Refused, and PeopleError for oneself and the last administrator."""
    _lock_administrators()
    locked = _lock_person(person)
    require(actor, "person.change", locked)
    if locked.is_active == active:
        return locked
    if locked.pk == actor.pk:
        raise PeopleError("Đồng chí không thể tự ngừng tài khoản của mình.")
    if not active:
        for post in _top_posts().filter(user=locked):
            _keep_another(post)
    locked.is_active = active
    locked.save(update_fields=["is_active"])
    log("account.open" if active else "account.close", locked, actor=actor, label=ACCOUNT)
    return locked


def _top_posts() -> QuerySet[Assignment]:
    """Return the posts of those who administer an organisation that has none above it, without an end."""
    return Assignment.objects.filter(
        role=Role.ADMINISTRATOR, organization__parent__isnull=True, end__isnull=True, user__is_active=True,
        start__lte=timezone.localdate(),
    )  # fmt: skip


def _keep_another(post: Assignment) -> None:
    if not _top_posts().filter(organization=post.organization_id).exclude(user=post.user_id).exists():
        raise PeopleError(LAST_ONE)


@transaction.atomic
def appoint_person(
    person: User, role: str, *, actor: User, start: date, organization: Organization, body: Body | None = None
) -> Assignment:
    """Appoint a person whom the actor sees to a role in the actor's subtree.

    Raises Refused, and PeopleError where he holds it already, account or body are closed, or the day is far ahead.
    """
    require(actor, "organization.administer", organization)
    locked = _lock_person(person)
    require(actor, "person.view", locked)
    if not locked.is_active:
        raise PeopleError("Tài khoản này đã ngừng: hãy mở lại trước khi phân công.")
    if slip := start_too_far(start):
        raise PeopleError(slip)
    held = Assignment.objects.filter(standing(), user=locked, role=role, organization=organization, body=body)
    if held.exists():
        raise PeopleError("Người này đang giữ hoặc sắp giữ vai trò này.")
    return appoint(locked, role, actor=actor, start=start, organization=None if body else organization, body=body)


@transaction.atomic
def end_assignment(assignment: Assignment, *, actor: User, last_day: date) -> Assignment:
    """End a post at the end of a day.

    Raises Refused, and PeopleError where it ended, for a day before it began or far ahead, and for the last
    administrator.
    """
    _lock_administrators()
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("organization").get(pk=assignment.pk)
    require(actor, "assignment.end", locked)
    if locked.end is not None:
        raise PeopleError("Phân công này đã được ghi ngày kết thúc.")
    if last_day < locked.start:
        raise PeopleError(f"Ngày kết thúc phải từ ngày bắt đầu ({locked.start:%d/%m/%Y}) trở đi.")
    if slip := end_too_far(last_day, locked.start):
        raise PeopleError(slip)
    if locked in _top_posts():
        _keep_another(locked)
    locked.end = last_day
    locked.save(update_fields=["end"])
    log(
        "assignment.end", locked, actor=actor, organization_id=locked.organization_id, user=locked.user_id,
        role=locked.role, end=last_day.isoformat(),
    )  # fmt: skip
    return locked


@transaction.atomic
def hand_over(assignment: Assignment, *, actor: User, successor: User, day: date) -> Assignment:
    """Let `successor` follow the secretary from `day` on: the old post ends the day before, in one act.

    Raises Refused, and PeopleError for a post that is no secretary's, has ended, or is the successor's own.
    """
    if assignment.role != Role.SECRETARY:
        raise PeopleError("Chỉ bàn giao được nhiệm vụ bí thư.")
    if assignment.user_id == successor.pk:
        raise PeopleError("Người nhận bàn giao đang giữ nhiệm vụ này.")
    if day <= assignment.start:
        raise PeopleError(f"Ngày bàn giao phải sau ngày bắt đầu ({assignment.start:%d/%m/%Y}).")
    ended = end_assignment(assignment, actor=actor, last_day=day - timedelta(days=1))
    return appoint_person(successor, Role.SECRETARY, actor=actor, start=day, organization=ended.organization)


@transaction.atomic
def hand_over_to_new(
    assignment: Assignment, *, actor: User, username: str, full_name: str, day: date
) -> tuple[User, str]:
    """Open an account and hand over to it, both or neither; return it with its one-time password.

    Raises what `open_account` and `hand_over` raise.
    """
    home = assignment.organization
    successor, password = open_account(actor=actor, home=home, username=username, full_name=full_name)
    hand_over(assignment, actor=actor, successor=successor, day=day)
    return successor, password
