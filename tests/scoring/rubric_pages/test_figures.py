"""Rows that fill themselves: built on the page of the row, read back, refused, and through the workbook."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.models import RubricVersion
from scoring.pure.arithmetic import totals
from scoring.pure.check import check
from scoring.pure.conditions import METRIC
from scoring.pure.filling import fillings
from scoring.rubrics.draft import update_row
from scoring.rubrics.files import read_file, write_file
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_rubric
from tests.build import World
from tests.scoring.pure.builders import mapping, row
from tests.scoring.pure.observing import FIELDS, meeting, seen
from tests.scoring.rubric_pages.register import row_data
from tests.scoring.rubric_pages.situations import key_of

GOOD: dict[str, Any] = {
    "source": "meetings", "aggregate": "count", "where": [{"field": "kind", "equals": "thuong_ky"}],
    "holds": [{"field": "grade", "at_least": "kha"}], "window": {"last": 3, "unit": "month"},
}  # fmt: skip
FIGURE = {
    "figure-when_metric_source": "Sổ sinh hoạt", "figure-when_metric_of": "Chính đơn vị",
    "figure-when_metric_aggregate": "Đếm", "figure-when_metric_window_last": "3",
    "figure-when_metric_window_unit": "Tháng", "figure-when_metric_when_new": "Tính từ khi lập",
    "figure-where0_field": "meetings.kind", "figure-where0_test": "equals", "figure-where0_value": "Thường kỳ",
    "figure-holds0_field": "meetings.grade", "figure-holds0_test": "at_least", "figure-holds0_value": "khá",
}  # fmt: skip
COUNT = row_data(code="I.1", kind="count", shown_kind="count", spec_unit="0,5", spec_counted="buổi") | {"maximum": "1"}


def _draft(**spec: Any) -> RubricVersion:
    """One group of two rows, the first of which counts; without conditions."""
    first = row("I.1", "count", maximum=1, marker="1", spec={"unit": "0.5", "counted": "buổi", **spec})
    return load_rubric(
        mapping(row("I", "group", 2, first, row("I.2", maximum=1, spec={"step": "0.5"})), fields=FIELDS), actor=None
    )


def _at(version: RubricVersion) -> str:
    return reverse("scoring:row_edit", args=[version.pk, key_of(version, "I.1")])


def _send(keeper: Client, version: RubricVersion, data: dict[str, str]):
    version.refresh_from_db()
    answer = keeper.post(_at(version), {"seen": version.content_hash, **data})
    version.refresh_from_db()
    return answer


def _spec(version: RubricVersion) -> Any:
    return read_rubric(version).data.row("I.1").spec


def _shown(form: Any) -> dict[str, Any]:
    """What a browser would send of a page that nobody touched."""
    fields = [form[name] for name in form.fields]
    fields += [form.figure[name] for name in form.figure.fields] if form.figure else []
    return {each.html_name: value for each in fields if (value := each.value()) not in (None, "", [])} | {
        "shown_kind": form.kind, **({"figure-when_metric_source": form.figure["when_metric_source"].value() or ""}
                                    if form.figure else {}),
    }  # fmt: skip


def test_a_figure_is_put_together_out_of_lists_and_read_back(keeper):
    version = _draft()
    page = keeper.get(_at(version)).content.decode()
    assert ('<details class="more">\n    <summary>Số liệu tự điền' in page, "Phiếu này</option>" in page) == (
        True,
        False,
    )
    # What the page sends back as the kind it showed is that kind: another one would only change the fields.
    assert '<input type="hidden" name="shown_kind" value="count">' in page
    assert _send(keeper, version, COUNT | FIGURE).status_code == 302
    found = read_rubric(version).data
    assert METRIC.write(_spec(version).filled_by) == GOOD
    assert check(found) == []
    held = [meeting(month, kind="thuong_ky", grade=grade) for month, grade in ((9, "tot"), (11, "kha"), (12, "kem"))]
    seen_ = seen(
        meetings=[*held, meeting(10, kind="chuyen_de", grade="tot"), meeting(10, kind="thuong_ky", grade="tot")]
    )
    assert fillings(found, {}, totals(found, {}), seen_)["I.1"].mark.value == Decimal(2)
    words = "Tự điền từ số liệu: Số buổi sinh hoạt"
    tree = keeper.get(reverse("scoring:draft", args=[version.pk])).content.decode()
    assert (words in tree, "3 tháng" in tree) == (True, True)
    page = keeper.get(_at(version)).content.decode()
    assert ("Đang tự điền: Số buổi sinh hoạt" in page, 'value="Thường kỳ"' in page, 'value="Khá"' in page) == (
        True,
    ) * 3


def test_a_new_row_may_fill_itself(keeper):
    version = _draft()
    data = {**COUNT, **FIGURE, "code": "", "parent": "I", "seen": version.content_hash}
    assert keeper.post(reverse("scoring:row_add", args=[version.pk]), data).status_code == 302
    assert METRIC.write(read_rubric(version).data.row("I.3").spec.filled_by) == GOOD  # type: ignore[attr-defined]


def test_a_page_sent_back_untouched_changes_nothing_and_the_block_is_taken_away_by_its_source(keeper):
    version = _draft(filled_by={**GOOD, "when_empty": "fails", "when_new": "whole"})
    before = _spec(version)
    form = keeper.get(_at(version)).context["form"]
    assert _send(keeper, version, _shown(form)).status_code == 302
    assert _spec(version) == before
    # A page that did not show the block says nothing about it.
    assert _send(keeper, version, COUNT).status_code == 302
    assert _spec(version) == before
    assert _send(keeper, version, COUNT | FIGURE | {"figure-when_metric_source": ""}).status_code == 302
    assert _spec(version).filled_by is None


WRONG = {
    "where0_field": ({"figure-where0_field": "facts.good"}, "không thuộc nguồn “Sổ sinh hoạt”"),
    "where0_value": ({"figure-where0_value": "bất thường"}, "không phải là mức của"),
    "holds0_value": ({"figure-holds0_test": ""}, "Ghi đủ số liệu, phép so sánh và giá trị"),
    "when_metric_window_last": ({"figure-when_metric_window_from_year": "2020"}, "Ghi số kỳ gần nhất"),
    "when_metric_source": ({"figure-when_metric_source": "", "figure-field": "meetings.present"}, "Chọn nguồn số liệu"),
    "when_metric_aggregate": ({"figure-when_metric_aggregate": "Mọi bản ghi đều đạt"}, "Mọi bản ghi đều đạt"),
    "when_metric_programme": ({"figure-when_metric_programme": "p"}, "Chỉ nguồn “Phiếu khác” chọn mô hình."),
    "field": ({"figure-when_metric_aggregate": "Tổng", "figure-field": "meetings.minutes"}, "kiểu số"),
    "when_metric_of": (
        {"figure-when_metric_aggregate": "Chuỗi liền dài nhất", "figure-when_metric_of": "Trực thuộc trực tiếp"},
        "chính đơn vị",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WRONG))
def test_a_wrong_choice_is_said_beside_its_field_and_what_was_typed_stays(keeper, name):
    version = _draft()
    before, (typed, sentence) = read_rubric(version).data, WRONG[name]
    typed = {key: before.programme.code if value == "p" else value for key, value in typed.items()}
    answer = _send(keeper, version, COUNT | {"text": "Lời đã gõ"} | FIGURE | typed)
    form = answer.context["form"]
    assert (answer.status_code, read_rubric(version).data == before) == (422, True)
    assert sentence in " ".join(form.figure.errors[name])
    page = answer.content.decode()
    assert ("Lời đã gõ</textarea>" in page, f"{form.figure[name].id_for_label}_error" in page) == (True, True)
    assert f'<li><a href="#{form.figure[name].id_for_label}">' in page


def test_what_a_file_says_wrongly_is_shown_and_refused_beside_its_field(keeper):
    wrong = {"source": "marks", "aggregate": "every", "each": "month", "holds": [{"field": "points", "at_least": "1"}]}
    version = _draft(filled_by=wrong)
    form = keeper.get(_at(version)).context["form"]
    answer = _send(keeper, version, _shown(form))
    assert answer.status_code == 422
    assert set(answer.context["form"].figure.errors) == {
        f"when_metric_{name}" for name in ("source", "aggregate", "each")
    }


def test_a_plan_that_the_unit_enters_and_a_figure_do_not_go_together(keeper):
    version = _draft()
    ratio = COUNT | FIGURE | {"kind": "ratio", "shown_kind": "ratio", "spec_plan": "", "spec_plan_entered": "Có"}
    answer = _send(keeper, version, ratio)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"spec_plan_entered"})
    assert _send(keeper, version, ratio | {"spec_plan": "12", "spec_plan_entered": ""}).status_code == 302
    assert METRIC.write(_spec(version).filled_by) == GOOD


def test_another_kind_keeps_the_figure_where_it_can_have_one(keeper):
    version = _draft()
    turned = _send(keeper, version, COUNT | FIGURE | {"kind": "points"})
    form = turned.context["form"]
    assert (turned.status_code, form.figure["where0_value"].value()) == (200, "Thường kỳ")
    assert _send(keeper, version, _shown(form) | {"spec_step": "0,5"}).status_code == 302
    assert METRIC.write(_spec(version).filled_by) == GOOD
    turned = _send(keeper, version, row_data(code="I.1", kind="deduction", shown_kind="points"))
    assert turned.context["form"].figure is None
    assert _send(keeper, version, row_data(code="I.1", kind="deduction", shown_kind="deduction")).status_code == 302
    assert read_rubric(version).data.row("I.1").kind == "deduction"


def test_more_than_the_page_can_show_is_read_out_and_kept(keeper):
    version = _draft(filled_by={**GOOD, "where": [{"field": "grade", "at_least": "kem"}] * 5})
    before = _spec(version)
    page = keeper.get(_at(version)).content.decode()
    assert ("Số buổi sinh hoạt" in page, "giữ nguyên" in page, "figure-" in page) == (True, True, False)
    assert _send(keeper, version, COUNT | FIGURE).status_code == 302
    assert _spec(version) == before


CASES: tuple[dict[str, Any], ...] = (
    GOOD,
    {"source": "facts", "aggregate": "share", "field": "good", "total_field": "total", "of": "children"},
    {"source": "years", "aggregate": "count", "holds": [{"field": "grade", "any_of": ["tot", "xuat_sac"]}],
     "window": {"from_year": 2020, "to_year": 2024}, "when_new": "whole", "when_empty": "fails"},
    {"source": "sheets", "aggregate": "value", "field": "total", "programme": "khac"},
    {"source": "marks", "aggregate": "every", "each": "month", "rows": ["I.2"],
     "holds": [{"field": "value", "equals": "1"}]},
)  # fmt: skip


@pytest.mark.parametrize("metric", CASES)
def test_the_workbook_holds_a_figure_in_columns_and_reads_it_back(world: World, metric):
    version = _draft()
    spec = {"unit": "0.5", "counted": "buổi", "filled_by": metric}
    version = update_row(version, "I.1", {"spec": spec}, actor=world.user("quantri"), seen=version.content_hash)
    book = write_file(version, ".xlsx")
    assert read_file("a.xlsx", book).rubric == read_rubric(version).data
    sheet = load_workbook(BytesIO(book))["Tiêu chí"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    line = {name: sheet.cell(3, place).value for name, place in heads.items()}
    assert line["Tự điền: nguồn số liệu"] in (
        "Sổ sinh hoạt",
        "Số liệu khai báo",
        "Kết quả các năm",
        "Phiếu khác",
        "Phiếu này",
    )
    rest = {"rows", "each", "when_empty"} & set(metric)
    assert bool(line["Phần khác (JSON)"]) == bool(rest)


def test_what_is_typed_into_the_columns_is_read(world):
    version = _draft()
    book = load_workbook(BytesIO(write_file(version, ".xlsx")))
    sheet = book["Tiêu chí"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for name, value in {
        "nguồn số liệu": "Sổ sinh hoạt", "cách gộp": "Đếm", "lấy bản ghi": "kind = thuong_ky",
        "phải đạt": "grade ≥ kha", "mấy kỳ gần nhất": 3, "kỳ gần nhất là": "Tháng",
    }.items():  # fmt: skip
        sheet.cell(3, heads[f"Tự điền: {name}"]).value = value
    kept = BytesIO()
    book.save(kept)
    assert METRIC.write(read_file("a.xlsx", kept.getvalue()).rubric.row("I.1").spec.filled_by) == GOOD
