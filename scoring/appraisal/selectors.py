"""The board's list: every sheet that its bodies appraise or conclude, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone

from config.common.vietnamese import format_points
from organizations.access import rights
from organizations.models import User
from scoring.judging import JUDGES
from scoring.models import Assessment, Evaluation, Mark, Round, Stage
from scoring.permissions import visible_evaluations
from scoring.workflow import MARKING

# What boards write most; whatever a body writes itself comes before.
STOCK_REASONS = (
    "Chưa đủ minh chứng cho phần tự chấm.",
    "Nộp báo cáo chậm so với quy định.",
    "Kết quả chưa đạt so với kế hoạch.",
    "Sổ biên bản ghi chưa đầy đủ.",
)
MOST_REASONS, SHORT = 12, 200
# What waits at a step, by state of the list.
STEPS = {
    "tham-dinh": "Thẩm định",
    "kiem-tra": "Chấm theo kết quả kiểm tra",
    "bieu-quyet": "Ghi biểu quyết",
    "tham-dinh-tiep": "Thẩm định bước sau",
    "ket-luan": "Nhập kết luận",
}
STATES = {
    "cho": "Chờ đơn vị nộp",
    "tra-lai": "Đã trả lại, chờ đơn vị sửa",
    "tham-dinh": "Đang thẩm định",
    "kiem-tra": "Tổ kiểm tra đang chấm",
    "bieu-quyet": "Đang biểu quyết",
    "tham-dinh-tiep": "Thẩm định bước sau",
    "ket-luan": "Chờ kết luận",
    "xong": "Đã kết luận",
    "rut": "Đã rút",
}


@dataclass(frozen=True)
class Line:
    """One sheet of the list, as shown."""

    evaluation: Evaluation
    state: str
    rows: int
    filled: int
    self_total: Decimal | None
    appraised_total: Decimal | None
    outcome: str
    conclusion: str
    days_waiting: int | None
    late: bool

    @property
    def state_label(self) -> str:
        # A chain that ends without a conclusion has come to its end all the same.
        return "Đã xong" if self.state == "xong" and not self.conclusion else STATES[self.state]

    # What the page shows, made once: a template would format five hundred rows several times as slowly.
    key: str = ""
    url: str = ""
    officer: str = ""

    @property
    def name(self) -> str:
        return self.evaluation.subject or self.evaluation.name

    @property
    def parent(self) -> str:
        return self.evaluation.name if self.evaluation.subject else self.evaluation.parent_name

    @property
    def filled_text(self) -> str:
        return f"{self.filled}/{self.rows}" if self.rows else ""

    @property
    def self_text(self) -> str:
        return format_points(self.self_total)

    @property
    def appraised_text(self) -> str:
        return format_points(self.appraised_total)

    @property
    def difference_text(self) -> str:
        return format_points(self.difference)

    @property
    def waiting_text(self) -> str:
        return "" if self.days_waiting is None else str(self.days_waiting)

    @property
    def result_text(self) -> str:
        words = self.conclusion or self.outcome
        return words[:1].upper() + words[1:]

    @property
    def difference(self) -> Decimal | None:
        if self.self_total is None or self.appraised_total is None:
            return None
        return self.appraised_total - self.self_total


def acting_bodies(user: User, *roles: str) -> list[int]:
    """Return the bodies that `user` acts for in one of `roles`."""
    return [right.body_id for right in rights(user) if right.body_id and right.role in roles]


def judged_by(user: User) -> Q:
    """Return the condition that a stage is one in which `user` marks or concludes (the twin of `judges_in`)."""
    mine = Q(pk__in=[])
    for role in JUDGES:
        mine |= Q(role=role, body__in=acting_bodies(user, role))
    return mine & ~Q(kind=Stage.Kind.SELF)


def step_of() -> Case:
    """Return at which step a stage stands as an expression: a key of STEPS, as `state_of` has it."""
    again = Exists(
        Assessment.objects.filter(
            evaluation=OuterRef("evaluation"), position__lt=OuterRef("position"), kind__in=MARKING
        )
    )  # fmt: skip
    return Case(
        When(kind=Stage.Kind.APPROVAL, then=Value("ket-luan")),
        When(kind=Stage.Kind.TEAM, then=Value("kiem-tra")),
        When(kind=Stage.Kind.VOTE, then=Value("bieu-quyet")),
        When(again, then=Value("tham-dinh-tiep")),
        default=Value("tham-dinh"),
        output_field=CharField(),
    )


def board_sheets(user: User, round_: Round | None) -> QuerySet[Evaluation]:
    """Return the sheets with a stage at one of the bodies that `user` appraises or concludes for."""
    mine = Assessment.objects.filter(judged_by(user))
    found = visible_evaluations(user).filter(pk__in=mine.values("evaluation"))
    return found.filter(round=round_) if round_ else found


def board_rounds(user: User) -> list[Round]:
    """Return the rounds in which `user` has sheets to appraise or conclude, newest first."""
    rounds = Round.objects.filter(pk__in=board_sheets(user, None).values("round"))
    return list(rounds.order_by("-start", "pk"))


class At(NamedTuple):
    """What the list shows of a stage."""

    pk: int
    kind: str
    state: str
    total: Decimal | None
    conclusion: str
    deadline: date
    opened_at: datetime | None
    outcome: str | None


def state_of(evaluation: Evaluation, chain: Sequence[At]) -> str:
    """Return where a sheet with these stages, in their order, stands: a key of STATES."""
    if evaluation.withdrawn_at:
        return "rut"
    current = next((stage for stage in chain if stage.pk == evaluation.current_id), None)
    if current is None:
        return "xong"
    if current.state == Assessment.State.RETURNED:
        return "tra-lai"
    if current.kind != Stage.Kind.APPRAISAL:
        return _AT[Stage.Kind(current.kind)]
    first = next(stage for stage in chain if stage.kind in MARKING)
    return "tham-dinh" if first.pk == current.pk else "tham-dinh-tiep"


_AT = {
    Stage.Kind.SELF: "cho",
    Stage.Kind.TEAM: "kiem-tra",
    Stage.Kind.VOTE: "bieu-quyet",
    Stage.Kind.APPROVAL: "ket-luan",
}


def board_list(user: User, round_: Round) -> list[Line]:
    """Return every line of a round for `user`, in the order of the tree's names: five queries, however many rows."""
    evaluations = list(board_sheets(user, round_).select_related("officer").order_by("parent_name", "sort", "pk"))
    chains, filled = chains_of(evaluations), _filled(evaluations)
    address, today = reverse("scoring:appraise", args=[0]), timezone.localdate()
    return [_line(each, chains[each.pk], filled, address, today) for each in evaluations]


