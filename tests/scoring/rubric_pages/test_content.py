"""What is brought into a draft: pasted tables, workbooks, conditions, declared data, the printed form, the map."""

from io import BytesIO

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.models import CriterionMap, RubricVersion
from scoring.pure.conditions import RULE
from scoring.pure.outcome import parse_outcomes
from scoring.rubrics.draft import set_conditions, update_row
from scoring.rubrics.files import read_file, write_file
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_outcomes, load_rubric
from scoring.rubrics.workbook import write_workbook
from tests.build import fixture
from tests.scoring.rubric_pages.register import PASTED, condition_data
from tests.scoring.rubric_pages.situations import drafted, key_of, redrafted


def _at(name: str, version: RubricVersion, *more: int) -> str:
    return reverse(f"scoring:{name}", args=[version.pk, *more])


def _send(keeper: Client, name: str, version: RubricVersion, data: dict, *more: int):
    version.refresh_from_db()
    answer = keeper.post(_at(name, version, *more), {"seen": version.content_hash, **data})
    version.refresh_from_db()
    return answer


def _text(answer) -> str:
    return answer.content.decode()


def test_a_pasted_table_is_shown_with_its_faults_before_it_is_put_in(keeper):
    version = drafted()
    wrong = {**PASTED, "text": PASTED["text"].replace("Phần hai\t2", "Phần hai\t3")}
    page = _text(_send(keeper, "draft_paste", version, wrong))
    assert "Dòng 2, cột “Điểm chuẩn”: ghi 3 nhưng các nội dung bên dưới cộng lại là 2." in page
    assert "Phần hai\t3" in page
    nothing = _send(keeper, "draft_paste", version, {**PASTED, "text": "  \n"})
    assert nothing.status_code == 422
    step = _send(keeper, "draft_paste", version, {**PASTED, "step": "nửa"})
    assert (step.status_code, "Phần hai" in _text(step)) == (422, True)
    page = _text(_send(keeper, "draft_paste", version, PASTED))
    assert "Đọc được 2 dòng, các tổng đều khớp" in page
    assert _send(keeper, "draft_paste", version, {**PASTED, "then": "store"}).status_code == 302
    assert [row.code for row in read_rubric(version).data.rows] == ["I", "I.1", "I.2", "II", "II.1"]
    twice = _send(keeper, "draft_paste", version, {**PASTED, "then": "store"})
    assert (twice.status_code, "Mã II đã có ở dòng khác." in _text(twice)) == (422, True)


def test_numbered_prose_is_pasted_below_a_group(keeper):
    version = drafted()
    prose = {"text": "1. Việc một (2 điểm)\nHướng dẫn\n2. Việc hai (1 điểm)", "shape": "prose", "step": "0,5"}
    assert _send(keeper, "draft_paste", version, prose | {"parent": "I", "then": "store"}).status_code == 422
    assert _send(keeper, "draft_paste", version, prose | {"then": "store"}).status_code == 302
    assert read_rubric(version).data.row("1").help == "Hướng dẫn"


def _changed(version: RubricVersion, sheet: str, cell: str, value: str) -> SimpleUploadedFile:
    book = load_workbook(BytesIO(write_file(version, ".xlsx")))
    book[sheet][cell] = value
    kept = BytesIO()
    book.save(kept)
    return SimpleUploadedFile("bo.xlsx", kept.getvalue())


def _cell_of(version: RubricVersion, sheet: str, text: str) -> str:
    book = load_workbook(BytesIO(write_file(version, ".xlsx")))
    return next(cell.coordinate for row in book[sheet].iter_rows() for cell in row if cell.value == text)


def test_a_workbook_goes_down_is_edited_tried_and_taken_over(keeper):
    version = drafted()
    down = keeper.get(_at("rubric_xlsx", version))
    assert read_file("a.xlsx", down.content).rubric == read_rubric(version).data
    assert read_file("a.yaml", keeper.get(_at("rubric_yaml", version)).content).rubric == read_rubric(version).data
    cell = _cell_of(version, "Tiêu chí", "Nội dung I.2")
    tried = _send(keeper, "draft_upload", version, {"file": _changed(version, "Tiêu chí", cell, "Sửa trong Excel")})
    assert (tried.status_code, read_rubric(version).data.row("I.2").text) == (200, "Nội dung I.2")
    stored = _send(keeper, "draft_upload", version, {"packed": tried.context["packed"]})
    assert (stored.status_code, read_rubric(version).data.row("I.2").text) == (302, "Sửa trong Excel")


