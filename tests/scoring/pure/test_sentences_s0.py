"""Sentences of the 90 + 10 sheet, worked by hand: holds, just fails, undetermined, not applicable; with the words."""

from datetime import date

import pytest

from .observing import declared, seen
from .papers import (
    ASIDE,
    HAMLET,
    NO_RECRUITS,
    NOT,
    OFFICE,
    OK,
    OPEN,
    RECRUITS,
    SOURCELESS,
    below,
    cases,
    committee,
    compared,
    expected,
    not_confirmed,
    not_there,
    said,
    thematic,
    worked_through,
)
from .sources import CELL, COMMITTEE, facts, log, reason, regular

S0 = [
    (CELL, "ket-nap-dang-vien", [
        (facts(unit=RECRUITS, members_admitted=3, admission_target=3), OK, compared("100% (3/3)", "từ 100% trở lên")),
        (facts(unit=RECRUITS, members_admitted=2, admission_target=3), NOT, below("66,66% (2/3)", "từ 100% trở lên")),
        (facts(("admission_target",), unit=RECRUITS, members_admitted=3, admission_target=3), OPEN,
         not_confirmed("Chỉ tiêu kết nạp được giao")),
        (facts(unit=RECRUITS, members_admitted=0, admission_target=0), OK, "đáp ứng (không có gì để tính)."),
        (facts(unit=NO_RECRUITS), OK, ASIDE),
        (facts(members_admitted=2, admission_target=3), OPEN,
         "chưa đủ dữ liệu (chưa rõ điều kiện này có áp dụng cho đơn vị không)."),
    ]),
    (CELL, "khong-ton-dong", [
        (facts(cases_pending=0, mass_complaints=0), OK,
         ("đáp ứng (“Số vụ việc còn tồn đọng”: 0, yêu cầu bằng 0; “Số vụ khiếu nại phức tạp đông người và "
         "vượt cấp”: 0, "
         "yêu cầu bằng 0).")),
        (facts(cases_pending=0, mass_complaints=1), NOT,
         "không đáp ứng (“Số vụ khiếu nại phức tạp đông người và vượt cấp”: 1, yêu cầu bằng 0)."),
        (facts(cases_pending=0), OPEN, not_there("Số vụ khiếu nại phức tạp đông người và vượt cấp")),
        (facts(cases_pending=2), NOT, "không đáp ứng (“Số vụ việc còn tồn đọng”: 2, yêu cầu bằng 0)."),
    ]),
    (CELL, "thuong-ky-kha", [
        (log(*regular(*["kha"] * 12)), OK, compared("12/12", "tất cả")),
        (log(*regular(*["tot"] * 11, "trung_binh")), NOT, below("11/12", "tất cả")),
        (log(*regular(*["kha"] * 11, None)), OPEN,
         not_there("Xếp loại buổi sinh hoạt", "Cuộc họp ngày 05/12/2026")),
        (log(*regular(*["kha"] * 10, "kem", None)), NOT, below("10/12 đến 11/12", "tất cả")),
        (log(), OPEN, "chưa đủ dữ liệu (chưa có buổi sinh hoạt trong kỳ đánh giá)."),
        (seen(), OPEN, SOURCELESS),
    ]),
    (CELL, "thuong-ky-tot", [
        (log(*regular(*["tot"] * 9, *["kha"] * 3)), OK, compared("9", "từ 9 trở lên")),
        (log(*regular(*["tot"] * 8, *["kha"] * 4)), NOT, below("8", "từ 9 trở lên")),
        (log(*regular(*["tot"] * 8, *["kha"] * 3, None)), OPEN,
         not_there("Xếp loại buổi sinh hoạt", "Cuộc họp ngày 05/12/2026")),
        (log(*regular(*["tot"] * 7, *["kha"] * 4, None)), NOT, below("7 đến 8", "từ 9 trở lên")),
    ]),
    (CELL, "chuyen-de-quy", [
        (log(thematic(1), thematic(4), thematic(8), thematic(12)), OK, compared("4/4 quý", "mỗi quý từ 1 trở lên")),
        (log(thematic(1), thematic(4), thematic(12)), NOT, below("3/4 quý, trừ quý 3/2026", "mỗi quý từ 1 trở lên")),
        (log(thematic(1), thematic(4), as_of=date(2026, 6, 30)), OK, compared("2/2 quý", "mỗi quý từ 1 trở lên")),
        (log(thematic(4), thematic(9), thematic(10), founded=date(2026, 2, 10)), OK,
         compared("3/3 quý", "mỗi quý từ 1 trở lên")),
        (seen(), OPEN, SOURCELESS),
    ]),
    (CELL, "chuyen-de-giai-phap", [
        (log(thematic(1, topic="giai_phap_nhiem_vu"), thematic(4, topic="khac")), OK,
         compared("50% (1/2)", "từ 50% trở lên")),
        (log(thematic(1, topic="giai_phap_thuc_tien"), thematic(4, topic="khac"), thematic(7, topic="khac")), NOT,
         below("33,33% (1/3)", "từ 50% trở lên")),
        (log(thematic(1, topic="giai_phap_nhiem_vu"), thematic(4, topic="khac"), thematic(7)), OPEN,
         not_there("Nội dung chuyên đề", "Cuộc họp ngày 20/07/2026")),
        (log(thematic(1, topic="giai_phap_nhiem_vu"), thematic(4)), OK,
         compared("50% (1/2) đến 100% (2/2)", "từ 50% trở lên")),
        (log(*regular("kha")), OPEN, "chưa đủ dữ liệu (chưa có buổi sinh hoạt trong kỳ đánh giá)."),
    ]),
    (CELL, "tham-du-90", [
        (log(thematic(1, present=9, members=10), thematic(4, present=18, members=20), unit=OFFICE), OK,
         compared("90% (27/30)", "từ 90% trở lên")),
        (log(thematic(1, present=9, members=10), thematic(4, present=17, members=20), unit=OFFICE), NOT,
         below("86,66% (26/30)", "từ 90% trở lên")),
        (log(thematic(1, members=10), unit=OFFICE), OPEN,
         not_there("Số đảng viên có mặt", "Cuộc họp ngày 20/01/2026")),
        (log(thematic(1, present=8, members=10), unit=HAMLET), OK, ASIDE),
    ]),
    (CELL, "tham-du-85", [
        (log(thematic(1, present=17, members=20), unit=HAMLET), OK, compared("85% (17/20)", "từ 85% trở lên")),
        (log(thematic(1, present=16, members=20), unit=HAMLET), NOT, below("80% (16/20)", "từ 85% trở lên")),
        (log(thematic(1, present=17), unit=HAMLET), OPEN,
         not_there("Số đảng viên phải dự", "Cuộc họp ngày 20/01/2026")),
        (log(thematic(1, present=16, members=20), unit=OFFICE), OK, ASIDE),
    ]),
    (CELL, "vang-khong-ly-do", [
        (log(thematic(1, absent_without_reason=0)), OK, compared("1/1", "tất cả")),
        (log(thematic(1, absent_without_reason=0), thematic(4, absent_without_reason=1)), NOT, below("1/2", "tất cả")),
        (log(thematic(1)), OPEN, not_there("Số đảng viên vắng không có lý do", "Cuộc họp ngày 20/01/2026")),
    ]),
    (CELL, "khong-mat-doan-ket", [
        (facts(disunity=False), OK, compared("không", "không")),
        (facts(disunity=True), NOT, below("có", "không")),
        (facts(("disunity",), disunity=False), OPEN, not_confirmed("Có biểu hiện mất đoàn kết nội bộ")),
        (seen(facts=[]), OPEN, "chưa đủ dữ liệu (“Có biểu hiện mất đoàn kết nội bộ” chưa có)."),
    ]),
    (CELL, "cap-uy-vien-tot", [
        (facts(committee_good=3, committee_total=3), OK, compared("100% (3/3)", "từ 100% trở lên")),
        (facts(committee_good=2, committee_total=3), NOT, below("66,66% (2/3)", "từ 100% trở lên")),
        (facts(("committee_good",), committee_good=3, committee_total=3), OPEN,
         not_confirmed("Số cấp ủy viên ‘Hoàn thành tốt nhiệm vụ’ trở lên")),
        (facts(committee_good=0, committee_total=0), OPEN,
         "chưa đủ dữ liệu (“Số cấp ủy viên được xếp loại” bằng 0 nên không tính được tỷ lệ)."),
    ]),
    (CELL, "dang-vien-tot", [
        (facts(members_good=18, members_total=20), OK, compared("90% (18/20)", "từ 90% trở lên")),
        (facts(members_good=17, members_total=19), NOT, below("89,47% (17/19)", "từ 90% trở lên")),
        (facts(members_good=18), OPEN, not_there("Số đảng viên được xếp loại")),
    ]),
    (COMMITTEE, "sinh-hoat-dang-uy", [
        (log(*committee(*range(1, 13))), OK, compared("12/12 tháng", "mỗi tháng từ 1 trở lên")),
        (log(*committee(*range(1, 12))), NOT, below("11/12 tháng, trừ tháng 12/2026", "mỗi tháng từ 1 trở lên")),
        (log(*committee(*range(1, 12)), as_of=date(2026, 11, 30)), OK,
         compared("11/11 tháng", "mỗi tháng từ 1 trở lên")),
        (seen(), OPEN, SOURCELESS),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "given", "holds", "words"), **cases(S0))
def test_a_sentence_comes_to_this_in_these_words(name, code, given, holds, words):
    assert said(name, code, given) == expected(name, code, holds, words)


def test_enough_sentences_are_worked_by_hand():
    assert worked_through(S0) >= 8


def test_what_breaks_a_rule_is_named():
    given = log(*regular(*["tot"] * 10, "trung_binh", "kem"))
    assert reason(CELL, "thuong-ky-kha", given).records == ("Cuộc họp ngày 05/11/2026", "Cuộc họp ngày 05/12/2026")
    assert reason(CELL, "chuyen-de-quy", log(thematic(1), thematic(12))).records == ("quý 2/2026", "quý 3/2026")


def test_figures_of_another_year_are_not_read():
    last_year = seen(facts=[declared(2025, disunity=False)])
    assert reason(CELL, "khong-mat-doan-ket", last_year).holds is None
