from datetime import date

import pytest

from recognition.documents import layout as rules

LAYOUT_2018, LAYOUT_2026 = rules.LAYOUTS


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 1, 1), "2018"),
        (date(2018, 4, 3), "2018"),
        (date(2026, 5, 26), "2018"),
        (date(2026, 5, 27), "2026"),
        (date(2031, 1, 1), "2026"),
    ],
)
def test_the_day_of_issue_chooses_the_layout(day, code):
    assert rules.layout_for(day).code == code
    assert rules.layout_called(code) == rules.layout_for(day)


def test_an_unknown_layout_is_refused():
    with pytest.raises(KeyError):
        rules.layout_called("2004")


def test_the_layouts_spell_the_committee_as_their_guideline_does():
    assert (LAYOUT_2018.committee, LAYOUT_2026.committee) == ("ĐẢNG UỶ", "ĐẢNG ỦY")


@pytest.mark.parametrize(
    ("number", "suffix", "text"),
    [
        (5, "", "Số 05-QĐ/ĐU"),
        (10, "", "Số 10-QĐ/ĐU"),
        (128, "", "Số 128-QĐ/ĐU"),
        (7, "a", "Số 07a-QĐ/ĐU"),
        (None, "", "Số      -QĐ/ĐU"),
    ],
)
def test_numbers_have_a_zero_below_ten_and_no_colon(number, suffix, text):
    assert rules.number_text(number, suffix, "QĐ", "ĐU") == text


@pytest.mark.parametrize(
    ("day", "text", "short"),
    [
        (date(2026, 2, 5), "Tam Thăng, ngày 05 tháng 02 năm 2026", "05/02/2026"),
        (date(2026, 1, 10), "Tam Thăng, ngày 10 tháng 01 năm 2026", "10/01/2026"),
        (date(2026, 3, 9), "Tam Thăng, ngày 09 tháng 3 năm 2026", "09/3/2026"),
        (date(2026, 12, 31), "Tam Thăng, ngày 31 tháng 12 năm 2026", "31/12/2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero(day, text, short):
    assert rules.place_date("Tam Thăng", day) == text
    assert rules.short_date(day) == short


def test_the_signing_copy_leaves_room_for_the_day():
    assert rules.place_date("Tam Thăng", None, 2026) == "Tam Thăng, ngày      tháng      năm 2026"
    assert rules.place_date("Tam Thăng", None) == "Tam Thăng, ngày      tháng      năm"
    assert rules.short_date(None, 2026) == "      /      /2026"


def test_the_annex_refers_to_its_paper():
    reference = rules.annex_reference("Quyết định", "Số 05-QĐ/ĐU", date(2026, 2, 5), None, "Đảng ủy xã Suối Ngàn")

    assert reference == "(Kèm theo Quyết định số 05-QĐ/ĐU ngày 05/02/2026 của Đảng ủy xã Suối Ngàn)"


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (LAYOUT_2018, ("- Như Điều 2,", "- BTV huyện ủy .....,", "- Lưu VP.")),
        (LAYOUT_2026, ("- Như Điều 2;", "- BTV huyện ủy .....;", "- Lưu VP.")),
    ],
)
@pytest.mark.parametrize(
    "typed",
    [
        ("Như Điều 2", "BTV huyện ủy .....", "Lưu VP"),
        ("- Như Điều 2,", "- BTV huyện ủy .....,", "- Lưu VP."),
        ("Như Điều 2; ", " BTV huyện ủy .....;", "Lưu VP;"),
    ],
)
def test_recipients_get_the_marks_of_the_layout_however_they_were_typed(layout, typed, expected):
    assert rules.recipient_lines(layout, typed) == expected


def test_one_recipient_ends_with_a_full_stop_and_none_is_nothing():
    assert rules.recipient_lines(LAYOUT_2026, ("Lưu VP",)) == ("- Lưu VP.",)
    assert rules.recipient_lines(LAYOUT_2026, ()) == ()


@pytest.mark.parametrize("end", [",", "."])
def test_bases_end_with_semicolons_and_the_last_as_configured(end):
    typed = ("Căn cứ Điều lệ Đảng;", "- Xét đề nghị của chi bộ,")

    assert rules.basis_lines(typed, end) == ("- Căn cứ Điều lệ Đảng;", f"- Xét đề nghị của chi bộ{end}")


def test_a_request_of_2026_names_its_addressee_first():
    assert rules.request_recipients(LAYOUT_2026, ("Lưu VP",)) == ("Như trên", "Lưu VP")
    assert rules.request_recipients(LAYOUT_2026, ("Như trên", "Lưu VP")) == ("Như trên", "Lưu VP")
    assert rules.request_recipients(LAYOUT_2026, ("Lưu VP", "Như trên")) == ("Như trên", "Lưu VP")
    assert rules.request_recipients(LAYOUT_2018, ("Lưu VP",)) == ("Lưu VP",)


def test_a_body_ends_with_a_full_stop():
    assert rules.ended(("Gồm:", "chi bộ A;", "chi bộ B", "Thi hành;")) == (
        "Gồm:",
        "chi bộ A;",
        "chi bộ B.",
        "Thi hành.",
    )
    assert rules.ended(("Thi hành./.",)) == ("Thi hành./.",)
    assert rules.ended(()) == ()


def test_notes_on_annexes_are_set_apart_as_italic():
    assert list(rules.runs("Công nhận (có danh sách kèm theo) đạt (năm 2025)")) == [
        ("Công nhận ", False),
        ("(có danh sách kèm theo)", True),
        (" đạt (năm 2025)", False),
    ]


def test_sheet_columns_fill_the_width_between_the_margins():
    columns = rules.sheet_columns(("Stt", "Nội dung", "Đạt", "Không đạt"))

    assert [column.width_mm for column in columns] == [10, 115, 20, 20]
    assert [column.align for column in columns] == ["center", "left", "center", "center"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("(Kèm theo Kế hoạch của Huyện ủy)", ("(Kèm theo Kế hoạch ", "của Huyện ủy)")),
        ("(Mẫu này)", ("", "(Mẫu này)")),
        ("(Mẫu)", ("", "(Mẫu)")),
        ("", None),
    ],
)
def test_the_last_words_of_a_reference_stay_together(text, parts):
    assert rules.tailed(text) == parts
