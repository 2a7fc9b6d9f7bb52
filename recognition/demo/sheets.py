"""Taking one sheet of the demonstration as far as its case says, stage by stage, as the people of its chain would."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db.models import Q

from organizations.access import forget_rights
from organizations.models import Assignment, User
from recognition.demo.cases import Case, Unit
from recognition.demo.known import tell
from recognition.demo.work import STAGES, Work
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import Conclusion, conclude, hand_on, proposed
from scoring.models import Assessment, Evaluation, Stage
from scoring.pure.arithmetic import MarkValue
from scoring.pure.rubric import Row
from scoring.pure.spec import PassFailSpec
from scoring.rubrics.load import rubric_of
from scoring.sheets.marks import laid_aside, marks_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting, asks_for_request, submit_sheet
from scoring.workflow import evaluation_with_work, stage_at_work

DECIDED = STAGES.index("decided")


def acting(where: Q) -> User:
    """Return somebody who holds a post, his rights read anew."""
    post = Assignment.objects.filter(where, end__isnull=True).select_related("user").order_by("pk").first()
    if post is None:
        raise LookupError(f"Không có ai được phân công: {where}")
    forget_rights(post.user)
    return post.user


def secretary_of(evaluation: Evaluation) -> User:
    """Return the secretary of the unit of a sheet."""
    return acting(Q(organization=evaluation.organization, role="secretary"))


def meeting_of(work: Work, evaluation: Evaluation) -> Meeting:
    """Return a meeting of today that adopts a sheet, with a request where the chain asks for one."""
    if asks_for_request(evaluation):
        return Meeting(work.today, 12, 12, "12-BB/CB", "05-TTr/CB", work.today)
    return Meeting(work.today, 12, 12, "12-BB/CB")


def take(work: Work, case: Case, unit: Unit, evaluation: Evaluation) -> None:
    """Write down what is known of a unit and take its sheet as far as the case says."""
    tell(work, case, unit, evaluation)
    goal = STAGES.index(unit.goal)
    if not goal:
        return
    secretary = secretary_of(evaluation)
    enter(evaluation, secretary, _marks(evaluation, unit.choices), case.plain.get("explanation", ""))
    submit_sheet(evaluation, actor=secretary, meeting=meeting_of(work, evaluation))
    if goal > 1:
        judge(work, evaluation.pk, concluded=goal == DECIDED)


def _marks(evaluation: Evaluation, choices: Mapping[str, Any]) -> dict[str, MarkValue]:
    """Return the marks of a case, the best where it says nothing; rows set aside are left out."""
    loaded = rubric_of(evaluation.version)
    aside = {loaded.codes[mark.criterion_id] for mark in marks_of(stage_at_work(evaluation)) if laid_aside(mark)}
    return {
        row.code: _mark(row, choices[row.code] if row.code in choices else _best(row))
        for row in loaded.data.leaves()
        if row.code not in aside
    }


def _best(row: Row) -> Any:
    return "pass" if isinstance(row.spec, PassFailSpec) else row.maximum


def _mark(row: Row, said: Any) -> MarkValue:
    if said is None:
        return MarkValue()
    return MarkValue(choice=said) if isinstance(row.spec, PassFailSpec) else MarkValue(value=Decimal(said))


def enter(evaluation: Evaluation, actor: User, marks: Mapping[str, MarkValue], explanation: str = "") -> None:
    """Save rows as their page would. Raises RuntimeError naming rows that were refused."""
    current = stage_at_work(evaluation)
    codes = rubric_of(evaluation.version).codes
    revisions = {codes[mark.criterion_id]: mark.revision for mark in marks_of(current)}
    entered = {code: Entered(revisions[code], value, explanation) for code, value in marks.items()}
    done = save_rows(current, actor=actor, entered=entered, save_id=uuid4())
    if not done.complete:
        raise RuntimeError(f"{evaluation}: {done.refused}")


def judge(work: Work, key: int, *, concluded: bool) -> None:
    """Let every body of the chain accept what the unit gave itself, and the last one conclude where it is due."""
    while True:
        evaluation = evaluation_with_work().get(pk=key)
        current = evaluation.current
        if current is None:
            return
        actor = acting(Q(body=current.body, role=current.role))
        if current.kind == Stage.Kind.APPROVAL:
            if concluded:
                done: Assessment | None = proposed(evaluation)
                recognised = done is not None and bool(done.result["recognises"])
                conclude(evaluation, actor=actor, conclusion=Conclusion(recognised, work.today, "08-BB/ĐU"))
            return
        accept_untouched(evaluation, actor=actor)
        hand_on(evaluation, actor=actor)
