"""The database refuses what register and decisions must never hold."""

from uuid import UUID

import pytest

from tests.rows import DAY, NOW, constraints_of, legal_rows, refusals, refused_by

PLACE = {"position": 9}
ISSUED = {
    "state": "issued", "paper": {"a": 1}, "date": DAY, "file": "@file", "issued_at": NOW, "issued_by_id": 1,
    "register_entry": "@free_number",
}  # fmt: skip
ISSUING = {**ISSUED, "state": "issuing", "file": None, "issued_at": None, "issued_by_id": None}
# Name of the constraint: rows that break it, each a legal row and what is changed in its copy.
BAD = {
    "paper_form_of_body": [("form", {"name": "Mẫu khác"})],
    "series_once": [("series", {})],
    "series_of_kind": [("series", {"kind": ""})],
    "register_number_once": [("number", {"state": "reserved"})],
    "register_number_positive": [("number", {"number": 0})],
    "register_entry_state": [
        ("number", {"number": 9, "state": "x"}),
        ("number", {"number": 9, "date": None}),
        ("number", {"number": 9, "state": "given_back"}),
    ],
    "decision.register_entry": [("issued", {"code": ""})],
    "decision_state_and_paper": [
        ("draft", {"state": "x"}),
        *[("draft", {name: value}) for name, value in ISSUED.items() if name != "state"],
        *[("draft", {**ISSUING, name: None}) for name in ("paper", "register_entry", "date")],
        *[("draft", {**ISSUING, name: ISSUED[name]}) for name in ("file", "issued_at", "issued_by_id")],
        *[("draft", {**ISSUED, name: None}) for name in ISSUED if name != "state"],
    ],
    "decision_code_once": [("draft", {"code": "ABC"})],
    "decision_presented_with_revision": [("draft", {"presented_at": NOW}), ("draft", {"presented_revision": 0})],
    "copy.token": [("copy", {})],
    "copy_has_reason": [("copy", {"token": UUID(int=2), "reason": ""})],
    "copy_kind_known": [("copy", {"token": UUID(int=2), "kind": "x"})],
    "entry_position": [("withdrawal", {})],
    "entry_granted_once": [("grant", PLACE)],
    "entry_replaces_earlier": [
        ("grant", {**PLACE, "replaces": "@withdrawal"}),
        ("withdrawal", {**PLACE, "replaces": None}),
        ("withdrawal", {**PLACE, "effect": "x"}),
    ],
    "relation_once": [("relation", {})],
    "relation_to_another": [("relation", {"earlier": "@draft"})],
    "relation_kind_known": [("relation", {"earlier": "@draft", "decision": "@issued", "kind": "x"})],
}


def test_every_constraint_has_a_row_that_breaks_it():
    assert set(BAD) == set(constraints_of("recognition"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses_a_row_that_breaks(name):
    found, expected = refusals("recognition", name, BAD[name])
    assert found == expected


@pytest.mark.django_db
def test_a_decision_that_is_complete_in_its_state_may_stand():
    assert refused_by(legal_rows(), "draft", ISSUING) == ("nothing", [])


@pytest.mark.django_db
def test_a_number_may_have_suffixes():
    assert refused_by(legal_rows(), "number", {"suffix": "A"}) == ("nothing", [])