def test_a_workbook_that_cannot_be_read_names_sheet_row_and_column_and_loads_nothing(keeper):
    version = drafted()
    before = read_rubric(version).data
    cell = _cell_of(version, "Tiêu chí", "Chấm điểm")
    answer = _send(keeper, "draft_upload", version, {"file": _changed(version, "Tiêu chí", cell, "Chấm gì đó")})
    page = _text(answer)
    assert (answer.status_code, "Trang “Tiêu chí”, dòng " in page, "cột “Loại”" in page) == (422, True, True)
    other = load_rubric(fixture("rubrics/s0-chi-bo.yaml"), actor=None)
    foreign = SimpleUploadedFile("s0.xlsx", write_file(other, ".xlsx"))
    assert "không phải thu" in _text(_send(keeper, "draft_upload", version, {"file": foreign}))
    text = _send(keeper, "draft_upload", version, {"file": SimpleUploadedFile("a.txt", b"x")})
    assert "Chỉ nhận tệp .xlsx hoặc .yaml." in _text(text)
    forged = _send(keeper, "draft_upload", version, {"packed": "gia-mao"})
    assert (forged.status_code, "hãy chọn lại tệp" in _text(forged)) == (422, True)
    assert read_rubric(version).data == before


def test_a_condition_is_put_together_out_of_lists_and_read_back(keeper):
    version = drafted()
    key = key_of(version, "I.2")
    preview = _send(keeper, "condition", version, condition_data(then="preview"), key, 0)
    assert (preview.status_code, read_rubric(version).data.row("I.2").spec.conditions) == (200, ())
    assert "“Số người bị kỷ luật” trong kỳ đánh giá: bằng 0." in _text(preview)
    typed = condition_data(
        blocks="2", joined="any", effect_type="Không quá (trần)", effect_cap="0,5",
        **{
            "m1-when_metric_source": "Kết quả các năm", "m1-when_metric_of": "Chính đơn vị",
            "m1-when_metric_aggregate": "Chuỗi liền dài nhất", "m1-holds0_field": "years.grade",
            "m1-holds0_test": "at_least", "m1-holds0_value": "Tốt", "m1-test": "at_least", "m1-value": "2",
            "m1-when_metric_window_last": "3", "m1-when_metric_window_unit": "Năm",
        },
    )  # fmt: skip
    assert _send(keeper, "condition", version, typed, key, 0).status_code == 302
    (rule,) = read_rubric(version).data.row("I.2").spec.conditions
    assert RULE.write(rule) == {
        "code": "dk-2", "text": "Không ai bị kỷ luật", "effect": {"type": "cap", "cap": "0.5"},
        "when": {"any": [
            {"metric": {"source": "facts", "aggregate": "value", "field": "disciplined"}, "at_most": "0"},
            {
                "metric": {
                    "source": "years", "aggregate": "longest_run", "window": {"last": 3},
                    "holds": [{"field": "grade", "at_least": "tot"}],
                },
                "at_least": "2",
            },
        ]},
    }  # fmt: skip
    shown = _text(keeper.get(_at("condition", version, key, 1)))
    assert 'value="Tốt"' in shown
    assert 'value="0,5"' in shown
    assert "Ít nhất một trong các điều kiện" in _text(keeper.get(_at("conditions", version, key)))
    assert _send(keeper, "conditions", version, {"code": "dk-2"}, key).status_code == 302
    assert read_rubric(version).data.row("I.2").spec.conditions == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"m0-value": "ba"}, "Hãy nhập một số"),
        ({"m0-value": ""}, "Ghi phép so sánh và giá trị phải đạt."),
        ({"m0-field": ""}, "Chọn số liệu cần tính."),
        ({"m0-field": "years.grade"}, "Số liệu này không thuộc nguồn “Số liệu khai báo”."),
        ({"m0-when_metric_aggregate": "Tỷ lệ %"}, "Tỷ lệ cần hai số liệu"),
        ({"m0-when_metric_aggregate": "Mọi bản ghi đều đạt"}, "ít nhất một yêu cầu"),
        ({"m0-where0_field": "facts.handbook"}, "Ghi đủ số liệu, phép so sánh và giá trị"),
        (
            {"m0-where0_field": "facts.handbook", "m0-where0_test": "equals", "m0-where0_value": "đôi khi"},
            "Ghi có hoặc không.",
        ),
        ({"m0-when_metric_window_from_year": "2024"}, "từ năm nào đến năm nào"),
        ({"effect_type": "Đặt mức"}, "chọn mức đặt"),
        ({"effect_cap": "2"}, "thì ghi trần"),
        ({"text": ""}, "bắt buộc"),
    ],
)
def test_a_condition_that_says_nothing_is_refused_beside_its_field(keeper, typed, sentence):
    version = drafted()
    data = condition_data(text="Câu đã gõ") | typed
    answer = _send(keeper, "condition", version, data, key_of(version, "I.2"), 0)
    page = _text(answer)
    assert (answer.status_code, sentence in page, data["text"] in page) == (422, True, True)
    assert read_rubric(version).data.row("I.2").spec.conditions == ()


