"""Pages of the conditions of a row: read back as sentences, put together out of lists, deleted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user
from scoring.models import RubricVersion
from scoring.pure.conditions import RULE
from scoring.pure.rubric import Row, RubricData
from scoring.pure.sentences import fields_of, labels_of, rule_sentences
from scoring.pure.vocabulary import Rule
from scoring.rubrics import draft
from scoring.rubrics.builder.common import Words, attempt, draft_of, options_of, page, refusal, seen, standing, words_of
from scoring.rubrics.builder.condition_form import MOST_METRICS, RuleForm
from scoring.rubrics.builder.metric_form import Known, fits
from scoring.rubrics.builder.row_views import GONE
from scoring.rubrics.builder.typed_values import words_to_offer
from scoring.rubrics.files import last_outcomes
from scoring.rubrics.load import LoadedRubric, outcomes_of, read_rubric


def _row(loaded: LoadedRubric, key: int) -> Row:
    code = loaded.codes.get(key)
    if code is None:
        raise Http404(GONE)
    return loaded.data.row(code)


@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """The conditions of a row as sentences; POST takes one away."""
    version = draft_of(request, pk)
    loaded = read_rubric(version)
    row = _row(loaded, key)
    status, problems = standing()
    if request.method == "POST":
        wanted = [RULE.write(rule) for rule in row.spec.conditions if rule.code != request.POST.get("code")]
        status, problems = refusal(
            lambda: draft.set_conditions(version, row.code, wanted, actor=current_user(request), seen=seen(request))
        )
        if not status:
            messages.success(request, "Đã xóa điều kiện.")
            return redirect("scoring:conditions", version.pk, key)
    words, fields = words_of(loaded.data), fields_of(loaded.data)
    rows = [
        {
            "rule": rule, "number": str(number), "fits": fits(rule.when),
            "sentences": [f"{each}." for each in rule_sentences(rule, row.code, fields, words)],
        }
        for number, rule in enumerate(row.spec.conditions, 1)
    ]  # fmt: skip
    title = f"Điều kiện của dòng {loaded.data.label(row.code) or row.code}"
    return page(
        request, "conditions", version, title, status=status, problems=problems, rows=rows, row=row, key=str(key)
    )


def _known(data: RubricData, version: RubricVersion) -> tuple[Known, Words, Any]:
    outcomes = outcomes_of(last_outcomes(version))
    words = words_of(data) | {key: word for key, word in labels_of(data, outcomes).items() if key[0] == "outcome"}
    return Known(fields_of(data), words), words, outcomes


def blocks_of(request: HttpRequest) -> int:
    """How many metrics the page showed that was sent."""
    typed = request.POST.get("blocks", "1")
    count = int(typed) if typed.isdecimal() and len(typed) < 3 else 1
    return min(count, MOST_METRICS)


@require_http_methods(["GET", "HEAD", "POST"])
def condition_edit(request: HttpRequest, pk: int, key: int, number: int) -> HttpResponse:
    """Add a condition (number 0) or change one, counted from 1; shows the sentence that it reads back as."""
    version = draft_of(request, pk)
    loaded = read_rubric(version)
    row, data = _row(loaded, key), loaded.data
    rules = row.spec.conditions
    if number > len(rules):
        raise Http404("Không có điều kiện này.")
    rule = rules[number - 1] if number else None
    known, words, outcomes = _known(data, version)
    crumbs = [(f"Điều kiện của dòng {data.label(row.code)}", reverse("scoring:conditions", args=[version.pk, key]))]
    title = "Sửa điều kiện" if number else "Thêm điều kiện"
    context: dict[str, Any] = {"row": row, "key": str(key), "crumbs": crumbs}
    if rule and not fits(rule.when):
        sentences = rule_sentences(rule, row.code, known.fields, words)
        return page(request, "condition_deep", version, title, sentences=sentences, rule=rule, **context)
    form = RuleForm(
        request.POST or None, known=known, rule=rule, row=row, rubric=data, outcomes=outcomes,
        options=options_of(data, words), blocks=blocks_of(request) + (request.POST.get("then") == "more"),
    )  # fmt: skip
    context |= {"form": form, "values": words_to_offer(known.fields, words), "blocks": str(len(form.metrics))}
    if request.method != "POST":
        return page(request, "condition", version, title, **context)
    return _posted(request, version, form, rules, number, title, context)


def _new_code(data: RubricData) -> str:
    taken = {rule.code for row in data.rows for rule in row.spec.conditions}
    number = len(taken) + 1
    while f"dk-{number}" in taken:
        number += 1
    return f"dk-{number}"


def _posted(
    request: HttpRequest, version: RubricVersion, form: RuleForm, rules: tuple[Rule, ...], number: int, title: str,
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    then, status = request.POST.get("then"), UNPROCESSABLE
    code = rules[number - 1].code if number else _new_code(form.rubric)
    if then == "more":
        for each in (form, *form.metrics):
            each.as_typed()
        return page(request, "condition", version, title, **context)
    if form.is_valid():
        try:
            written = form.mapping(code)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            context["sentences"], status = form.sentences(), 200
            if then != "preview":
                status = _store(request, version, form, rules, number, written)
                if not status:
                    messages.success(request, "Đã ghi điều kiện.")
                    return redirect("scoring:conditions", version.pk, context["key"])
    return page(request, "condition", version, title, status=status, **context)


def _store(
    request: HttpRequest, version: RubricVersion, form: RuleForm, rules: tuple[Rule, ...], number: int,
    written: dict[str, Any],
) -> int:  # fmt: skip
    standing = [RULE.write(rule) for rule in rules]
    wanted = [written if place == number else each for place, each in enumerate(standing, 1)]
    return attempt(
        form,
        lambda: draft.set_conditions(
            version, form.row.code, wanted if number else [*wanted, written], actor=current_user(request),
            seen=seen(request),
        ),
    )  # fmt: skip
