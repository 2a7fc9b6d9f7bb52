"""Sentences of the four contents, worked by hand: holds, just fails, undetermined, not applicable; with the words."""

import pytest

from .observing import meeting, seen
from .papers import (
    DONE,
    GOOD,
    GRADES,
    NOT,
    OK,
    OPEN,
    RESULTS,
    SOURCELESS,
    below,
    cases,
    children,
    compared,
    expected,
    not_confirmed,
    not_there,
    results,
    said,
    thematic,
    worked_through,
)
from .sources import FOUR_CELL, FOUR_COMMITTEE, facts, log, regular

S1 = [
    (FOUR_CELL, "noi-dung-tot", [
        (facts(**results(economy_society="xuat_sac")), OK,
         ("đáp ứng (“Kết quả công tác xây dựng Đảng”: “Tốt”, yêu cầu từ “Tốt” trở lên; “Kết quả xây dựng hệ thống "
         "chính trị”: “Tốt”, yêu cầu từ “Tốt” trở lên; “Kết quả phát triển kinh tế - xã hội”: “Xuất sắc”, yêu "
         "cầu từ “Tốt” "
         "trở lên; “Kết quả quốc phòng - an ninh”: “Tốt”, yêu cầu từ “Tốt” trở lên; “Kết quả nhiệm vụ chính trị của "
         "địa phương, cơ quan, đơn vị”: “Tốt”, yêu cầu từ “Tốt” trở lên; “Cấp độ thấp nhất trong các tiêu chí "
         "khác”: “Trung "
         "bình”, yêu cầu từ “Trung bình” trở lên).")),
        (facts(**results(own_task="trung_binh")), NOT,
         ("không đáp ứng (“Kết quả nhiệm vụ chính trị của địa phương, cơ quan, đơn vị”: “Trung bình”, yêu cầu "
         "từ “Tốt” "
         "trở lên).")),
        (facts(**results(least_other_criterion="kem")), NOT,
         "không đáp ứng (“Cấp độ thấp nhất trong các tiêu chí khác”: “Kém”, yêu cầu từ “Trung bình” trở lên)."),
        (facts(("defence_security",), **RESULTS), OPEN, not_confirmed("Kết quả quốc phòng - an ninh")),
        (facts(("defence_security",), **results(party_building="kem")), NOT,
         "không đáp ứng (“Kết quả công tác xây dựng Đảng”: “Kém”, yêu cầu từ “Tốt” trở lên)."),
    ]),
    (FOUR_CELL, "cung-cap-hoan-thanh", [
        (facts(**GRADES), OK,
         ("đáp ứng (“Xếp loại đảng ủy (chi ủy)”: “Hoàn thành nhiệm vụ”, yêu cầu từ “Hoàn thành nhiệm vụ” trở lên; "
         "“Xếp loại chính quyền cùng cấp”: “Hoàn thành nhiệm vụ”, yêu cầu từ “Hoàn thành nhiệm vụ” trở lên; "
         "“Xếp loại "
         "thấp nhất của MTTQ và đoàn thể cùng cấp”: “Hoàn thành nhiệm vụ”, yêu cầu từ “Hoàn thành nhiệm vụ” "
         "trở lên).")),
        (facts(**GRADES | {"government_grade": "khong_hoan_thanh"}), NOT,
         ("không đáp ứng (“Xếp loại chính quyền cùng cấp”: “Không hoàn thành nhiệm vụ”, yêu cầu từ “Hoàn "
         "thành nhiệm vụ” "
         "trở lên).")),
        (facts(("committee_grade",), **GRADES), OPEN, not_confirmed("Xếp loại đảng ủy (chi ủy)")),
    ]),
    (FOUR_CELL, "thuong-ky-kha", [
        (log(*regular(*["kha"] * 10, "trung_binh", "-")), OK, compared("10", "từ 10 trở lên")),
        (log(*regular(*["kha"] * 9, *["trung_binh"] * 3)), NOT, below("9", "từ 10 trở lên")),
        (log(*regular(*["kha"] * 9, *["trung_binh"] * 2, None)), OPEN,
         not_there("Xếp loại kỳ sinh hoạt", "Cuộc họp ngày 05/12/2026")),
        (seen(), OPEN, SOURCELESS),
    ]),
    (FOUR_CELL, "khong-kem", [
        (log(*regular(*["trung_binh"] * 12)), OK,
         ("đáp ứng (Số buổi sinh hoạt (“Loại kỳ sinh hoạt” là “Thường kỳ”; “Xếp loại kỳ sinh hoạt” là “Kém”): "
         "0, yêu cầu "
         "không có; Mỗi tháng: số buổi sinh hoạt (“Loại kỳ sinh hoạt” là “Thường kỳ”): 12/12 tháng, yêu cầu "
         "mỗi tháng "
         "từ 1 trở lên).")),
        (log(*regular(*["kha"] * 11, "kem")), NOT,
         ("không đáp ứng (Số buổi sinh hoạt (“Loại kỳ sinh hoạt” là “Thường kỳ”; “Xếp loại kỳ sinh hoạt” là "
         "“Kém”): 1, "
         "yêu cầu không có).")),
        (log(*regular(*["kha"] * 5, "-", *["kha"] * 6)), NOT,
         ("không đáp ứng (Mỗi tháng: số buổi sinh hoạt (“Loại kỳ sinh hoạt” là “Thường kỳ”): 11/12 tháng, trừ tháng "
         "6/2026, yêu cầu mỗi tháng từ 1 trở lên).")),
        (log(*regular(*["kha"] * 11, None)), OPEN, not_there("Xếp loại kỳ sinh hoạt", "Cuộc họp ngày 05/12/2026")),
    ]),
    (FOUR_CELL, "chuyen-de", [
        (log(thematic(3), thematic(9)), OK, compared("2", "từ 2 trở lên")),
        (log(thematic(3), *regular("kha")), NOT, below("1", "từ 2 trở lên")),
        (log(*regular("kha")), NOT, below("0", "từ 2 trở lên")),
        (log(), OPEN, "chưa đủ dữ liệu (chưa có buổi sinh hoạt trong kỳ đánh giá)."),
        (log(thematic(3), meeting(9)), OPEN, not_there("Loại kỳ sinh hoạt", "Cuộc họp ngày 05/09/2026")),
    ]),
    (FOUR_CELL, "khong-don-thu", [
        (facts(complaints_inside=0), OK, compared("0", "bằng 0")),
        (facts(complaints_inside=1), NOT, below("1", "bằng 0")),
        (facts(("complaints_inside",), complaints_inside=0), OPEN,
         not_confirmed("Số đơn thư khiếu nại, tố cáo trong nội bộ")),
    ]),
    (FOUR_CELL, "khong-ky-luat", [
        (facts(members_disciplined=0), OK, compared("0", "bằng 0")),
        (facts(members_disciplined=1), NOT, below("1", "bằng 0")),
        (facts(("members_disciplined",), members_disciplined=0), OPEN,
         not_confirmed("Số cán bộ, đảng viên bị xử lý kỷ luật")),
    ]),
    (FOUR_CELL, "dang-vien-hoan-thanh", [
        (facts(members_completed=20, members_total=20), OK, compared("100% (20/20)", "từ 100% trở lên")),
        (facts(members_completed=19, members_total=20), NOT, below("95% (19/20)", "từ 100% trở lên")),
        (facts(members_completed=20), OPEN, not_there("Số đảng viên được xếp loại")),
    ]),
    (FOUR_CELL, "dang-vien-tot", [
        (facts(members_good=10, members_total=20), OK, compared("50% (10/20)", "từ 50% trở lên")),
        (facts(members_good=10, members_total=21), NOT, below("47,61% (10/21)", "từ 50% trở lên")),
        (facts(members_total=21), OPEN, not_there("Số đảng viên ‘Hoàn thành tốt nhiệm vụ’ trở lên")),
    ]),
    (FOUR_COMMITTEE, "sinh-hoat-du-so-lan", [
        (facts(committee_meetings_as_prescribed=True, congress_meetings_as_prescribed=False), NOT,
         "không đáp ứng (“Sinh hoạt đảng bộ có chất lượng và đủ số lần”: không, yêu cầu có)."),
        (facts(committee_meetings_as_prescribed=True, congress_meetings_as_prescribed=True), OK,
         ("đáp ứng (“Sinh hoạt đảng ủy có chất lượng và đủ số lần”: có, yêu cầu có; “Sinh hoạt đảng bộ có "
         "chất lượng và "
         "đủ số lần”: có, yêu cầu có).")),
        (facts(committee_meetings_as_prescribed=True), OPEN, not_there("Sinh hoạt đảng bộ có chất lượng và đủ số lần")),
    ]),
    (FOUR_COMMITTEE, "truc-thuoc-hoan-thanh", [
        (children(GOOD, DONE), OK, compared("100% (2/2)", "từ 100% trở lên")),
        (children(GOOD, DONE, "khong_hoan_thanh"), NOT, below("66,66% (2/3)", "từ 100% trở lên")),
        (children(GOOD, None), OPEN, "chưa đủ dữ liệu (thiếu số liệu của Chi bộ Thôn 2, năm 2026)."),
        (seen(years_children=[]), OPEN, "chưa đủ dữ liệu (chưa có tổ chức đảng trực thuộc trong kỳ đánh giá)."),
    ]),
    (FOUR_COMMITTEE, "truc-thuoc-tot", [
        (children(GOOD, DONE), OK, compared("50% (1/2)", "từ 50% trở lên")),
        (children(GOOD, DONE, DONE), NOT, below("33,33% (1/3)", "từ 50% trở lên")),
        (children(GOOD, None), OK, compared("50% (1/2) đến 100% (2/2)", "từ 50% trở lên")),
        (children(GOOD, DONE, None), OPEN, "chưa đủ dữ liệu (thiếu số liệu của Chi bộ Thôn 3, năm 2026)."),
        (children(GOOD, DONE, DONE, DONE, None), NOT, below("20% (1/5) đến 40% (2/5)", "từ 50% trở lên")),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "given", "holds", "words"), **cases(S1))
def test_a_sentence_comes_to_this_in_these_words(name, code, given, holds, words):
    assert said(name, code, given) == expected(name, code, holds, words)


def test_enough_sentences_are_worked_by_hand():
    assert worked_through(S1) >= 12
