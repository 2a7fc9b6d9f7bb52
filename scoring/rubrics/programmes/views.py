"""Pages of programmes: the list, one as a whole, and its kinds of units, rules and duties one by one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from organizations.models import Level
from scoring.models import Programme
from scoring.permissions import visible_programmes
from scoring.pure.kinds import ProgrammeData
from scoring.pure.programme import ProgrammeRules
from scoring.rubrics.builder.common import attempt, refusal, seen, standing
from scoring.rubrics.programmes import acts
from scoring.rubrics.programmes.common import address, form_page, page, programme_of
from scoring.rubrics.programmes.forms import HeadForm, KindForm
from scoring.rubrics.programmes.known import condition_words, heads_of, known_of
from scoring.rubrics.programmes.rules_form import DutyForm, RulesForm
from scoring.rubrics.programmes.selectors import rubrics_of, rules_words, shown_duties, shown_kinds
from scoring.rubrics.workbook import words as w

TITLE = "Mô hình"


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """All programmes and whether a round can be prepared by them."""
    user = current_user(request)
    require(user, "rubric.edit")
    rows = [
        (each, w.SUBJECTS[each.subject], w.PERIODS[each.period], str(len(each.kinds)))
        for each in visible_programmes(user).order_by("name")
    ]
    return page(request, "list", TITLE, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_create(request: HttpRequest) -> HttpResponse:
    """Begin a programme: its code is made of its name."""
    user = current_user(request)
    require(user, "rubric.edit")
    form, status = HeadForm(request.POST or None), 200
    if request.method == "POST":
        status, made = UNPROCESSABLE, list[Programme]()
        if form.is_valid():
            status = attempt(form, lambda: made.append(acts.create_programme(actor=user, **form.cleaned_data)))
        if not status:
            messages.success(request, "Đã lập mô hình. Lập bộ tiêu chí của mô hình, rồi khai từng loại tổ chức.")
            return redirect(address(made[0]))
    return page(request, "form", "Lập mô hình mới", status=status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme as a whole; POST takes a kind of units or a duty away."""
    programme = programme_of(request, pk)
    status, problems = standing()
    if request.method == "POST":
        status, problems = refusal(lambda: _remove(request, programme))
        if not status:
            messages.success(request, "Đã bỏ khỏi mô hình.")
            return redirect(address(programme))
        programme.refresh_from_db()
    data = acts.read_programme(programme)
    return page(
        request, "programme", programme.name, programme=programme, status=status,
        problems=[("", problem) for problem in problems], subject=w.SUBJECTS[programme.subject],
        period=w.PERIODS[programme.period], kinds=shown_kinds(programme, data),
        rules=[*rules_words(data.rules, said=_said(programme, data.rules))],
        registers=data.rules.registration is not None, duties=shown_duties(data), rubrics=bool(rubrics_of(programme)),
    )  # fmt: skip


def _said(programme: Programme, rules: ProgrammeRules) -> str:
    """The condition to register as a sentence; "" where there is none."""
    condition = rules.registration.eligibility if rules.registration else None
    return condition_words(condition, known_of(heads_of(programme), condition)) if condition else ""


def _remove(request: HttpRequest, programme: Programme) -> None:
    what, _, code = request.POST.get("remove", "").partition(":")
    remove = {"kind": acts.remove_kind, "duty": acts.remove_duty}.get(what)
    if remove is None:
        raise acts.DraftError("Chưa chọn phần cần bỏ.")
    remove(programme, code, actor=current_user(request), seen=seen(request))


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, subject and period."""
    programme = programme_of(request, pk)
    names = ("name", "subject", "period")
    form = HeadForm(request.POST or None, initial={name: getattr(programme, name) for name in names})

    def act() -> None:
        acts.update_head(programme, actor=current_user(request), seen=seen(request), **form.cleaned_data)

    return form_page(request, programme, form, act, title="Tên, kỳ đánh giá", done="Đã ghi.")


@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Add a kind of units (number 0) or change one, counted from 1."""
    programme = programme_of(request, pk)
    data = acts.read_programme(programme)
    form = _kind_form(request.POST or None, programme, data, number)

    def act() -> None:
        acts.set_kind(programme, number, form.kind(), actor=current_user(request), seen=seen(request))

    title = "Sửa loại tổ chức" if number else "Thêm loại tổ chức"
    return form_page(
        request, programme, form, act, title=title, done="Đã ghi. Đợt lập từ nay dùng các bước này.", name="kind",
        has_rubrics=bool(rubrics_of(programme)),
    )  # fmt: skip


def _kind_form(posted: Any, programme: Programme, data: ProgrammeData, number: int) -> KindForm:
    kind = _nth(data.kinds, number)
    levels = list(Level.objects.values_list("code", "name", "is_cell"))
    rubrics = [
        (code, name if published else f"{name} (chưa ban hành)") for code, name, published in rubrics_of(programme)
    ]
    return KindForm(
        posted, kind=kind, levels=[(code, name) for code, name, _ in levels],
        above=[(code, name) for code, name, is_cell in levels if not is_cell], rubrics=rubrics,
        taken=[each.level for place, each in enumerate(data.kinds, 1) if place != number],
    )  # fmt: skip


def _nth(found: tuple[Any, ...], number: int) -> Any:
    """The one of this number counted from 1, None for 0. Raises Http404 beyond the last."""
    if number > len(found):
        raise Http404("Không có mục này trong mô hình.")
    return found[number - 1] if number else None


@require_http_methods(["GET", "HEAD", "POST"])
def rules_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change registration, validity, votes and retention."""
    programme = programme_of(request, pk)
    rules = acts.read_programme(programme).rules
    form = RulesForm(request.POST or None, rules=rules)

    def act() -> None:
        acts.set_rules(programme, form.result(), actor=current_user(request), seen=seen(request))

    asked = rules.registration
    return form_page(
        request, programme, form, act, title="Quy định", done="Đã ghi quy định.", name="rules",
        kept=bool(asked and (asked.eligibility or asked.aims)),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def duty_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Add a duty (number 0) or change one, counted from 1."""
    programme = programme_of(request, pk)
    duty = _nth(acts.read_programme(programme).rules.duties, number)
    form = DutyForm(request.POST or None, duty=duty)

    def act() -> None:
        acts.set_duty(programme, number, form.duty(), actor=current_user(request), seen=seen(request))

    title = "Sửa việc phải làm" if number else "Thêm việc phải làm"
    return form_page(request, programme, form, act, title=title, done="Đã ghi việc phải làm.")
