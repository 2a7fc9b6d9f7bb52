"""Pages of rounds: preparing, looking over, opening, binding outcomes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.common.charts import Chart
from config.common.http import UNPROCESSABLE
from organizations.access import Refused, can, current_user, in_scope, require, visible_organizations
from organizations.models import Body, BodyKind, Role, User
from scoring.models import Assessment, OutcomeSet, Programme, Round, RoundRubric, Stage
from scoring.names import MEMBER
from scoring.permissions import counted_evaluations, visible_evaluations, visible_rounds
from scoring.progress import by_state, handed_in
from scoring.rounds.children import parts_left, parts_of
from scoring.rounds.forms import CloneForm, OutcomeForm, PartForm, RoundForm, UnitForm, WithdrawForm
from scoring.rounds.open import RoundError, open_round, prepare_round
from scoring.rounds.units import add_unit, withdraw_unit
from scoring.rubrics.rules import rules_of
from scoring.workflow import MARKING

OWNERS = (BodyKind.STANDING, BodyKind.COMMITTEE)


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds that concern the reader."""
    rounds = (
        visible_rounds(current_user(request)).select_related("programme", "owner").annotate(sheets=Count("evaluations"))
    )
    return render(
        request, "scoring/round_list.html",
        {"page_title": "Đợt đánh giá", "rounds": rounds, "may_create": owners_of(current_user(request)).exists()},
    )  # fmt: skip


def owners_of(user: User) -> Any:
    """Return the bodies in whose name `user` may open a round."""
    scope = in_scope(user, "organization__", (Role.ADMINISTRATOR,))
    return Body.objects.filter(scope, kind__in=OWNERS, active=True).order_by("organization__path", "-kind")


@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request: HttpRequest) -> HttpResponse:
    """Prepare a round; it opens with a second act, after a look at what it will do."""
    owners = owners_of(current_user(request))
    if not owners.exists():
        raise Refused("Chỉ người quản trị được mở đợt đánh giá.")
    year = timezone.localdate().year
    programmes = Programme.objects.exclude(kinds=[]).order_by("name")
    form = RoundForm(request.POST or None, programmes=programmes, owners=owners, initial={"year": year})
    if request.method == "POST" and form.is_valid():
        try:
            round_ = prepare_round(actor=current_user(request), **form.arguments())
        except RoundError as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, "Đã lập đợt đánh giá ở dạng dự thảo. Hãy xem lại rồi mở.")
            return redirect("scoring:round", round_.pk)
    context = {
        "page_title": "Lập đợt đánh giá",
        "breadcrumbs": [("Đợt đánh giá", "/dot/"), ("Lập đợt", "")],
        "form": form,
    }
    return render(request, "scoring/round_form.html", context, status=UNPROCESSABLE if form.errors else 200)


def visible_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that the reader may see; 404 otherwise."""
    rounds = visible_rounds(current_user(request)).select_related("programme", "owner", "owner__organization")
    return get_object_or_404(rounds, pk=pk)


@require_safe
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A round: lines, chains, deadlines, and how far the sheets of the reader's scope are."""
    return round_page(request, visible_round(request, pk))


def round_page(request: HttpRequest, round_: Round, problems: list[str] | None = None) -> HttpResponse:
    """Return the page of a round, with what could not be done on top."""
    administers = bool(can(current_user(request), "round.create", round_.owner))
    lines = list(round_.rubrics.select_related("level", "branch", "sector", "version__rubric", "outcome_set"))
    stages = list(round_.stages.select_related("level"))
    sets = _outcome_sets(lines) if administers else None
    context = {
        "page_title": round_.name,
        "page_caption": round_.programme.name,
        "breadcrumbs": [("Đợt đánh giá", "/dot/"), (round_.name, "")],
        "round": round_,
        "lines": [
            (
                line,
                [stage for stage in stages if stage.level_id == line.level_id],
                _outcome_form(line, sets),
            )
            for line in lines
        ],
        "charts": _charts(current_user(request), round_),
        "may_open": bool(can(current_user(request), "round.open", round_)),
        "clone": CloneForm(initial={"year": round_.year + 1}) if administers and round_.parent_id is None else None,
        "may_set_deadlines": administers and round_.state != Round.State.CLOSED,
        "may_add_unit": round_.programme.subject != MEMBER and bool(can(current_user(request), "round.manage", round_)),
        "votes": rules_of(round_.programme).ballot is not None and round_.state != Round.State.DRAFT,
        "parts": _parts(current_user(request), round_),
        "part_form": _part_form(round_) if administers and round_.state == Round.State.OPEN else None,
        "problems": [("", problem) for problem in problems or []],
    }
    return render(request, "scoring/round.html", context, status=UNPROCESSABLE if problems else 200)


def _parts(user: User, round_: Round) -> list[Round]:
    """Return the quarters or months of a year's round that the reader sees."""
    return list(visible_rounds(user).filter(parent=round_).order_by("start")) if parts_of(round_) else []


