"""Sentences of the model cell, worked by hand: holds, just fails, undetermined, not applicable; with the words."""

from dataclasses import replace
from datetime import date

import pytest

from scoring.pure.applicability import Unit

from .observing import meeting, seen
from .papers import (
    ASIDE,
    BEST,
    DONE,
    GOOD,
    HANDBOOK,
    NOT,
    NOTEBOOK,
    OK,
    OPEN,
    SOURCELESS,
    below,
    cases,
    compared,
    expected,
    families,
    not_there,
    said,
    worked_through,
)
from .sources import MODEL, MODEL_UNDER, facts, ledger, log, reason, regular, years_of

PERCENT = "từ 100% trở lên"
S4 = [
    (MODEL, "nam-lien-tot", [
        (ledger(GOOD, BEST, BEST, BEST, GOOD, first=2020), OK, compared("5", "từ 5 trở lên")),
        (ledger(GOOD, DONE, BEST, BEST, BEST, first=2020), NOT, below("3", "từ 5 trở lên")),
        (ledger(GOOD, None, BEST, BEST, BEST, first=2020), OPEN, "chưa đủ dữ liệu (thiếu năm 2021)."),
        (replace(ledger(None, None, GOOD, BEST, BEST, first=2020), founded=date(2022, 1, 1)), NOT,
         below("3", "từ 5 trở lên")),
        (replace(ledger(GOOD, BEST, BEST, BEST, GOOD, first=2020), founded=date(2015, 1, 1)), OK,
         compared("5", "từ 5 trở lên")),
    ]),
    (MODEL, "nam-xuat-sac", [
        (ledger(GOOD, None, BEST, BEST, BEST, first=2020), OK, compared("3 đến 4", "từ 3 trở lên")),
        (ledger(GOOD, GOOD, GOOD, BEST, BEST, first=2020), NOT, below("2", "từ 3 trở lên")),
        (ledger(GOOD, GOOD, None, BEST, BEST, first=2020), OPEN, "chưa đủ dữ liệu (thiếu năm 2022)."),
    ]),
    (MODEL_UNDER, "nam-lien-tot", [
        (ledger(GOOD, BEST, BEST, first=2022), OK, compared("3", "từ 3 trở lên")),
        (ledger(GOOD, BEST, DONE, first=2022), NOT, below("2", "từ 3 trở lên")),
        (ledger(GOOD, BEST, None, first=2022), OPEN, "chưa đủ dữ liệu (thiếu năm 2024)."),
    ]),
    (MODEL_UNDER, "nam-xuat-sac", [
        (ledger(GOOD, BEST, BEST, first=2022), OK, compared("2", "từ 2 trở lên")),
        (ledger(GOOD, GOOD, BEST, first=2022), NOT, below("1", "từ 2 trở lên")),
    ]),
    (MODEL, "sinh-hoat-day-du", [
        (log(*regular(*["kha"] * 12)), OK, compared("12/12 tháng", "mỗi tháng từ 1 trở lên")),
        (log(*regular(*["kha"] * 10)), NOT,
         below("10/12 tháng, trừ tháng 11/2026, tháng 12/2026", "mỗi tháng từ 1 trở lên")),
        (log(*regular("-", "-", *["kha"] * 10), founded=date(2026, 3, 1)), OK,
         compared("10/10 tháng", "mỗi tháng từ 1 trở lên")),
        (seen(), OPEN, SOURCELESS),
    ]),
    (MODEL, "tham-gia-day-du", [
        (log(meeting(1, absent_without_leave=0)), OK, compared("1/1", "tất cả")),
        (log(meeting(1, absent_without_leave=0), meeting(2, absent_without_leave=1)), NOT, below("1/2", "tất cả")),
        (log(meeting(1)), OPEN,
         not_there("Số đảng viên vắng ngoài trường hợp được vắng theo quy định", "Cuộc họp ngày 05/01/2026")),
    ]),
    (MODEL, "phat-bieu-3", [
        (log(meeting(1, members=9, speakers=3)), OK, compared("1/1", "tất cả")),
        (log(meeting(1, members=9, speakers=2)), NOT, below("0/1", "tất cả")),
        (log(meeting(1, members=9)), OPEN,
         not_there("Số đảng viên tham gia ý kiến thảo luận", "Cuộc họp ngày 05/01/2026")),
        (log(meeting(1, speakers=2)), OPEN,
         not_there("Số đảng viên của chi bộ lúc sinh hoạt", "Cuộc họp ngày 05/01/2026")),
        (log(meeting(1, members=10, speakers=2)), OK, "đáp ứng (không có gì để tính)."),
    ]),
    (MODEL, "phat-bieu-5", [
        (log(meeting(1, members=10, speakers=5), meeting(2, members=30, speakers=5)), OK, compared("2/2", "tất cả")),
        (log(meeting(1, members=10, speakers=4)), NOT, below("0/1", "tất cả")),
        (log(meeting(1, members=31, speakers=4)), OK, "đáp ứng (không có gì để tính)."),
    ]),
    (MODEL, "phat-bieu-8", [
        (log(meeting(1, members=31, speakers=8)), OK, compared("1/1", "tất cả")),
        (log(meeting(1, members=31, speakers=7)), NOT, below("0/1", "tất cả")),
    ]),
    (MODEL, "doan-the-tot", [
        (years_of(y2024={"unions_good": 2, "unions_total": 2}, y2025={"unions_good": 3, "unions_total": 3}), OK,
         compared("2/2 năm", f"mỗi năm {PERCENT}")),
        (years_of(y2024={"unions_good": 1, "unions_total": 2}, y2025={"unions_good": 3, "unions_total": 3}), NOT,
         below("1/2 năm, trừ năm 2024", f"mỗi năm {PERCENT}")),
        (years_of(y2024={"unions_good": 0, "unions_total": 0}, y2025={"unions_good": 3, "unions_total": 3}), OK,
         compared("2/2 năm", f"mỗi năm {PERCENT}")),
        (years_of(y2025={"unions_good": 3, "unions_total": 3}), OPEN,
         ("chưa đủ dữ liệu (năm 2024: “Số đoàn thể ‘Hoàn thành tốt nhiệm vụ’ trở lên” chưa có; năm 2024: “Số "
         "đoàn thể "
         "chính trị - xã hội thuộc phạm vi chi bộ” chưa có).")),
    ]),
    (MODEL, "doan-the-xuat-sac", [
        (years_of(y2024={"unions_excellent": 1, "unions_total": 2}, y2025={"unions_excellent": 2, "unions_total": 3}),
         OK, compared("2/2 năm", "mỗi năm từ 50% trở lên")),
        (years_of(y2024={"unions_excellent": 1, "unions_total": 3}, y2025={"unions_excellent": 2, "unions_total": 3}),
         NOT, below("1/2 năm, trừ năm 2024", "mỗi năm từ 50% trở lên")),
    ]),
    (MODEL, "so-tay-dien-tu", [
        (facts(unit=HANDBOOK, members_with_e_handbook=20, members_total=20), OK, compared("100% (20/20)", PERCENT)),
        (facts(unit=HANDBOOK, members_with_e_handbook=19, members_total=20), NOT, below("95% (19/20)", PERCENT)),
        (facts(unit=HANDBOOK, members_total=20), OPEN, not_there("Số đảng viên sử dụng có hiệu quả sổ tay điện tử")),
        (facts(unit=NOTEBOOK, members_total=20), OK, ASIDE),
    ]),
    (MODEL, "so-tay-ca-nhan", [
        (facts(unit=NOTEBOOK, members_with_notebook=20, members_total=20), OK, compared("100% (20/20)", PERCENT)),
        (facts(unit=NOTEBOOK, members_with_notebook=19, members_total=20), NOT, below("95% (19/20)", PERCENT)),
        (facts(unit=HANDBOOK, members_with_notebook=0, members_total=20), OK, ASIDE),
        (facts(members_with_notebook=19, members_total=20), OPEN,
         "chưa đủ dữ liệu (chưa rõ điều kiện này có áp dụng cho đơn vị không)."),
    ]),
    (MODEL, "hai-long-co-quan", [
        (facts(unit=Unit(declared={"directly_rated": True}), satisfaction=100), OK, compared("100", "từ 100 trở lên")),
        (facts(unit=Unit(declared={"directly_rated": True}), satisfaction=99), NOT, below("99", "từ 100 trở lên")),
        (facts(unit=Unit(declared={"directly_rated": False})), OK, ASIDE),
        (facts(unit=Unit(declared={"directly_rated": True})), OPEN, not_there("Mức độ hài lòng (%)")),
    ]),
    (MODEL, "gia-dinh-van-hoa", [
        (families(9, 9, 8, 8), OK, compared("2/2 năm", f"mỗi năm {PERCENT}")),
        (families(9, 9, 8, 9), NOT, below("1/2 năm, trừ năm 2025", f"mỗi năm {PERCENT}")),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "given", "holds", "words"), **cases(S4))
def test_a_sentence_comes_to_this_in_these_words(name, code, given, holds, words):
    assert said(name, code, given) == expected(name, code, holds, words)


def test_enough_sentences_are_worked_by_hand():
    assert worked_through(S4) >= 10


def test_the_years_counted_are_named():
    given = ledger(GOOD, GOOD, GOOD, BEST, BEST, first=2020)
    assert reason(MODEL, "nam-xuat-sac", given).records == ("Năm 2023", "Năm 2024")