def wanted_lines(lines: Iterable[Line], state: str, officer: User | None) -> list[Line]:
    """Return the lines in one state (all where it is ""), and in the hands of one officer where one is given."""
    return [
        line
        for line in lines
        if (not state or line.state == state) and (officer is None or line.evaluation.officer_id == officer.pk)
    ]


def chains_of(evaluations: Iterable[Evaluation]) -> dict[int, list[At]]:
    """Return what the list shows of the stages of sheets, in their order, by key of the sheet: one query.

    Of what a stage came to that is the outcome's name: the rest would be decoded for nothing, as would whole stages.
    """
    found: dict[int, list[At]] = defaultdict(list)
    stages = Assessment.objects.filter(evaluation__in=[each.pk for each in evaluations]).order_by("position")
    columns = ("pk", "kind", "state", "total", "conclusion", "deadline", "opened_at", KT("result__name"))
    for key, *shown in stages.values_list("evaluation", *columns):
        found[key].append(At(*shown))
    return found


def _filled(evaluations: Iterable[Evaluation]) -> dict[int, tuple[int, int]]:
    currents = [evaluation.current_id for evaluation in evaluations if evaluation.current_id]
    counted = (
        Mark.objects.filter(assessment__in=currents)
        .order_by()
        .values_list("assessment")
        .annotate(rows=Count("pk"), filled=Count("pk", filter=_MARKED))
    )
    return {assessment: (rows, filled) for assessment, rows, filled in counted}


_MARKED = Q(value__isnull=False) | Q(choice__gt="") | Q(not_applicable=True) | Q(lines__0__isnull=False)


def _line(
    evaluation: Evaluation, chain: Sequence[At], filled: dict[int, tuple[int, int]], address: str, today: date
) -> Line:
    by_kind = {stage.kind: stage for stage in chain}
    own, approval = by_kind.get(Stage.Kind.SELF), by_kind.get(Stage.Kind.APPROVAL)
    # What the last of several bodies handed on is what counts; where none marks, it is the unit's own word.
    judging = [stage for stage in chain if stage.kind in MARKING]
    done = [stage for stage in judging if stage.state == Assessment.State.DONE]
    appraisal = done[-1] if done else None
    named = appraisal if judging else own
    rows, marked = filled.get(evaluation.current_id or 0, (0, 0))
    current = next((stage for stage in chain if stage.pk == evaluation.current_id), None)
    opened = current.opened_at if current and current.kind != Stage.Kind.SELF else None
    return Line(
        evaluation=evaluation,
        state=state_of(evaluation, chain),
        rows=rows,
        filled=marked,
        # While the unit corrects its sheet, what it had handed in before does not count.
        self_total=own.total if own and own.state == Assessment.State.DONE else None,
        appraised_total=appraisal.total if appraisal else None,
        outcome=(named.outcome or "") if named else "",
        conclusion=Assessment.Conclusion(approval.conclusion).label if approval and approval.conclusion else "",
        days_waiting=(today - timezone.localdate(opened)).days if opened else None,
        late=current is not None and current.deadline < today,
        key=str(evaluation.pk),
        url=address.replace("/0/", f"/{evaluation.pk}/"),
        officer=evaluation.officer.full_name if evaluation.officer else "",
    )


def next_sheet(user: User, evaluation: Evaluation) -> Evaluation | None:
    """Return the sheet to appraise after this one, in the order of the list: those in hand of `user` first."""
    waiting = (
        board_sheets(user, evaluation.round)
        .filter(current__in=Assessment.objects.filter(judged_by(user), kind__in=MARKING))
        .filter(withdrawn_at__isnull=True)
        .exclude(pk=evaluation.pk)
        .order_by("parent_name", "sort", "pk")
    )
    return waiting.filter(officer=user).first() or waiting.filter(officer__isnull=True).first()


def recent_reasons(assessment: Assessment) -> list[str]:
    """Return the reasons that this body gives most often, for choosing instead of typing."""
    given = Mark.objects.filter(assessment__body=assessment.body_id, assessment__kind=assessment.kind)
    counted = given.filter(explanation__gt="").order_by().values_list("explanation").annotate(count=Count("pk"))
    found = [words for words, _ in counted.order_by("-count", "explanation")[:MOST_REASONS] if len(words) <= SHORT]
    return found + [words for words in STOCK_REASONS if words not in found]
