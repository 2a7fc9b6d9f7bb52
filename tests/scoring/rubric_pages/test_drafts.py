"""The page of a draft: its tree in words, what is wrong beside each row, and what comes too late."""

import pytest
from django.test import Client
from django.urls import reverse

from scoring.models import Programme, RubricVersion
from scoring.rubrics.draft import update_row
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_rubric, publish
from tests.scoring.pure.builders import mapping, row
from tests.scoring.rubric_pages.register import condition_data, row_data
from tests.scoring.rubric_pages.situations import drafted, key_of, redrafted


def _at(name: str, version: RubricVersion, *more: int) -> str:
    return reverse(f"scoring:{name}", args=[version.pk, *more])


def _send(keeper: Client, name: str, version: RubricVersion, data: dict[str, str], *more: int):
    version.refresh_from_db()
    return keeper.post(_at(name, version, *more), {"seen": version.content_hash, **data})


def _text(answer) -> str:
    return answer.content.decode()


def test_the_tree_is_read_back_in_words_with_what_is_wrong_beside_the_row(keeper):
    version = drafted()
    page = _text(keeper.get(_at("draft", version)))
    assert page.count('<th scope="row"') == 2 + 1
    assert "“Số người bị kỷ luật” trong kỳ đánh giá: bằng 0" in page
    assert "Chấm điểm" in page
    assert "Bước 0,5 điểm." in page
    assert "không còn chỗ nào sai" in page
    _send(keeper, "row_edit", version, row_data(code="I.1", marker="1", maximum="7"), key_of(version, "I.1"))
    page = _text(keeper.get(_at("draft", version)))
    assert 'class="row-error">Mục I (mã I):' in page
    assert "Còn 1 chỗ phải sửa" in page


def test_a_rubric_is_begun_for_a_programme_that_stands_or_a_new_one(keeper):
    data = {"code": "phieu-a", "name": "Phiếu A", "source": "05-HD/ĐU"}
    refused = keeper.post(reverse("scoring:rubric_create"), data)
    assert (refused.status_code, RubricVersion.objects.count()) == (422, 0)
    assert "Chọn một mô hình ở trên" in _text(refused)
    assert 'value="Phiếu A"' in _text(refused)
    more = {"programme_code": "mau", "programme_name": "Mẫu", "subject": "organization", "period": "quarter"}
    assert keeper.post(reverse("scoring:rubric_create"), data | more).status_code == 302
    programme = Programme.objects.get(code="mau")
    assert programme.period == "quarter"
    again = keeper.post(reverse("scoring:rubric_create"), data | {"programme": str(programme.pk)})
    assert (again.status_code, "Đã có bộ tiêu chí mã phieu-a." in _text(again)) == (422, True)


