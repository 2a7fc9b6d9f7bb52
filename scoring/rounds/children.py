"""Rounds within a year's round: a quarterly review, a monthly one, whose results stand beside the year's sheet."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Programme, Round, RoundRubric, Stage
from scoring.rounds.open import RoundError

MONTHS = {"month": 1, "quarter": 3}
WORDS = {"month": "Tháng", "quarter": "Quý"}
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Part:
    """One quarter or month of the year of a round, by number from 1."""

    kind: str
    number: int
    start: date
    end: date

    @property
    def label(self) -> str:
        """Quý II, Tháng 5."""
        return part_label(self.kind, self.start)


def part_label(kind: str, start: date) -> str:
    """Return what people call the quarter or month that begins on a day."""
    number = (start.month - 1) // MONTHS[kind]
    return f"{WORDS[kind]} {ROMAN[number] if kind == 'quarter' else number + 1}"


def period_words(round_: Round) -> str:
    """Return the period of a round inside a sentence: "năm 2026", "quý II năm 2026", "tháng 5 năm 2026"."""
    year = f"năm {round_.year}"
    return f"{_lower_first(part_label(round_.period, round_.start))} {year}" if round_.period in MONTHS else year


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def part_kind(programme: Programme) -> str:
    """Return by what a year of this programme is looked at: monthly where it is a monthly one, else by quarter."""
    return "month" if programme.period == "month" else "quarter"


def parts_of(round_: Round) -> list[Part]:
    """Return the quarters or months of a year's round; nothing of any other round."""
    if round_.period != "year" or round_.parent_id is not None:
        return []
    kind, year = part_kind(round_.programme), round_.year
    step = MONTHS[kind]
    parts = []
    for number, month in enumerate(range(1, 13, step), 1):
        last = month + step - 1
        parts.append(Part(kind, number, date(year, month, 1), date(year, last, monthrange(year, last)[1])))
    return parts


def parts_left(round_: Round) -> list[Part]:
    """Return the parts of a year's round that were not set up yet."""
    parts = parts_of(round_)
    made = set(round_.children.values_list("start", flat=True)) if parts else set()
    return [each for each in parts if each.start not in made]


@transaction.atomic
def prepare_part(round_: Round, number: int, *, actor: User, deadline: date) -> Round:
    """Draft the review of one quarter or month of an open year's round, until `deadline`.

    It has the same rubrics and outcomes, and of every chain the steps that the unit itself takes. Raises Refused, and
    RoundError where the round is not an open one of a year, has no such part, has it already, or the day cannot be.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("owner__organization", "programme").get(
        pk=round_.pk
    )  # fmt: skip
    require(actor, "round.create", round_.owner)
    part = next((each for each in parts_of(round_) if each.number == number), None)
    if part is None:
        raise RoundError(["Chỉ lập được kỳ trong năm dưới đợt của cả năm."])
    if round_.state != Round.State.OPEN:
        raise RoundError(["Hãy mở đợt của cả năm trước."])
    if deadline < part.start:
        raise RoundError(["Hạn tự chấm phải từ ngày đầu của kỳ trở đi."])
    if round_.children.filter(start=part.start).exists():
        raise RoundError([f"Đã lập kỳ này: {part.label}."])
    child = Round.objects.create(
        programme=round_.programme, owner=round_.owner, parent=round_, call=round_.call, period=part.kind,
        name=f"{part.label}: {round_.name}"[:200], start=part.start, end=part.end, contact=round_.contact,
    )  # fmt: skip
    _copy(round_, child, deadline)
    log("round.prepare_part", child, actor=actor, organization_id=round_.owner.organization_id, of=round_.pk)
    return child


def _copy(round_: Round, child: Round, deadline: date) -> None:
    lines = list(round_.rubrics.order_by("pk"))
    for line in lines:
        line.pk, line.round = None, child
    RoundRubric.objects.bulk_create(lines)
    stages = list(round_.stages.filter(source=Stage.Source.SELF).order_by("pk"))
    for stage in stages:
        stage.pk, stage.round, stage.deadline = None, child, deadline
    Stage.objects.bulk_create(stages)