def test_one_more_metric_is_offered_and_what_was_typed_stays(keeper):
    version = drafted()
    answer = _send(keeper, "condition", version, condition_data(then="more", text="Đã gõ"), key_of(version, "I.2"), 0)
    page = _text(answer)
    assert (answer.status_code, 'name="m1-field"' in page, "Đã gõ" in page) == (200, True, True)
    assert "has-error" not in page


def test_a_condition_too_deep_for_lists_is_read_and_left_alone(world, keeper):
    version = drafted()
    value = {"metric": {"source": "facts", "aggregate": "value", "field": "disciplined"}, "at_most": "0"}
    deep = {
        "code": "sau",
        "text": "Ghép",
        "effect": {"type": "advise"},
        "when": {"all": [{"any": [value, value]}, value]},
    }
    actor = world.user("quantri")
    version = set_conditions(version, "I.2", [deep], actor=actor, seen=version.content_hash)
    page = _text(keeper.get(_at("condition", version, key_of(version, "I.2"), 1)))
    assert "Điều kiện ghép sâu hơn: sửa trong sổ Excel" in page


def test_every_condition_of_the_sources_comes_back_from_its_form_unchanged(keeper):
    version = load_rubric(fixture("rubrics/s4-chi-bo-co-so.yaml"), actor=None)
    rules = [(row, n) for row in read_rubric(version).data.rows for n, _ in enumerate(row.spec.conditions, 1)]
    before = read_rubric(version).data
    for row, number in rules[:4]:
        page = keeper.get(_at("condition", version, key_of(version, row.code), number))
        sent = _fields_of(page.context["form"])
        answer = _send(keeper, "condition", version, sent, key_of(version, row.code), number)
        assert answer.status_code == 302, (answer.context["form"].errors, answer.context["form"].block_problems)
        assert read_rubric(version).data == before


def _fields_of(form) -> dict:
    """What a browser would send for a form as it is shown."""
    data = {"blocks": str(len(form.metrics))}
    for each in (form, *form.metrics):
        for field in each:
            value, many = field.value(), isinstance(field.field, forms.MultipleChoiceField)
            options = [] if many else list(getattr(field.field, "choices", []))
            if value in (None, "") and options:
                value = options[0][0]
            data[field.html_name] = (value or []) if many else "" if value is None else value
    return data


def test_declared_data_are_added_changed_and_taken_away(keeper):
    version = drafted()
    data = {
        "code": "grade2", "label": "Xếp loại chi bộ", "source": "Số liệu khai báo", "type": "Mức", "entered_by": "unit",
        "confirmed_by": "superior", "levels": "kem; tot", "labels": "Kém; Tốt",
    }  # fmt: skip
    assert _send(keeper, "draft_field", version, data, 0).status_code == 302
    found = read_rubric(version).data.fields[-1]
    assert (found.code, found.levels, found.labels, found.confirmed_by) == (
        "grade2", ("kem", "tot"), ("Kém", "Tốt"), "superior",
    )  # fmt: skip
    twice = _send(keeper, "draft_field", version, data, 0)
    assert (twice.status_code, "Đã có trường mã grade2" in _text(twice)) == (422, True)
    wrong = _send(keeper, "draft_field", version, data | {"code": "grade3", "labels": "Kém"}, 0)
    assert (wrong.status_code, "Xếp loại chi bộ" in _text(wrong)) == (422, True)
    assert _send(keeper, "draft_fields", version, {"code": "facts:grade2"}).status_code == 302
    assert "grade2" not in [each.code for each in read_rubric(version).data.fields]


def test_head_and_printed_form_are_changed(keeper):
    version = drafted()
    data = {
        "form_title": "PHIẾU CHẤM", "form_head": "ĐẢNG BỘ A\nCHI BỘ B",
        "form_columns": "Nội dung | Tiêu chí\nĐiểm chuẩn | Điểm\nTự chấm | Chấm",
    }  # fmt: skip
    assert _send(keeper, "draft_form", version, data).status_code == 302
    form = read_rubric(version).data.form
    assert (form.title, form.head, [each.label for each in form.columns]) == (
        "PHIẾU CHẤM", ("ĐẢNG BỘ A", "CHI BỘ B"), ["Tiêu chí", "Điểm", "Chấm"],
    )  # fmt: skip
    wrong = _send(keeper, "draft_form", version, {**data, "form_columns": "Cột lạ | A"})
    assert (wrong.status_code, "Cột lạ | A" in _text(wrong)) == (422, True)
    head = {"name": "Tên mới", "source_number": "06-HD/ĐU", "source_date": "05/02/2026", "rounding_total_decimals": "1"}
    assert _send(keeper, "draft_head", version, head).status_code == 302
    found = read_rubric(version).data
    assert (found.name, found.source.date.isoformat(), found.rounding.total.decimals) == ("Tên mới", "2026-02-05", 1)
    bad = _send(keeper, "draft_head", version, head | {"source_date": "31/02/2026"})
    assert (bad.status_code, "31/02/2026" in _text(bad)) == (422, True)


