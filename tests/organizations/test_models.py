"""The database refuses what the rooms of organisations must never hold."""

from datetime import date, timedelta

import pytest

from tests.rows import DAY, NOW, constraints_of, legal_rows, refusals, refused_by

YESTERDAY = DAY - timedelta(days=1)
FRESH = {"code": "khac", "path": "000002"}
# Name of the constraint: rows that break it, each a legal row and what is changed in its copy.
BAD = {
    "level.code": [("level", {})],
    "sector.code": [("sector", {})],
    "organization.code": [("top", {"path": "000002"})],
    "organization.path": [("top", {"code": "khac"})],
    "organization_not_own_parent": [("top", {**FRESH, "pk": 9_000_000, "parent_id": 9_000_000})],
    "organization_path_of_keys": [
        ("top", {**FRESH, "path": path}) for path in ("", "1", "00000a", "0000010", "000001000001 ", "/000001")
    ],
    "period_ends_after_start": [("period", {"valid_from": date(2027, 1, 1), "valid_to": date(2026, 12, 31)})],
    "period_one_start": [("period", {"valid_to": DAY})],
    "period_one_current": [("period", {"valid_from": date(2027, 1, 1)})],
    "succession_once": [("succession", {})],
    "succession_of_another": [("succession", {"successor": "@top"}), ("succession", {"predecessor": "@unit"})],
    "succession_kind_known": [("succession", {"kind": "x", "predecessor": "@unit", "successor": "@top"})],
    "body_one_of_kind": [("body", {})],
    "body_kind_known": [("body", {"kind": "x"}), ("body", {"kind": ""})],
    "term_one_start": [("term", {"end": date(2030, 1, 1)})],
    "term_one_open": [("term", {"start": date(2027, 1, 1)})],
    "term_ends_later": [("term", {"start": date(2027, 1, 1), "end": date(2027, 1, 1)})],
    "user.username": [("user", {})],
    "assignment_body_for_acting_roles": [
        *[("post_of_body", {"body": None, "role": role}) for role in ("appraiser", "approver", "clerk")],
        *[
            ("post_of_body", {"role": role})
            for role in ("secretary", "contributor", "administrator", "inspector", "in_charge", "x", "")
        ],
        ("post_of_node", {"role": "x"}),
    ],
    "import_batch_sha256": [("import_batch", {"sha256": digest}) for digest in ("", "0" * 63, "g" * 64, "A" * 64)],
    "import_batch_expires_later": [("import_batch", {"expires_at": NOW})],
    "assignment_ends_later": [("post_of_node", {"end": YESTERDAY})],
    "assignment_of_body_once": [("post_of_body", {})],
    "assignment_of_node_once": [("post_of_node", {})],
}


def test_every_constraint_has_a_row_that_breaks_it():
    assert set(BAD) == set(constraints_of("organizations"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses_a_row_that_breaks(name):
    found, expected = refusals("organizations", name, BAD[name])
    assert found == expected


@pytest.mark.django_db
def test_several_boards_and_teams_may_stand_beside_each_other():
    rows = legal_rows()
    assert refused_by(rows, "board", {}) == ("nothing", [])
    assert refused_by(rows, "board", {"kind": "team"}) == ("nothing", [])


@pytest.mark.django_db
def test_a_post_that_ended_may_be_taken_up_again():
    rows = legal_rows()
    assert refused_by(rows, "post_of_node", {"end": DAY}) == ("nothing", [])
    assert refused_by(rows, "post_of_body", {"end": DAY}) == ("nothing", [])
