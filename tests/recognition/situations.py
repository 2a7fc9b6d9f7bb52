"""Decisions in any state, on top of the situations that the lower rooms build."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone

from recognition.decisions.draft import draft_decision, edit_decision
from recognition.decisions.issue import issue
from recognition.decisions.wording import load_form
from recognition.models import Decision
from scoring.models import Assessment, Evaluation, Round
from tests.build import World, build_round, build_world, decide, fixture
from tests.replay import remembered

# Which clerk drafts for which body.
CLERKS = {("cs1", "committee"): "vanthu_cs", ("cs2", "committee"): "vanthu_cs2", ("tren", "standing"): "vanthu"}
GUIDE = "Căn cứ Hướng dẫn số 07-HD/TU ngày 26/6/2024 của Ban Thường vụ Tỉnh ủy về mô hình “bốn tốt”"
SIGNER = "Người Ký Ví Dụ"


@remembered
def load_forms() -> None:
    """Load the two forms of decision."""
    for name in ("quyet-dinh-chi-bo", "quyet-dinh-tccsd"):
        load_form(fixture(f"papers/{name}.yaml"), None)


@remembered
def world_with_round(*, cells: int = 2, outcomes: str | None = "outcomes/s0-minh-hoa.yaml") -> tuple[World, Round]:
    """Return the tree, and its round with the forms of decision loaded."""
    world = build_world(cells=cells)
    round_ = build_round(world, outcomes=outcomes)
    load_forms()
    return world, round_


@remembered
def draft(
    world: World, round_: Round, units: Iterable[Evaluation], body: tuple[str, str] = ("cs1", "committee")
) -> Decision:
    """Return a draft of these units as the form words it: with the gaps of the printed form."""
    return draft_decision(actor=world.user(CLERKS[body]), body=world.body(*body), round_=round_, evaluations=units)


@remembered
def complete(world: World, decision: Decision, **changes: Any) -> Decision:
    """Fill what the office has to fill before issue."""
    clerk = next(name for body, name in CLERKS.items() if world.body(*body).pk == decision.body_id)
    bases = [GUIDE if "....." in line else line for line in decision.context["bases"]]
    return edit_decision(
        decision, actor=world.user(clerk), revision=decision.revision,
        changes={"bases": bases, "signer": SIGNER, **changes},
    )  # fmt: skip


@remembered
def ready(world: World, round_: Round, code: str = "cs1-cb1", body: tuple[str, str] = ("cs1", "committee")) -> Decision:
    """Take one unit from its self-score to a draft that lacks nothing."""
    return complete(world, draft(world, round_, [decide(world, code)], body))


@remembered
def issued(
    world: World, round_: Round, code: str = "cs1-cb1", body: tuple[str, str] = ("cs1", "committee")
) -> Decision:
    """Take one unit to its issued decision of today."""
    return issue(ready(world, round_, code, body), actor=world.user(CLERKS[body]), day=timezone.localdate())


def conclude_many(round_: Round, *, day: date | None = None) -> list[Evaluation]:
    """Plant recognising conclusions on all unfinished sheets of a round at once, for tests about many rows."""
    now = timezone.now()
    recognised = Case(When(kind="approval", then=Value("recognised")), default=Value(""))
    Assessment.objects.filter(evaluation__round=round_, evaluation__current__isnull=False).update(
        conclusion=recognised,
        state="done", opened_at=now, done_at=now, done_by_id=1, minutes_number="08-BB", total=90,
        meeting_date=day or timezone.localdate(), meeting_due=12, meeting_present=11, result={"total": "90"},
        request_number="05-TTr/CB", request_date=day or timezone.localdate(),
    )  # fmt: skip
    Evaluation.objects.filter(round=round_).update(current=None)
    return list(Evaluation.objects.filter(round=round_).select_related("organization"))