def _part_form(round_: Round) -> PartForm | None:
    """Return the form for the next quarter or month, None where none is left."""
    left = parts_left(round_)
    return PartForm(left=left) if left else None


def _charts(user: User, round_: Round) -> list[Chart]:
    """Return how far the sheets of the reader's scope are; nothing before the round is open."""
    if round_.state == Round.State.DRAFT:
        return []
    by_day = handed_in(counted_evaluations(user).filter(round=round_), round_)
    return [by_state(progress(user, round_)), *([by_day] if by_day else [])]


def _outcome_sets(lines: list[RoundRubric]) -> dict[int, list[OutcomeSet]]:
    """Return the outcome sets that these lines may be bound to, newest first, by rubric."""
    found: dict[int, list[OutcomeSet]] = {}
    rubrics = {line.version.rubric_id for line in lines}
    for each in OutcomeSet.objects.filter(rubric__in=rubrics).defer("data").order_by("-number"):
        found.setdefault(each.rubric_id, []).append(each)
    return found


def _outcome_form(line: RoundRubric, sets: dict[int, list[OutcomeSet]] | None) -> OutcomeForm | None:
    """Return the form of a line; None for a reader who may not bind outcomes (`sets` is None)."""
    if sets is None:
        return None
    initial = {"outcome_set": str(line.outcome_set_id or "")}
    return OutcomeForm(sets=sets.get(line.version.rubric_id, []), initial=initial, prefix=f"line-{line.pk}")


def progress(user: User, round_: Round) -> list[tuple[str, int]]:
    """Return how many sheets of the reader's scope stand at each step: (label, count)."""
    approval = Assessment.objects.filter(evaluation=OuterRef("pk"), kind=Stage.Kind.APPROVAL)
    sheets = counted_evaluations(user).filter(round=round_, withdrawn_at__isnull=True)
    counts = sheets.annotate(concludes=Exists(approval)).aggregate(
        own=Count("pk", filter=Q(current__kind=Stage.Kind.SELF)),
        appraisal=Count("pk", filter=Q(current__kind__in=MARKING)),
        approval=Count("pk", filter=Q(current__kind=Stage.Kind.APPROVAL)),
        done=Count("pk", filter=Q(current__isnull=True, concludes=True)),
        ended=Count("pk", filter=Q(current__isnull=True, concludes=False)),
    )  # fmt: skip
    labels = {
        "own": "Đang tự chấm",
        "appraisal": "Đang thẩm định",
        "approval": "Chờ kết luận",
        "done": "Đã kết luận",
    }
    # A chain that nobody concludes ends all the same.
    ended = [("Đã xong", counts["ended"])] if counts["ended"] else []
    return [(label, counts[key]) for key, label in labels.items()] + ended


@require_POST
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a prepared round."""
    round_ = visible_round(request, pk)
    try:
        count = open_round(round_, actor=current_user(request))
    except RoundError as error:
        return round_page(request, round_, error.problems)
    messages.success(request, f"Đã mở đợt đánh giá: {count} hồ sơ.")
    return redirect("scoring:round", round_.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a unit that came later a sheet in an open round."""
    round_ = visible_round(request, pk)
    user = current_user(request)
    require(user, "round.manage", round_)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = visible_organizations(user).filter(code=form.cleaned_data["code"]).first()
        if unit is None:
            form.add_error("code", "Không có tổ chức đảng này trong phạm vi của đồng chí.")
        else:
            try:
                evaluation = add_unit(round_, unit, actor=user, reason=form.cleaned_data["reason"])
            except RoundError as error:
                form.add_error("code", " ".join(error.problems))
            else:
                messages.success(request, f"Đã bổ sung {evaluation.name} vào đợt.")
                return redirect("scoring:round", round_.pk)
    return _unit_page(request, round_, form, "Bổ sung đơn vị", "Bổ sung vào đợt")


@require_http_methods(["GET", "HEAD", "POST"])
def unit_withdraw(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """Take a unit out of an open round."""
    round_ = visible_round(request, pk)
    user = current_user(request)
    evaluation = get_object_or_404(visible_evaluations(user), pk=sheet, round=round_)
    require(user, "round.manage", round_)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_unit(evaluation, actor=user, reason=form.cleaned_data["reason"])
        except RoundError as error:
            form.add_error(None, " ".join(error.problems))
        else:
            messages.success(request, f"Đã rút {evaluation.name} khỏi đợt; hồ sơ vẫn xem được.")
            return redirect("scoring:round", round_.pk)
    return _unit_page(request, round_, form, f"Rút {evaluation.name} khỏi đợt", "Rút khỏi đợt")


def _unit_page(request: HttpRequest, round_: Round, form: Form, title: str, button: str) -> HttpResponse:
    context = {
        "page_title": title,
        "breadcrumbs": [("Đợt đánh giá", "/dot/"), (round_.name, f"/dot/{round_.pk}/"), (title, "")],
        "form": form,
        "button": button,
    }
    return render(request, "scoring/unit_form.html", context, status=UNPROCESSABLE if form.errors else 200)
