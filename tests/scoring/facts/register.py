"""The POSTs and pages of what the year collects, for the registers of all POSTs and all pages."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone

from scoring.models import Fact, Meeting, YearResult
from tests.build import World
from tests.posts import ELSEWHERE, Act, Post
from tests.scoring.facts.situations import declare, log_meeting, paper_year

CELL, OTHER = "cs1-cb1", "cs2-cb1"
FILLS = frozenset({"bithu", "nhapgiup"})
JUDGES = frozenset({"giupviec", "danguy"})


def _at(name: str, *more: int, code: str = CELL) -> str:
    return reverse(f"scoring:{name}", args=[code, *more])


def _typed() -> dict[str, str]:
    day = f"{timezone.localdate():%d/%m/%Y}"
    return {"held_on": day, "v_kind": "thuong_ky", "v_grade": "kha", "v_members": "12", "number": "10-BB/CB"}


def _add(world: World) -> Act:
    return Act(_at("meeting_add"), _typed(), _at("meeting_add", code=OTHER))


def _change(world: World) -> Act:
    line = log_meeting(world, CELL, "bithu")
    data = {**_typed(), "revision": str(line.revision)}
    return Act(_at("meeting", line.pk), data, _at("meeting", line.pk, code=OTHER))


def _strike(world: World) -> Act:
    line = log_meeting(world, CELL, "bithu")
    data = {"reason": "Ghi nhầm ngày", "revision": str(line.revision)}
    return Act(_at("meeting_strike", line.pk), data, _at("meeting_strike", line.pk, code=OTHER))


def _confirm_log(world: World) -> Act:
    line = log_meeting(world, CELL, "bithu")
    return Act(reverse("scoring:logs"), {"m": [f"{line.pk}-{line.revision}"]})


def _declare(world: World) -> Act:
    data = {"v-members_admitted": "2", "o-members_admitted": "", "r-members_admitted": "0"}
    return Act(_at("facts"), data, _at("facts", code=OTHER))


def _confirm_facts(world: World) -> Act:
    fact, paper = declare(world, CELL, "bithu", "disunity", False), paper_year(world, CELL, "bithu", 2023)
    data = {"f": [f"{fact.pk}-{fact.revision}"], "y": [f"{paper.pk}-0"]}
    return Act(reverse("scoring:facts_waiting"), data)


def _paper(world: World) -> Act:
    data = {"year": "2023", "value": "hoan_thanh", "number": "05-QĐ/ĐU", "day": "20/12/2023", "issuer": ""}
    return Act(_at("ledger_add"), data, _at("ledger_add", code=OTHER))


def _drop(world: World) -> Act:
    paper = paper_year(world, CELL, "bithu", 2023)
    return Act(_at("ledger_drop", paper.pk), {"reason": "Ghi nhầm năm"}, _at("ledger_drop", paper.pk, code=OTHER))


FACT_POSTS = (
    Post("scoring:logs", JUDGES, ELSEWHERE, _confirm_log),
    Post("scoring:meeting_add", FILLS, ELSEWHERE, _add),
    Post("scoring:meeting", FILLS, ELSEWHERE, _change),
    Post("scoring:meeting_strike", FILLS, ELSEWHERE, _strike),
    Post("scoring:facts_waiting", JUDGES, ELSEWHERE, _confirm_facts),
    Post("scoring:facts", FILLS, ELSEWHERE, _declare),
    Post("scoring:ledger_add", FILLS, ELSEWHERE, _paper),
    Post("scoring:ledger_drop", FILLS | JUDGES, ELSEWHERE, _drop),
)


def _of_first(name: str, model: type[Meeting | YearResult]) -> Callable[[World], str]:
    return lambda world: _at(name, model.objects.filter(organization=world.organizations[CELL]).first().pk)


def _history(world: World) -> str:
    fact = Fact.objects.filter(organization=world.organizations[CELL]).first()
    return reverse("scoring:fact_history", args=[CELL, fact.field])


# (view, reader, address)
FACT_PAGES: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("scoring:logs", "danguy", lambda world: reverse("scoring:logs")),
    ("scoring:log", "bithu", lambda world: _at("log")),
    ("scoring:meeting_add", "bithu", lambda world: _at("meeting_add")),
    ("scoring:meeting", "bithu", _of_first("meeting", Meeting)),
    ("scoring:meeting_strike", "bithu", _of_first("meeting_strike", Meeting)),
    ("scoring:facts_waiting", "danguy", lambda world: reverse("scoring:facts_waiting")),
    ("scoring:facts", "bithu", lambda world: _at("facts")),
    ("scoring:fact_history", "bithu", _history),
    ("scoring:ledger", "bithu", lambda world: _at("ledger")),
    ("scoring:ledger_add", "bithu", lambda world: _at("ledger_add")),
    ("scoring:ledger_drop", "danguy", _of_first("ledger_drop", YearResult)),
)
