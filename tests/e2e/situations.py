"""A world at work: a sheet in every stage, decisions in every state, a round being prepared."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from organizations.people import appoint
from recognition.decisions.issue import issue
from recognition.register import DECISIONS, reserve, series_for
from scoring.appraisal.complete import Conclusion, conclude, hand_on
from scoring.models import Evaluation, Round
from scoring.rounds.open import Deadlines, prepare_round
from scoring.sheets.submit import submit_sheet
from tests.build import LONG_AGO, World, appraise, cite, decide, enter, full_marks, meeting, sheet, submit
from tests.recognition.situations import complete, draft, world_with_round
from tests.replay import remembered


@remembered
def world_at_work() -> tuple[World, Round]:
    """Return the tree with its round: cs1-cb1 is being filled, cs2-cb1 appraised, cbcs waits for its conclusion,
    cs2-cb2 for a decision, cs1 stands in a draft, cs1-cb2 in an issued decision; a number is reserved.
    """
    world, round_ = world_with_round()
    half_filled(world)
    half_appraised(world)
    appraise(world, "cbcs")
    conclude_second(world, "cs2-cb2", "bithu2", "giupviec2", "danguy2")
    draft(world, round_, [decide(world, "cs1")], ("tren", "standing"))
    conclude_second(world, "cs1-cb2", "bithu", "giupviec", "danguy")
    decision = complete(world, draft(world, round_, [sheet("cs1-cb2")]))
    today = timezone.localdate()
    issue(decision, actor=world.user("vanthu_cs"), day=today)
    series = series_for(world.body("cs1", "committee"), DECISIONS, today)
    reserve(series, actor=world.user("vanthu_cs"), number=9, suffix="", summary="Quyết định khen thưởng")
    prepare_next(world, today)
    return world, round_


@remembered
def conclude_second(world: World, code: str, secretary: str, appraiser: str, approver: str) -> None:
    """Take the second cell of a base committee to its conclusion; its secretary is that of the first."""
    appoint(world.user(secretary), "secretary", actor=None, start=LONG_AGO, organization=world.organizations[code])
    enter(sheet(code), world.user(secretary), full_marks(sheet(code)))
    submit_sheet(sheet(code), actor=world.user(secretary), meeting=meeting())
    enter(sheet(code), world.user(appraiser), full_marks(sheet(code)))
    hand_on(sheet(code), actor=world.user(appraiser))
    held = Conclusion(recognised=True, day=timezone.localdate(), minutes_number="08-BB/ĐU")
    conclude(sheet(code), actor=world.user(approver), conclusion=held)


@remembered
def half_filled(world: World) -> Evaluation:
    """Fill the group rows of one half of a sheet, with an explanation and a proof."""
    marks = full_marks(sheet("cs1-cb1"))
    enter(sheet("cs1-cb1"), world.user("bithu"), dict(list(marks.items())[:9]), "Có báo cáo kèm theo.")
    cite(world, "cs1-cb1", "I.1.1")
    return sheet("cs1-cb1")


@remembered
def half_appraised(world: World) -> Evaluation:
    """Submit a sheet and appraise one half of it, lower than the unit did."""
    marks = full_marks(submit(world, "cs2-cb1"), Decimal("0.8"))
    enter(sheet("cs2-cb1"), world.user("giupviec2"), dict(list(marks.items())[:9]), "Thiếu một kỳ sinh hoạt.")
    return sheet("cs2-cb1")


@remembered
def prepare_next(world: World, today: date) -> Round:
    """Prepare next year's round; it stays a draft."""
    assert world.programme is not None
    year, last = today.year + 1, [today + timedelta(days=days) for days in (400, 410, 420)]
    return prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name=f"Chấm “bốn tốt” năm {year}", start=date(year, 1, 1), end=date(year, 12, 31),
        deadlines=Deadlines(*last),
    )  # fmt: skip
