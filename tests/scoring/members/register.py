"""The POSTs and pages of members, for the registers of all POSTs and all pages."""

from collections.abc import Callable

from django.urls import reverse

from scoring.members.erasing import propose_erasure
from scoring.models import Round
from tests.build import World
from tests.posts import ELSEWHERE, PEOPLE, Act, Post, meeting_data
from tests.scoring.members.situations import LONG_OVER, ONE, TWO, listed, marked, member_round, sheets
from tests.scoring.registration.situations import CELL, MEMBERS, OTHER

# Who reads names of the first cell: itself, the body that concludes with its clerk, and who administers.
READERS = frozenset({"bithu", "nhapgiup", "danguy", "vanthu_cs", "quantri"})
KEEPERS = frozenset({"quantri", "vanthu"})


def _add(world: World) -> Act:
    urls = [reverse("scoring:candidates", args=[member_round(world).pk, CELL])]
    urls.append(urls[0].replace(CELL, OTHER))
    return Act(urls[0], {"names": f"{ONE}\n{TWO}"}, urls[1])


def _submit(world: World) -> Act:
    round_ = member_round(world)
    listed(world, round_)
    marked(world, round_)
    urls = [reverse("scoring:candidates_submit", args=[round_.pk, code]) for code in (CELL, OTHER)]
    return Act(urls[0], meeting_data(), urls[1])


def _remove(world: World) -> Act:
    round_ = member_round(world)
    listed(world, round_)
    listed(world, round_, [ONE], OTHER)
    keys = [sheets(round_, code)[0].pk for code in (CELL, OTHER)]
    urls = [reverse("scoring:candidate_remove", args=[round_.pk, CELL, key]) for key in keys]
    return Act(urls[0], {"reason": ""}, urls[1])


def _propose(world: World) -> Act:
    old = member_round(world, LONG_OVER)
    listed(world, old)
    return Act(reverse("scoring:erasure_propose", args=[old.pk]), {"reason": "Hết thời hạn lưu"})


def _approve(world: World) -> Act:
    old = member_round(world, LONG_OVER)
    listed(world, old)
    propose_erasure(old, actor=world.user("quantri"), reason="Hết thời hạn lưu")
    return Act(reverse("scoring:erasure_approve", args=[old.pk]), {})


MEMBER_POSTS = (
    Post("scoring:candidates", frozenset({"bithu"}), ELSEWHERE, _add),
    Post("scoring:candidates_submit", frozenset({"bithu"}), ELSEWHERE, _submit),
    Post("scoring:candidate_remove", frozenset({"bithu"}), PEOPLE - READERS, _remove),
    Post("scoring:erasure_propose", KEEPERS, PEOPLE - KEEPERS, _propose),
    Post("scoring:erasure_approve", frozenset({"vanthu"}), PEOPLE - KEEPERS, _approve),
)


def busy_members(world: World, times: int) -> None:
    """Lay out a round whose names are due, with `times` members in each of several cells."""
    old = member_round(world, LONG_OVER)
    for code in (CELL, OTHER):
        listed(world, old, [f"Người thứ {number}" for number in range(1, times + 1)], code)
    propose_erasure(old, actor=world.user("quantri"), reason="Hết thời hạn lưu")


def _old() -> Round:
    return Round.objects.get(programme__code=MEMBERS)


def _at(name: str, *more: str) -> Callable[[World], str]:
    return lambda world: reverse(f"scoring:{name}", args=[_old().pk, *more])


def _removing(world: World) -> str:
    return reverse("scoring:candidate_remove", args=[_old().pk, CELL, sheets(_old())[0].pk])


def _sheet(world: World) -> str:
    return reverse("scoring:sheet", args=[sheets(_old())[0].pk])


# (view, reader, address)
MEMBER_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:members", "bithu", lambda world: reverse("scoring:members")),
    ("scoring:members", "quantri", lambda world: reverse("scoring:members")),
    ("scoring:member_round", "bithu", _at("member_round")),
    ("scoring:member_round", "giamsat", _at("member_round")),
    ("scoring:candidates_submit", "bithu", _at("candidates_submit", CELL)),
    ("scoring:kept_names", "vanthu", lambda world: reverse("scoring:kept_names")),
    ("scoring:erasure_propose", "vanthu", _at("erasure_propose")),
)
# Pages with names: one line of history each time.
NAMED_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:candidates", "danguy", _at("candidates", CELL)),
    ("scoring:candidate_remove", "bithu", _removing),
    ("scoring:sheet", "danguy", _sheet),
)
