"""The least that could do the same: pages in the same frame, middleware and login, with the same facts, no more."""

from django import forms
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from config.common.fields import PointsField
from organizations.access import current_user
from scoring.models import Assessment, Criterion, Evaluation, Mark

# Queries that the real page asks and its floor does not: set before measuring.
MISSING = {"sheet": 0, "board": 0}

SHEET = """{% extends "base.html" %}{% block content %}<form method="post">{% csrf_token %}<table>
{% for value, note, revision, text in rows %}<tr><th><p>{{ text }}</p></th>
<td><label for="{{ value.auto_id }}">Điểm</label><input id="{{ value.auto_id }}" name="{{ value.html_name }}"
 type="text" inputmode="decimal" autocomplete="off" value="{{ value.value|default_if_none:"" }}">
{% if value.errors %}<p>{{ value.errors.0 }}</p>{% endif %}</td><td><label for="{{ note.auto_id }}">Lý do</label>
<textarea id="{{ note.auto_id }}" name="{{ note.html_name }}" rows="3">{{ note.value|default_if_none:"" }}</textarea>
<input type="hidden" name="{{ revision.html_name }}" value="{{ revision.value }}"></td></tr>
{% endfor %}</table><button>Lưu</button></form>{% endblock %}"""

BOARD = """{% extends "base.html" %}{% block content %}<table>
{% for line in lines %}<tr><th><a href="/tham-dinh/{{ line.0 }}/">{{ line.1 }}</a></th><td>{{ line.2 }}</td>
<td>{{ line.3 }}</td><td>{{ line.4 }}</td><td>{{ line.5 }}</td><td>{{ line.6 }}</td><td>{{ line.7 }}</td></tr>
{% endfor %}</table>{% endblock %}"""

_django = engines["django"]
_sheet, _board = _django.from_string(SHEET), _django.from_string(BOARD)


def _pad(name: str) -> None:
    """Ask the database as often as the real page does; what the floor asks by itself was counted before."""
    with connection.cursor() as cursor:
        for _ in range(MISSING[name]):
            cursor.execute("SELECT 1")
            cursor.fetchone()


class FloorForm(forms.Form):
    """The same rows as bound fields."""

    def __init__(self, rows: list[Criterion], marks: dict[int, Mark]) -> None:
        super().__init__()
        for row in rows:
            mark = marks.get(row.pk, Mark(value=row.maximum))
            self.fields[f"v-{row.pk}"] = PointsField(required=False, initial=mark.value)
            self.fields[f"e-{row.pk}"] = forms.CharField(required=False, initial=mark.explanation)
            self.fields[f"r-{row.pk}"] = forms.IntegerField(initial=mark.revision)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The twenty-five rows of a sheet as bound fields in hand-written markup, in the same frame."""
    current_user(request)
    rows = list(Criterion.objects.filter(version__evaluations=pk))
    marks = {
        mark.criterion_id: mark for mark in Mark.objects.filter(assessment__evaluation=pk, assessment__kind="self")
    }
    form = FloorForm(rows, marks)
    shown = [(form[f"v-{row.pk}"], form[f"e-{row.pk}"], form[f"r-{row.pk}"], row.text) for row in rows]
    page = _sheet.render({"rows": shown}, request)
    _pad("sheet")
    return HttpResponse(page)


def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The same facts of every sheet of a round in a bare table."""
    current_user(request)
    totals: dict[int, dict[str, object]] = {}
    stages = Assessment.objects.filter(evaluation__round=pk)
    for evaluation, kind, total in stages.values_list("evaluation", "kind", "total"):
        totals.setdefault(evaluation, {})[kind] = total
    lines = [
        (pk, name, parent, kind, deadline, totals[pk].get("self"), totals[pk].get("appraisal"), opened)
        for pk, name, parent, kind, deadline, opened in Evaluation.objects.filter(round=pk)
        .order_by("parent_name", "sort")
        .values_list("pk", "name", "parent_name", "current__kind", "current__deadline", "current__opened_at")
    ]
    page = _board.render({"lines": lines}, request)
    _pad("board")
    return HttpResponse(page)


def empty_save(request: HttpRequest, pk: int) -> HttpResponse:
    """A transaction with nothing in it, behind the same middleware and login."""
    current_user(request)
    with transaction.atomic():
        pass
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [
    path("san/luu/<int:pk>/", empty_save),
    path("san/ho-so/<int:pk>/", sheet),
    path("san/tham-dinh/<int:pk>/", board),
    path("", include("config.urls")),
]
