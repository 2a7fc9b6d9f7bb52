"""The POSTs and pages of votes, remedies and deadlines, for the registers of all POSTs and all pages."""

from collections.abc import Callable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from scoring.models import Meeting, Remedy, Round
from scoring.rubrics.load import rubric_of
from tests.build import World, appraise, sheet
from tests.posts import BONUS, ELSEWHERE, PEOPLE, Act, Post
from tests.replay import remembered
from tests.scoring.votes.situations import (
    CARRIED,
    CELL,
    FAILED,
    OTHER,
    PLAN,
    ROWS,
    key_of,
    month,
    monthly,
    remedied,
    report,
    vote,
)

FILLS = frozenset({"bithu", "nhapgiup"})
FIELDS = ("due", "present", "in_favour", "against", "blank")


def vote_data(counts: dict[str, tuple[int, ...]], code: str = CELL) -> dict[str, str]:
    """Return the page of votes as it is posted: counts by row, a cause where the second is not carried."""
    data = {}
    for row, numbers in counts.items():
        prefix = f"bq-{key_of(row, code)}"
        data |= {f"{prefix}-{name}": str(number) for name, number in zip(FIELDS, numbers, strict=True)}
        if numbers == FAILED:
            texts = ("cause", "responsibility", "measure", "person")
            data |= {f"{prefix}-{name}": getattr(PLAN, name) for name in texts}
    return data


def _vote(world: World) -> Act:
    month(world)
    urls = [reverse("scoring:vote", args=[monthly(code).pk]) for code in (CELL, OTHER)]
    return Act(urls[0], vote_data({**dict.fromkeys(ROWS, CARRIED), "2": FAILED}), urls[1])


def _add(world: World) -> Act:
    month(world)
    urls = [reverse("scoring:remedies", args=[monthly(code).pk]) for code in (CELL, OTHER)]
    return Act(urls[0], {"content": "1", "cause": "Thiếu người", "measure": "Phân công lại"}, urls[1])


def _remedy(then: str, data: dict[str, str], *, handed_in: bool) -> Callable[[World], Act]:
    def build(world: World) -> Act:
        month(world)
        found = [remedied(world, code=code) for code in (CELL, OTHER)]
        if handed_in:
            report(world)
        urls = [reverse("scoring:remedy", args=[each.evaluation_id, each.pk]) for each in found]
        return Act(urls[0], {"then": then, "revision": "1", "xong-revision": "1", **data}, urls[1])

    return build


def _return_concluding(world: World) -> Act:
    """The body that concludes sends a row back instead."""
    found = appraise(world, CELL)
    key = rubric_of(found.version).keys[BONUS]
    later = f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}"
    data = {"dong": [str(key)], f"ly-do-{key}": "Thiếu báo cáo", "reason": "Bổ sung", "deadline": later}
    urls = [reverse("scoring:return", args=[sheet(code).pk]) for code in (CELL, OTHER)]
    return Act(urls[0], data, urls[1])


def _deadlines(world: World) -> Act:
    round_ = Round.objects.get(start__year=timezone.localdate().year)
    later = timezone.localdate() + timedelta(days=90)
    data = {str(key): f"{later:%d/%m/%Y}" for key in round_.stages.values_list("pk", flat=True)}
    return Act(reverse("scoring:round_deadlines", args=[round_.pk]), data)


CHANGED = {"cause": "Thiếu kinh phí", "measure": "Xin bổ sung"}
VOTE_POSTS = (
    Post("scoring:vote", FILLS, ELSEWHERE, _vote, 10),
    Post("scoring:remedies", FILLS, ELSEWHERE, _add),
    Post("scoring:remedy", FILLS, ELSEWHERE, _remedy("change", CHANGED, handed_in=True), label="sửa"),
    Post("scoring:remedy", FILLS, ELSEWHERE, _remedy("finish", {"xong-note": "Đã xong"}, handed_in=True), label="xong"),
    Post("scoring:remedy", FILLS, PEOPLE - FILLS, _remedy("drop", {}, handed_in=False), label="bỏ"),
    Post("scoring:return", frozenset({"danguy"}), ELSEWHERE, _return_concluding, 30, "cơ quan kết luận"),
    Post("scoring:round_deadlines", frozenset({"quantri"}), frozenset({"nguoila"}), _deadlines),
)


@remembered
def busy_votes(world: World, times: int) -> None:
    """Two months of last year: in the first every cell of base committee 1 reported, with `times` remedies."""
    month(world)
    cells = Organization.objects.filter(parent=world.organizations["cs1"]).order_by("code")
    for cell in cells:
        for _ in range(times):
            remedied(world, code=cell.code, measure=f"Phân công lần {Remedy.objects.count()}")
        report(world, cell.code, failing="2")
    month(world, 2)
    vote(world, "1", number=2)
    day = date(timezone.localdate().year - 1, 2, 3)
    Meeting.objects.create(
        organization=world.organizations[CELL], body=world.body(CELL, "cell"), held_on=day,
        values={"members": "12", "present": "11"}, saved_by_id=1, saved_at=timezone.now(),
    )  # fmt: skip


def _of(name: str, number: int) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[monthly(number=number).pk])


def _one(world: World) -> str:
    found = Remedy.objects.filter(evaluation=monthly(number=2)).first()
    return reverse("scoring:remedy", args=[found.evaluation_id, found.pk])


def _round(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[monthly().round_id])


# (view, reader, address, label)
VOTE_PAGES: tuple[tuple[str, str, Callable[[World], str], str], ...] = (
    ("scoring:vote", "bithu", _of("scoring:vote", 2), ""),
    ("scoring:sheet", "bithu", _of("scoring:sheet", 2), "biểu quyết"),
    ("scoring:sheet", "quantri", _of("scoring:sheet", 1), "đã báo cáo"),
    ("scoring:remedies", "bithu", _of("scoring:remedies", 2), ""),
    ("scoring:remedies", "giupviec", _of("scoring:remedies", 1), "đọc"),
    ("scoring:remedy", "bithu", _one, ""),
    ("scoring:round", "quantri", _round("scoring:round"), "tháng"),
    ("scoring:round_votes", "danguy", _round("scoring:round_votes"), ""),
    ("scoring:round_deadlines", "quantri", _round("scoring:round_deadlines"), ""),
)
# Papers that leave the installation.
VOTE_PAPERS: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("recognition:votes_pdf", "bithu", _of("recognition:votes_pdf", 1)),
    ("recognition:votes_docx", "danguy", _of("recognition:votes_docx", 1)),
    ("scoring:round_votes_table", "danguy", _round("scoring:round_votes_table")),
)