def test_the_map_from_the_version_before_is_proposed_changed_and_confirmed(world, keeper):
    version = redrafted(world, 3)
    version = update_row(
        version, "I.3", {"text": "Việc hoàn toàn khác hẳn"}, actor=world.user("quantri"), seen=version.content_hash
    )
    page = keeper.get(_at("version_map", version))
    assert [(line["row"].code, line["typed"]) for line in page.context["rows"]] == [
        ("I", "I"), ("I.1", "I.1, I.3"), ("I.2", "I.2"), ("I.3", ""),
    ]  # fmt: skip
    typed = {f"old-{key_of(version, code)}": olds for code, olds in
             {"I": "I", "I.1": "I.1, I.2", "I.2": "", "I.3": "I.3"}.items()}  # fmt: skip
    assert keeper.post(_at("version_map", version), typed).status_code == 302
    found = CriterionMap.objects.filter(new__version=version, old__isnull=False).values_list("old__code", "new__code")
    assert set(found) == {("I", "I"), ("I.1", "I.1"), ("I.2", "I.1"), ("I.3", "I.3")}
    wrong = keeper.post(_at("version_map", version), typed | {f"old-{key_of(version, 'I.2')}": "X"})
    assert (wrong.status_code, "Bản cũ không có dòng mã X." in _text(wrong)) == (422, True)
    assert keeper.get(_at("version_map", RubricVersion.objects.get(rubric=version.rubric, number=1))).status_code == 404


def test_an_outcome_set_comes_out_of_a_workbook(keeper):
    version = load_rubric(fixture("rubrics/s0-chi-bo.yaml"), actor=None)
    outcome_set = load_outcomes(fixture("outcomes/s0-minh-hoa.yaml"), version.rubric, actor=None)
    book = SimpleUploadedFile("s0.xlsx", write_file(version, ".xlsx", outcome_set))
    page = keeper.get(_at("outcome_sets", version))
    assert outcome_set.name in _text(page)
    tried = keeper.post(_at("outcome_sets", version), {"file": book})
    assert (tried.status_code, "Xem thử" in _text(tried)) == (200, True)
    bare = SimpleUploadedFile("s0.xlsx", write_file(version, ".xlsx"))
    refused = keeper.post(_at("outcome_sets", version), {"file": bare})
    assert (refused.status_code, "không có mức xếp loại" in _text(refused)) == (422, True)


def test_an_outcome_set_that_does_not_fit_is_shown_with_its_faults_and_not_stored(keeper):
    version = load_rubric(fixture("rubrics/s0-chi-bo.yaml"), actor=None)
    given = fixture("outcomes/s0-minh-hoa.yaml")
    given["outcomes"][0] |= {"least_total": 800, "floors": [{"row": "X.9", "percent": 70}]}
    book = SimpleUploadedFile("s0.xlsx", write_workbook(read_rubric(version).data, parse_outcomes(given)))
    tried = keeper.post(_at("outcome_sets", version), {"file": book})
    faults = ["800 phải từ 0 đến", "mã X.9 không có trong bộ tiêu chí"]
    assert all(fault in _text(tried) for fault in faults)
    assert "Thêm bộ mức xếp loại này" not in _text(tried)
    stored = keeper.post(_at("outcome_sets", version), {"packed": tried.context["packed"]})
    assert stored.status_code == 422
    for shown in (*faults, "Bộ mức xếp loại còn chỗ chưa khớp", given["name"]):
        assert shown in _text(stored)
    assert version.rubric.outcome_sets.count() == 0


def test_the_trial_sheet_comes_to_what_a_sheet_would_and_says_why(keeper, writes_nothing):
    version = drafted()
    keys = [key_of(version, code) for code in ("I.1", "I.2")]
    with writes_nothing():
        answer = keeper.post(_at("trial", version), {f"v-{keys[0]}": "1", f"v-{keys[1]}": "0,5", "f-disciplined": "0"})
    page = _text(answer)
    assert answer.context["why"].total * 2 == 3
    (rule,) = answer.context["why"].rules
    assert (rule.reason["holds"], "<strong>Đạt</strong>" in page) == (True, True)
    open_ = keeper.post(_at("trial", version), {f"v-{keys[0]}": "1"})
    assert open_.context["why"].rules[0].reason["holds"] is None
    wrong = keeper.post(_at("trial", version), {f"v-{keys[0]}": "9", "f-disciplined": "nhiều"})
    page = _text(wrong)
    assert "Điểm phải từ 0 đến 1, bước 0,5." in page
    assert 'value="nhiều"' in page
    assert wrong.context["why"].rules[0].reason["holds"] is None
