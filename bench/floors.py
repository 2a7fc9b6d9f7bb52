"""The least that could do the same: pages behind the same middleware and login, with the same facts, and no more."""

from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from config.common.fields import PointsField
from organizations.access import current_user
from scoring.models import Assessment, Evaluation, Mark

QUERIES = {"sheet": 0, "board": 0}

SHEET = """<!doctype html><html lang="vi"><title>sàn</title><form method="post">{% csrf_token %}<table>
{% for value, note, revision, text in rows %}<tr><th><p>{{ text }}</p></th>
<td><label for="{{ value.auto_id }}">Điểm</label><input id="{{ value.auto_id }}" name="{{ value.html_name }}"
 type="text" inputmode="decimal" autocomplete="off" value="{{ value.value|default_if_none:"" }}">
{% if value.errors %}<p>{{ value.errors.0 }}</p>{% endif %}</td>
<td><textarea id="{{ note.auto_id }}" name="{{ note.html_name }}" rows="3">{{ note.value|default_if_none:"" }}</textarea>
<input type="hidden" name="{{ revision.html_name }}" value="{{ revision.value }}"></td></tr>
{% endfor %}</table><button>Lưu</button></form></html>"""

BOARD = """<!doctype html><html lang="vi"><title>sàn</title><table>
{% for line in lines %}<tr><th><a href="/tham-dinh/{{ line.0 }}/">{{ line.1 }}</a></th><td>{{ line.2 }}</td>
<td>{{ line.3 }}</td><td>{{ line.4 }}</td><td>{{ line.5 }}</td><td>{{ line.6 }}</td><td>{{ line.7 }}</td></tr>
{% endfor %}</table></html>"""

_django = engines["django"]
_sheet, _board = _django.from_string(SHEET), _django.from_string(BOARD)


def _pad(name: str, done: int) -> None:
    """Ask the database as often as the real page does."""
    with connection.cursor() as cursor:
        for _ in range(max(0, QUERIES[name] - done)):
            cursor.execute("SELECT 1")
            cursor.fetchone()


class FloorForm(forms.Form):
    """The same rows as bound fields."""

    def __init__(self, marks: list[Mark]) -> None:
        super().__init__()
        for mark in marks:
            self.fields[f"v-{mark.pk}"] = PointsField(required=False, initial=mark.value)
            self.fields[f"e-{mark.pk}"] = forms.CharField(required=False, initial=mark.explanation)
            self.fields[f"r-{mark.pk}"] = forms.IntegerField(initial=mark.revision)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Twenty-five rows of a sheet as bound fields in hand-written markup."""
    current_user(request)
    marks = list(Mark.objects.filter(assessment__evaluation=pk, assessment__kind="self").select_related("criterion"))
    _pad("sheet", 3)
    form = FloorForm(marks)
    rows = [(form[f"v-{mark.pk}"], form[f"e-{mark.pk}"], form[f"r-{mark.pk}"], mark.criterion.text) for mark in marks]
    return HttpResponse(_sheet.render({"rows": rows}, request))


def board(request: HttpRequest) -> HttpResponse:
    """The same facts of every sheet in a bare table."""
    current_user(request)
    totals: dict[int, dict[str, object]] = {}
    for evaluation, kind, total in Assessment.objects.values_list("evaluation", "kind", "total"):
        totals.setdefault(evaluation, {})[kind] = total
    lines = [
        (pk, name, parent, kind, deadline, totals[pk].get("self"), totals[pk].get("appraisal"), opened)
        for pk, name, parent, kind, deadline, opened in Evaluation.objects.order_by("parent_name", "sort").values_list(
            "pk", "name", "parent_name", "current__kind", "current__deadline", "current__opened_at"
        )
    ]
    _pad("board", 4)
    return HttpResponse(_board.render({"lines": lines}, request))


urlpatterns = [
    path("san/ho-so/<int:pk>/", sheet),
    path("san/tham-dinh/", board),
    path("", include("config.urls")),
]
