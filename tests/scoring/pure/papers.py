"""What the tests of sentences of papers share: words of reasons, and situations of units."""

from dataclasses import replace

from scoring.pure.applicability import Unit

from .observing import meeting, seen, year
from .sources import place, reason

OK, NOT, OPEN = True, False, None
ASIDE = "không áp dụng với đơn vị này."
SOURCELESS = "chưa đủ dữ liệu (chưa thu thập sổ sinh hoạt)."
RECRUITS = Unit(declared={"recruits_available": True})
NO_RECRUITS = Unit(declared={"recruits_available": False})
OFFICE, HAMLET = Unit(sector="co_quan_hanh_chinh"), Unit(sector="thon_to_dan_pho")
RESULTS = {
    "party_building": "tot", "political_system": "tot", "economy_society": "tot", "defence_security": "tot",
    "own_task": "tot", "least_other_criterion": "trung_binh",
}  # fmt: skip
GRADES = {"committee_grade": "hoan_thanh", "government_grade": "hoan_thanh", "least_organization_grade": "hoan_thanh"}
GOOD, BEST, DONE = "hoan_thanh_tot", "hoan_thanh_xuat_sac", "hoan_thanh"


def thematic(month, **values):
    return meeting(month, 20, kind="chuyen_de", **values)


def committee(*months):
    return [meeting(month, kind="dang_uy") for month in months]


def children(*grades):
    """The year of each child, by its grade; None for one of which nothing is known."""
    records = [year(2026, **({"any_grade": grade} if grade else {})) for grade in grades]
    return seen(
        years_children=[
            replace(record, label=f"Chi bộ Thôn {number}, năm 2026", unit=str(number))
            for number, record in enumerate(records, 1)
        ]
    )


def not_confirmed(label):
    return f"chưa đủ dữ liệu (Số liệu khai năm 2026: “{label}” chưa được xác nhận)."


def not_there(label, where="Số liệu khai năm 2026"):
    return f"chưa đủ dữ liệu ({where}: “{label}” chưa có)."


def compared(found, threshold, word="đáp ứng"):
    return f"{word} (thực tế {found}, yêu cầu {threshold})."


def below(found, threshold):
    return compared(found, threshold, "không đáp ứng")


def results(**changed):
    return RESULTS | changed


def cases(sentences):
    """Parameters and their names for the cases of one paper."""
    found = [(name, code, number, *case) for name, code, worked in sentences for number, case in enumerate(worked, 1)]
    return {
        "argvalues": [(name, code, given, holds, words) for name, code, _, given, holds, words in found],
        "ids": [f"{name}-{code}-{number}" for name, code, number, *_ in found],
    }


def said(name, code, given):
    """Verdict, text and clause of a sentence."""
    found = reason(name, code, given)
    return found.holds, found.text, found.clause


def expected(name, code, holds, words):
    """The same as it must be: the printed sentence, then these words; the clause is never empty."""
    rule = place(name, code).rule
    assert rule.clause
    return holds, f"{rule.text.rstrip('.')}: {words}", rule.clause


def worked_through(sentences):
    """How many sentences are worked through to all three verdicts."""
    return sum({holds for _, holds, _ in worked} == {OK, NOT, OPEN} for _, _, worked in sentences)
