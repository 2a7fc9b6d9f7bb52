"""Outcome sets of a rubric: those that stand, in words, and a new one out of a workbook."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from config.common.vietnamese import format_points
from organizations.access import can, current_user, require
from scoring.models import OutcomeSet, RubricVersion
from scoring.permissions import visible_versions
from scoring.pure.check_outcomes import check_outcomes
from scoring.pure.outcome import parse_outcomes
from scoring.pure.outcome_data import Floor, Outcome, OutcomeSetData
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import RubricData, parse
from scoring.pure.sentences import fields_of, labels_of, rule_sentences
from scoring.rubrics.builder.common import page, refusal, standing
from scoring.rubrics.builder.file_views import UploadForm, packed, read_upload, unpacked
from scoring.rubrics.load import outcomes_of, rubric_of
from scoring.rubrics.publish import load_outcomes

NO_OUTCOMES = "Tệp này không có mức xếp loại của bộ tiêu chí này."
NOT_FITTING = "Bộ mức xếp loại còn chỗ chưa khớp với bộ tiêu chí: hãy sửa tệp rồi tải lên lại."


@require_http_methods(["GET", "HEAD", "POST"])
def outcome_sets(request: HttpRequest, pk: int) -> HttpResponse:
    """The outcome sets of a rubric, the newest first; POST tries a workbook, or stores what was tried."""
    versions = visible_versions(current_user(request)).select_related("rubric__programme")
    version = get_object_or_404(versions, pk=pk)
    user = current_user(request)
    context: dict[str, Any] = {}
    require(user, "rubric.view", version)
    (status, problems), form = standing(), UploadForm()
    if request.method == "POST":
        require(user, "outcomes.add", version.rubric)
        if "packed" in request.POST:
            status, problems, context = _taken(request, version)
            if not status:
                messages.success(request, "Đã thêm bộ mức xếp loại. Đặt cho đợt đánh giá ở trang của đợt.")
                return redirect("scoring:outcome_sets", version.pk)
        else:
            form = UploadForm(request.POST, request.FILES)
            status, problems, context = _tried(form, version)
    data = rubric_of(version).data
    sets = [_shown(each, data) for each in version.rubric.outcome_sets.order_by("-number")]
    return page(
        request, "sets", version, "Mức xếp loại", status=status, problems=problems, form=form, sets=sets,
        may=bool(can(user, "outcomes.add", version.rubric)), **context,
    )  # fmt: skip


def _taken(request: HttpRequest, version: RubricVersion) -> tuple[int, list[str], dict[str, Any]]:
    """Store what was tried; where it does not fit, what was tried is shown again with its faults."""
    context: dict[str, Any] = {}

    def act() -> None:
        held = unpacked(request.POST["packed"])
        if not held["outcomes"] or held["rubric"]["code"] != version.rubric.code:
            raise RubricError([Problem("", NO_OUTCOMES)])
        rubric, outcomes = parse(held["rubric"]), parse_outcomes(held["outcomes"])
        if problems := check_outcomes(rubric, outcomes):
            context.update(_trial(rubric, outcomes, [problem.message for problem in problems]))
            raise RubricError([Problem("", NOT_FITTING)])
        load_outcomes(held["outcomes"], version.rubric, actor=current_user(request))

    status, problems = refusal(act)
    return status, problems, context


def _tried(form: UploadForm, version: RubricVersion) -> tuple[int, list[str], dict[str, Any]]:
    if not form.is_valid():
        return UNPROCESSABLE, [], {}
    try:
        found = read_upload(form)
        if found.outcomes is None or found.rubric.code != version.rubric.code:
            raise RubricError([Problem("", NO_OUTCOMES)])
        sent = packed(found)
    except RubricError as error:
        return UNPROCESSABLE, [problem.message for problem in error.problems], {}
    faults = [problem.message for problem in found.located(check_outcomes(found.rubric, found.outcomes))]
    return 200, [], _trial(found.rubric, found.outcomes, faults) | {"packed": sent}


def _trial(rubric: RubricData, outcomes: OutcomeSetData, faults: list[str]) -> dict[str, Any]:
    """What is shown of a set that is tried."""
    levels = [_level(each, rubric) for each in outcomes.outcomes]
    return {"faults": faults, "tried": outcomes, "levels": levels}


def _shown(each: OutcomeSet, data: RubricData) -> dict[str, Any]:
    found = outcomes_of(each)
    return {"set": each, "levels": [_level(level, data) for level in found.outcomes] if found else []}


def _level(level: Outcome, data: RubricData) -> tuple[str, list[str]]:
    """The name of an outcome and what it asks for, in sentences."""
    found = ["Được công nhận danh hiệu."] if level.recognises else []
    if level.least_total is not None:
        found.append(f"Tổng điểm từ {format_points(level.least_total)}.")
    if level.least_base is not None:
        found.append(f"Tổng điểm không kể điểm thưởng từ {format_points(level.least_base)}.")
    found += [_floor(each, data) for each in level.floors]
    if level.must_pass:
        found.append(f"Phải đạt các mục {', '.join(map(data.label, level.must_pass))}.")
    fields, labels = fields_of(data), labels_of(data)
    found += [f"{rule_sentences(rule, '', fields, labels)[0]}." for rule in level.conditions]
    return level.name, found


def _floor(floor: Floor, data: RubricData) -> str:
    place = f"Mục {data.label(floor.row)}" if floor.row in data.by_code else "Cả phiếu"
    least = f"{format_points(floor.points)} điểm" if floor.points is not None else f"{format_points(floor.percent)}%"
    return f"{place} từ {least}."