def test_a_row_of_another_kind_shows_its_own_fields_first_and_keeps_what_was_typed(keeper):
    version = drafted()
    key = key_of(version, "I.1")
    answer = _send(keeper, "row_edit", version, row_data(code="I.1", kind="count", then="kind"), key)
    page = _text(answer)
    assert (answer.status_code, 'name="spec_unit"' in page, 'name="spec_step"' in page) == (200, True, False)
    assert "Ý mới</textarea>" in page
    count = row_data(code="I.1", kind="count", shown_kind="count", spec_unit="0,25", spec_counted="việc")
    assert _send(keeper, "row_edit", version, count, key).status_code == 302
    found = read_rubric(version).data.row("I.1")
    assert (found.kind, str(found.spec.unit), found.spec.counted, len(found.spec.conditions)) == (
        "count", "0.25", "việc", 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"maximum": "mười"}, "Hãy nhập một số"),
        ({"spec_step": "1.250"}, "1250"),
        ({"text": ""}, "bắt buộc"),
        ({"code": "I.2"}, "Mã I.2 đã có ở dòng khác."),
        ({"spec_demands_evidence": "Đôi khi"}, "Đôi khi"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field_and_stays(keeper, typed, sentence):
    version = drafted()
    before = read_rubric(version).data
    answer = _send(keeper, "row_edit", version, {**row_data(code="I.1"), **typed}, key_of(version, "I.1"))
    assert (answer.status_code, read_rubric(version).data == before) == (422, True)
    page = _text(answer)
    assert sentence in page
    for text in typed.values():
        assert text in page


def test_levels_and_bands_are_typed_line_by_line(keeper):
    version = drafted()
    levels = row_data(
        kind="choice", shown_kind="choice", parent="I", spec_choices="tot | Tốt | 1 | 1,5\nkha | Khá | 2 | 1"
    )
    assert _send(keeper, "row_add", version, levels).status_code == 302
    bands = row_data(kind="measure", shown_kind="measure", parent="I", spec_bands="≥ 90 | 1,5\n≥ 50; < 90 | 1 | Khá")
    assert _send(keeper, "row_add", version, bands).status_code == 302
    data = read_rubric(version).data
    assert [each.label for each in data.row("I.3").spec.choices] == ["Tốt", "Khá"]
    assert [str(each.points) for each in data.row("I.4").spec.bands] == ["1.5", "1"]
    assert "≥ 50; &lt; 90 | 1 | Khá" in _text(keeper.get(_at("row_edit", version, key_of(version, "I.4"))))


def test_for_whom_and_for_which_period_a_row_counts_is_chosen_from_lists(keeper):
    version = drafted()
    key = key_of(version, "I.1")
    chosen = row_data(code="I.1") | {
        "spec_applies_kind": ["chi_bo_co_so"], "spec_applies_level": ["chi_bo_co_so"],
        "spec_applies_period": ["year", "term"],
    }  # fmt: skip
    assert _send(keeper, "row_edit", version, chosen, key).status_code == 302
    version.refresh_from_db()
    applies = read_rubric(version).data.row("I.1").spec.applies
    assert (applies.kind, applies.level, applies.period) == (("chi_bo_co_so",), ("chi_bo_co_so",), ("year", "term"))
    assert "kỳ “năm”, “nhiệm kỳ, giai đoạn”" in _text(keeper.get(_at("draft", version)))
    refused = _send(keeper, "row_edit", version, {**chosen, "spec_applies_period": ["tuan"]}, key)
    assert (refused.status_code, read_rubric(version).data.row("I.1").spec.applies) == (422, applies)
    whole = {"name": "Tên", "source_number": "1", "applies_kind": ["chi_bo_co_so"], "applies_period": ["year"]}
    assert _send(keeper, "draft_head", version, whole).status_code == 302
    version.refresh_from_db()
    head = read_rubric(version).data.applies
    assert (head.kind, head.period) == (("chi_bo_co_so",), ("year",))


@pytest.mark.parametrize(
    ("name", "data", "row_code", "more"),
    [
        ("row_edit", row_data(code="I.1", text="Của tôi"), "I.1", ()),
        ("row_place", {"then": "delete"}, "I.1", ()),
        ("row_add", row_data(parent="I", text="Của tôi"), "", ()),
        ("condition", condition_data(text="Của tôi"), "I.1", (0,)),
        ("draft_form", {"form_title": "Của tôi"}, "", ()),
        ("draft_head", {"name": "Của tôi", "source_number": "1"}, "", ()),
        ("draft_publish", {}, "", ()),
        ("draft_discard", {}, "", ()),
    ],
)  # fmt: skip
def test_who_comes_second_is_told_and_loses_nothing_typed(world, keeper, name, data, row_code, more):
    version = drafted()
    shown = version.content_hash
    keys = [key_of(version, row_code)] if row_code else []
    update_row(version, "I.2", {"text": "Người khác"}, actor=world.user("quantri"), seen=shown)
    answer = keeper.post(_at(name, version, *keys, *more), {"seen": shown, **data})
    page = _text(answer)
    assert (answer.status_code, "vừa được người khác sửa" in page) == (409, True)
    stored = RubricVersion.objects.get(pk=version.pk)
    assert read_rubric(stored).data.row("I.2").text == "Người khác"
    assert stored.content_hash in page
    assert all("Của tôi" in page for value in data.values() if value == "Của tôi")


def test_rows_are_moved_and_deleted(keeper):
    version = drafted(3)
    _send(keeper, "draft", version, {"then": f"up:{key_of(version, 'I.3')}"})
    assert [each.code for each in read_rubric(version).data.rows] == ["I", "I.1", "I.3", "I.2"]
    bad = _send(keeper, "row_place", version, {"parent": "I", "position": "x"}, key_of(version, "I.3"))
    assert (bad.status_code, "ghi một số từ 1" in _text(bad)) == (422, True)
    _send(keeper, "row_place", version, {"parent": "", "position": ""}, key_of(version, "I.3"))
    assert read_rubric(version).data.row("I.3").parent == ""
    _send(keeper, "row_place", version, {"then": "delete"}, key_of(version, "I"))
    assert [each.code for each in read_rubric(version).data.rows] == ["I.3"]


def test_publishing_is_refused_with_every_reason_and_done_when_it_adds_up(keeper):
    version = _without_maximum()
    page = _text(keeper.get(_at("draft_publish", version)))
    assert "Chưa ban hành được" in page
    assert _send(keeper, "draft_publish", version, {}).status_code == 422
    _send(keeper, "row_edit", version, row_data(code="A", maximum="2"), key_of(version, "A"))
    assert _send(keeper, "draft_publish", version, {}).url == _at("rubric", version)
    version.refresh_from_db()
    assert version.state == "published"
    assert keeper.get(_at("draft", version)).status_code == 404


def _without_maximum() -> RubricVersion:
    """A draft of one row that earns nothing."""
    return load_rubric(mapping(row("A")), actor=None)


def test_a_published_version_is_copied_once(keeper):
    version = publish(drafted(), actor=None)
    first = keeper.post(_at("draft_create", version))
    second = keeper.post(_at("draft_create", version))
    assert first.url == second.url
    assert RubricVersion.objects.filter(state="draft").count() == 1


def test_a_draft_is_seen_as_the_official_sheet_by_its_keepers_alone(world, keeper):
    version = redrafted(world)
    page = _text(keeper.get(_at("rubric", version)))
    assert "“Số người bị kỷ luật” trong kỳ đánh giá: bằng 0" in page
    assert _at("draft", version) in _text(keeper.get(reverse("scoring:rubrics")))
    other = Client()
    other.force_login(world.user("bithu"))
    assert other.get(_at("rubric", version)).status_code == 404
    assert _at("draft", version) not in _text(other.get(reverse("scoring:rubrics")))


def test_two_hundred_rows_ask_as_often_as_a_few(world, keeper, queries):
    def count(rows: int, code: str) -> list[int]:
        version = redrafted(world, rows, code=code)
        found = []
        for name in ("draft", "rubric", "trial", "version_map", "draft_publish"):
            with queries() as asked:
                assert keeper.get(_at(name, version)).status_code == 200
            found.append(len(asked))
        return found

    count(2, "khoi-dong")
    assert count(200, "nhieu") == count(2, "it")


def test_a_page_that_comes_again_is_not_written_over_what_another_stored_meanwhile(keeper):
    version = drafted()
    old = version.content_hash
    _send(keeper, "row_add", version, row_data(parent="I", text="Của người khác"))
    wrong = keeper.post(_at("row_add", version), {"seen": old, **row_data(parent="I", maximum="nhiều")})
    assert (wrong.status_code, f'name="seen" value="{old}"' in _text(wrong)) == (422, True)
    assert keeper.post(_at("row_add", version), {"seen": old, **row_data(parent="I")}).status_code == 409
