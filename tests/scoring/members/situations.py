"""A round of members, with lists in any state. All names are invented."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from scoring.appraisal.complete import Conclusion, conclude
from scoring.members.services import add_candidates, hand_in
from scoring.models import Evaluation, OutcomeSet, Round
from scoring.pure.marks import MarkValue
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import marks_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting
from tests.build import APPROVER, SELF, World
from tests.replay import remembered
from tests.scoring.registration.situations import CELL, MEMBERS, load_title

ONE, TWO, THREE = "Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba"
# A round whose names are due: its period ended more than the months of retention ago.
LONG_OVER = 3


@remembered
def member_round(
    world: World, years_ago: int = 0, *, opened: bool = True, owner: tuple[str, str] = ("tren", "standing")
) -> Round:
    """Return a round of members whose steps are due in ten days."""
    programme = load_title(MEMBERS)
    year, ahead = timezone.localdate().year - years_ago, timezone.localdate() + timedelta(days=10)
    rubric = programme.kinds[0]["rubric"]
    round_ = prepare_round(
        actor=world.user("quantri"), programme=programme, owner=world.body(*owner),
        name=f"Xét đảng viên năm {year}", start=date(year, 1, 1), end=date(year, 12, 31),
        deadlines=Deadlines(ahead, ahead, ahead),
        outcome_sets={rubric: OutcomeSet.objects.get(rubric__code=rubric)},
    )  # fmt: skip
    if opened:
        open_round(round_, actor=world.user("quantri"))
    return Round.objects.get(pk=round_.pk)


@remembered
def listed(world: World, round_: Round, names: Sequence[str] = (ONE, TWO), code: str = CELL) -> list[Evaluation]:
    """Put members on the list of a cell, as its secretary would."""
    return add_candidates(round_, world.organizations[code], actor=world.user(SELF[code]), names=list(names))


@remembered
def marked(world: World, round_: Round, failed: str = "", code: str = CELL) -> None:
    """Mark every content of every sheet of a cell; of the member `failed` the last one is not reached."""
    for sheet in Evaluation.objects.filter(round=round_, organization__code=code).select_related("current", "version"):
        codes = rubric_of(sheet.version).codes
        marks = marks_of(sheet.current)
        last = marks[-1].pk
        entered = {
            codes[mark.criterion_id]: Entered(
                mark.revision, MarkValue(choice="fail" if sheet.subject == failed and mark.pk == last else "pass"),
                "Theo nhận xét",
            )
            for mark in marks
        }  # fmt: skip
        save_rows(sheet.current, actor=world.user(SELF[code]), save_id=uuid4(), entered=entered)


@remembered
def handed_in(world: World, round_: Round, failed: str = "", code: str = CELL) -> list[Evaluation]:
    """Mark and hand in the whole list of a cell, and return its sheets by name."""
    marked(world, round_, failed, code)
    today = timezone.localdate()
    meeting = Meeting(today, 12, 11, "12-BB/CB", "05-TTr/CB", today)
    hand_in(round_, world.organizations[code], actor=world.user(SELF[code]), meeting=meeting)
    return sheets(round_, code)


@remembered
def concluded(world: World, round_: Round, code: str = CELL) -> list[Evaluation]:
    """Conclude every sheet of a cell as it was proposed."""
    for sheet in sheets(round_, code):
        own = sheet.assessments.order_by("position").first()
        conclude(
            sheet, actor=world.user(APPROVER[code]),
            conclusion=Conclusion(own.result["recognises"], timezone.localdate(), "08-BB/ĐU"),
        )  # fmt: skip
    return sheets(round_, code)


def sheets(round_: Round, code: str = CELL) -> list[Evaluation]:
    """Return the sheets of a cell, in the order of names."""
    found = Evaluation.objects.filter(round=round_, organization__code=code).select_related("current", "organization")
    return list(found.order_by("sort", "pk"))
