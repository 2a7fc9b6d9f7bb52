"""Members of cells who stand for a title in the demonstration; their names are invented."""

from django.db.models import Q

from recognition.demo.cases import Case
from recognition.demo.sheets import acting, enter, judge, meeting_of
from recognition.demo.work import STAGES, Work
from scoring.members.services import add_candidates
from scoring.models import Round
from scoring.pure.arithmetic import MarkValue
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import submit_sheet
from scoring.workflow import evaluation_with_work


def list_members(work: Work, case: Case, round_: Round) -> None:
    """List the candidates of a case and take each sheet as far as it says."""
    for plain in case.plain.get("members", ()):
        unit = work.demo.organizations[plain["unit"]]
        actor = acting(Q(organization=unit, role="secretary"))
        [added] = add_candidates(round_, unit, actor=actor, names=[plain["name"]])
        evaluation = evaluation_with_work().get(pk=added.pk)
        said = plain.get("choices", {})
        contents = {row.code: said.get(row.code, "pass") for row in rubric_of(evaluation.version).data.leaves()}
        marks = {code: MarkValue(choice=choice) for code, choice in contents.items() if choice}
        enter(evaluation, actor, marks, "Ghi theo bản tự nhận xét của đảng viên")
        goal = STAGES.index(plain["goal"])
        if goal:
            submit_sheet(evaluation, actor=actor, meeting=meeting_of(work, evaluation))
        if goal > 1:
            judge(work, evaluation.pk, concluded=goal == STAGES.index("decided"))
