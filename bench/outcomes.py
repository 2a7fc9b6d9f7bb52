"""Another outcome set for a round whose sheets are handed in: whom it would touch, and setting it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from bench.measure import Figure, alone
from organizations.models import User
from scoring.models import Assessment, Evaluation, Mark, OutcomeSet, Round, RoundRubric
from scoring.rounds.affected import affected
from scoring.rounds.outcomes import bind_outcomes
from scoring.rubrics.publish import load_outcomes

# Seconds of an administrator who presses a button: within the time after which a proxy gives a request up.
MOST = 5


def _hand_in_all(lines: list[RoundRubric]) -> int:
    """Let every sheet stand where its self-score is handed in and no body has concluded; return how many there are."""
    now, today = timezone.now(), timezone.localdate()
    sheets = Evaluation.objects.filter(rule__in=lines, withdrawn_at=None)
    stages = Assessment.objects.filter(evaluation__in=sheets)
    stages.exclude(kind="self").update(
        state="waiting", opened_at=None, done_at=None, done_by_id=None, conclusion="", minutes_number="",
        meeting_date=None,
    )  # fmt: skip
    stages.filter(kind="self").update(
        state="done", opened_at=now, done_at=now, done_by_id=1, minutes_number="08-BB", meeting_date=today,
        meeting_due=12, meeting_present=11,
    )  # fmt: skip
    blank = list(
        Mark.objects.filter(assessment__evaluation__in=sheets, assessment__kind="self", revision=0)
        .filter(criterion__kind="points")
        .select_related("criterion")
    )  # fmt: skip
    for mark in blank:
        mark.value = mark.criterion.maximum or Decimal(0)
    Mark.objects.bulk_update(blank, ["value"], batch_size=500)
    return sheets.count()


def _raised(line: RoundRubric) -> OutcomeSet:
    """The line's outcome set with a threshold that another sheet stands below."""
    if line.outcome_set is None:
        raise SystemExit("a line of the demonstration has no outcome set")
    data = line.outcome_set.data
    first, *others = data["outcomes"]
    raised = {**first, "least_total": "99.5"}
    return load_outcomes({**data, "name": "Mức khác", "outcomes": [raised, *others]}, line.version.rubric, actor=None)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome_figures() -> list[Figure]:
    """Every sheet of the largest round judged again: to show whom another set would touch, and to set it."""
    actor = User.objects.get(username="quantri")
    with _taken_back():
        largest = Round.objects.filter(state="open").annotate(sheets=Count("evaluations")).latest("sheets")
        lines = list(
            largest.rubrics.filter(outcome_set__isnull=False, evaluations__isnull=False)
            .select_related("version__rubric", "round__owner__organization", "outcome_set")
            .distinct()
        )  # fmt: skip
        count = _hand_in_all(lines)
        raised = {line.pk: _raised(line) for line in lines}

        def look() -> None:
            for line in lines:
                affected(line, raised[line.pk], actor=actor)

        def bind() -> None:
            with _taken_back():
                done = sum(bind_outcomes(line, raised[line.pk], actor=actor) for line in lines)
            if done != count:
                raise SystemExit(f"{done} of {count} sheets were judged again")

        return [
            alone(f"{count} sheets judged under another outcome set, shown", look, most=MOST, rounds=3),
            alone(f"{count} sheets judged again as it is set", bind, most=MOST, rounds=3),
        ]
