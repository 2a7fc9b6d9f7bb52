"""The POSTs and pages of registration and of titles, for the registers of all POSTs and all pages."""

from collections.abc import Callable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from scoring.facts.ledger import Entry, confirm_paper, enter_paper
from scoring.models import Programme, Registration, RegistrationCall, Round, YearResult
from scoring.registration.services import register_unit
from tests.build import APPROVER, SELF, World
from tests.posts import ELSEWHERE, PEOPLE, Act, Post
from tests.scoring.registration.situations import (
    CELL,
    MEMBERS,
    OTHER,
    TITLE,
    approved,
    call,
    load_title,
    registered,
)

NOBODY: frozenset[str] = frozenset()
STRANGER = frozenset({"nguoila"})
CHIEF = frozenset({"lanhdao"})
NAMED = "Đăng ký đảng viên"
VALID = {"confirm": "year"}


def _day(ahead: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=ahead):%d/%m/%Y}"


def _create(world: World) -> Act:
    year = timezone.localdate().year
    data = {
        "programme": str(load_title().pk), "owner": str(world.body("tren", "standing").pk), "name": "Đăng ký",
        "first_year": str(year), "last_year": str(year + 3), "deadline": _day(10),
    }  # fmt: skip
    return Act(reverse("scoring:call_create"), data)


def _register(world: World) -> Act:
    opened = call(world)
    urls = [reverse("scoring:register", args=[opened.pk, code]) for code in (CELL, OTHER)]
    return Act(urls[0], {"minutes_number": "03-BB/CB"}, urls[1])


def _register_names(world: World) -> Act:
    opened = call(world, load_title(MEMBERS), name=NAMED)
    urls = [reverse("scoring:register", args=[opened.pk, code]) for code in (CELL, OTHER)]
    return Act(urls[0], {"minutes_number": "03-BB/CB", "names": "Nguyễn Văn Một\nTrần Thị Hai"}, urls[1])


def _approve(world: World) -> Act:
    opened = call(world)
    keys = [str(registered(world, opened, code).pk) for code in (CELL, OTHER)]
    url = reverse("scoring:call_approve", args=[opened.pk])
    return Act(url, {"r": keys, "number": "15-QĐ/ĐU", "day": _day()})


def _end(world: World) -> Act:
    opened = call(world)
    found = registered(world, opened, CELL)
    urls = [reverse("scoring:registration_end", args=[opened.pk, key]) for key in (found.pk, found.pk + 999)]
    return Act(urls[0], {"reason": "Không đủ điều kiện"}, urls[1])


def _add(world: World) -> Act:
    opened = call(world)
    approved(world, opened, OTHER)
    url = reverse("scoring:registration_add", args=[opened.pk])
    return Act(url, {"code": CELL, "reason": "Bổ sung quý I"})


def given(world: World, programme: Programme, code: str = CELL, years_ago: int = 2) -> YearResult:
    """A title that a paper of an earlier year gave a unit."""
    year = timezone.localdate().year - years_ago
    entry = Entry(year, "Chi bộ kiểu mẫu", "09-QĐ/ĐU", date(year, 12, 25), "", programme)
    found = enter_paper(world.organizations[code], actor=world.user(SELF[code]), entry=entry)
    return confirm_paper(found, actor=world.user(APPROVER[code]))


def _keep(world: World) -> Act:
    title = given(world, load_title(validity=VALID))
    return Act(reverse("scoring:titles"), {"t": [str(title.pk)]})


def _lapse(world: World) -> Act:
    programme = load_title(validity=VALID)
    urls = [reverse("scoring:title_lapse", args=[given(world, programme, code).pk]) for code in (CELL, OTHER)]
    return Act(urls[0], {"reason": "Bỏ sinh hoạt", "paper_number": "05-KL/ĐU"}, urls[1])


def _part(world: World) -> Act:
    round_ = Round.objects.get(start__year=timezone.localdate().year)
    return Act(reverse("scoring:round_part", args=[round_.pk]), {"part": "2", "part_deadline": _day(20)})


REGISTRATION_POSTS = (
    Post("scoring:round_part", frozenset({"quantri"}), STRANGER, _part),
    Post("scoring:call_create", frozenset({"quantri"}), NOBODY, _create),
    Post("scoring:register", frozenset({"bithu", "danguy"}), ELSEWHERE, _register),
    Post("scoring:register", frozenset({"bithu", "danguy"}), ELSEWHERE, _register_names, label="đảng viên"),
    Post("scoring:call_approve", CHIEF, STRANGER, _approve),
    Post("scoring:registration_end", CHIEF, ELSEWHERE, _end),
    Post("scoring:registration_add", CHIEF, STRANGER, _add),
    Post("scoring:titles", frozenset({"danguy"}), ELSEWHERE, _keep),
    Post("scoring:title_lapse", frozenset({"danguy"}), ELSEWHERE, _lapse),
)
assert PEOPLE >= CHIEF


def busy_registration(world: World, times: int) -> None:
    """Open calls with registrations in every state, and titles to look at again: `times` of each."""
    programme, year = load_title(validity=VALID), timezone.localdate().year
    for number in range(times):
        opened = call(world, programme, name=f"Đăng ký lần {number}", first_year=year - number, last_year=year + 1)
        registered(world, opened, OTHER)
    title = given(world, programme, "cbcs", 1)
    assert title.pk
    named = call(world, load_title(MEMBERS), name=NAMED)
    register_unit(
        named, world.organizations[CELL], actor=world.user("bithu"), minutes_number="03-BB/CB",
        names=[f"Đảng viên {number}" for number in range(times)],
    )  # fmt: skip


def _call(name: str, *more: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        opened = RegistrationCall.objects.filter(programme__code=TITLE).order_by("pk").last()
        return reverse(f"scoring:{name}", args=[opened.pk, *more])

    return address


def _ending(world: World) -> str:
    found = Registration.objects.filter(call__programme__code=TITLE, organization=world.organizations[OTHER]).first()
    return reverse("scoring:registration_end", args=[found.call_id, found.pk])


def named_call(world: World) -> str:
    """The list with names of members: reading it is written down."""
    return reverse("scoring:call", args=[RegistrationCall.objects.get(name=NAMED).pk])


def _lapsing(world: World) -> str:
    title = YearResult.objects.get(programme__code=TITLE, kind="title", organization=world.organizations["cbcs"])
    return reverse("scoring:title_lapse", args=[title.pk])


# (view, reader, address)
REGISTRATION_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:calendar", "danguy", lambda world: reverse("scoring:calendar")),
    ("scoring:calendar", "quantri", lambda world: reverse("scoring:calendar")),
    ("scoring:calls", "bithu", lambda world: reverse("scoring:calls")),
    ("scoring:calls", "quantri", lambda world: reverse("scoring:calls")),
    ("scoring:call_create", "quantri", lambda world: reverse("scoring:call_create")),
    ("scoring:call", "danguy", _call("call")),
    ("scoring:call", "lanhdao", _call("call")),
    ("scoring:register", "bithu", _call("register", CELL)),
    ("scoring:registration_add", "lanhdao", _call("registration_add")),
    ("scoring:registration_end", "lanhdao", _ending),
    ("scoring:titles", "lanhdao", lambda world: reverse("scoring:titles")),
    ("scoring:title_lapse", "lanhdao", _lapsing),
)
