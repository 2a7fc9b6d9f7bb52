"""The database refuses what the scoring room must never hold, and any change of a published rubric."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction

from scoring import guards
from scoring.models import Criterion, RubricVersion
from tests.rows import HASH, NOW, constraints_of, legal_rows, refusals, refused_by

LATER = date(2027, 1, 1)
NEW_UNIT = {"organization": "@top", "subject": "x"}
DONE = {"state": "done", "opened_at": NOW, "done_at": NOW, "done_by_id": 1}
PLACE = {"position": 9}
# Name of the constraint: rows that break it, each a legal row and what is changed in its copy.
BAD = {
    "programme.code": [("programme", {})],
    "programme_subject_known": [("programme", {"code": "y", "subject": "x"})],
    "programme_period_known": [("programme", {"code": "y", "period": "x"})],
    "rubric.code": [("rubric", {})],
    "rubric_version_number": [("version", {})],
    "rubric_one_published_version": [("published", {"number": 3})],
    "version_state_known": [("published", {"number": 3, "state": "x"})],
    "version_published_at": [
        ("version", {"number": 3, "published_at": NOW}),
        ("published", {"number": 3, "published_at": None}),
        ("published", {"number": 3, "published_at": None, "state": "retired"}),
    ],
    "version_hash": [
        ("version", {"number": 3, "content_hash": digest}) for digest in ("", "0" * 63, "g" * 64, "A" * 64)
    ],
    "criterion_code_in_version": [("criterion", {"position": 9})],
    "criterion_position_in_version": [("criterion", {"code": "B"})],
    "criterion_maximum": [("criterion", {"code": "B", "position": 9, "maximum": -1})],
    "criterion_map_once": [("map", {})],
    "criterion_map_ends": [
        ("map", {"new": None}), ("map", {"old": None}), ("map", {"kind": "new"}), ("map", {"kind": "dropped"}),
        ("map", {"kind": "new", "old": None, "new": None}), ("map", {"kind": "dropped", "old": None}),
        ("map", {"kind": "x"}),
    ],
    "criterion_map_of_another": [("map", {"new": "@group"})],
    "outcome_set_number": [("outcome_set", {})],
    "outcome_set_hash": [("outcome_set", {"number": 2, "content_hash": ""})],
    "round_once_per_period": [("round", {"end": LATER})],
    "round_ends_after_start": [("round", {"start": LATER})],
    "round_period_known": [("round", {"period": "x"})],
    "round_state_and_times": [
        ("round", {"period": "term", **change})
        for change in (
            {"opened_at": NOW}, {"closed_at": NOW}, {"state": "open"}, {"state": "closed"}, {"state": "x"},
            {"state": "open", "opened_at": NOW, "closed_at": NOW}, {"state": "closed", "opened_at": NOW},
            {"state": "closed", "closed_at": NOW},
        )
    ],
    "rubric_of_level": [("rule", {"title": "y"})],
    "rubric_of_sector": [("rule_of_sector", {"title": "y"})],
    "rubric_of_branch": [("rule_of_branch", {"title": "y"})],
    "rubric_of_all": [("rule_of_all", {"title": "y"})],
    "stage_position": [("stage_self", {"kind": "vote"})],
    "stage_kind_known": [("stage_self", {**PLACE, "kind": "x"})],
    "stage_body_named": [
        ("stage_self", {**PLACE, "source": "x"}),
        ("stage_self", {**PLACE, "source_body": "@body"}),
        ("stage_self", {**PLACE, "source_level": "@level"}),
        ("stage_parent", {**PLACE, "body_kind": ""}),
        ("stage_parent", {**PLACE, "source_body": "@body"}),
        ("stage_level", {**PLACE, "body_kind": ""}),
        ("stage_level", {**PLACE, "source_level": None}),
        ("stage_fixed", {**PLACE, "source_body": None}),
        ("stage_fixed", {**PLACE, "source_level": "@level"}),
    ],
    "evaluation_once_per_round": [("evaluation", {})],
    "evaluation_withdrawn_with_reason": [
        ("evaluation", {**NEW_UNIT, "withdrawn_at": NOW}),
        ("evaluation", {**NEW_UNIT, "withdrawn_reason": "Giải thể"}),
    ],
    "assessment_position": [("vote", {})],
    "assessment_one_at_work": [("appraisal", PLACE), ("appraisal", {**PLACE, "state": "returned"})],
    "assessment_state_and_times": [
        ("vote", {**PLACE, **change})
        for change in (
            {"state": "x"}, {"opened_at": NOW}, {"done_at": NOW}, {"done_by_id": 1}, {"state": "open"},
            {"state": "returned"}, {"state": "open", "opened_at": NOW, "done_at": NOW},
            {"state": "open", "opened_at": NOW, "done_by_id": 1}, {**DONE, "opened_at": None},
            {**DONE, "done_at": None}, {**DONE, "done_by_id": None},
        )
    ],
    "assessment_kind_known": [("vote", {**PLACE, "kind": "x"})],
    "assessment_present_not_more_than_due": [
        ("vote", {**PLACE, "meeting_due": 11, "meeting_present": 12}),
        ("vote", {**PLACE, "meeting_present": 12}),
    ],
    "assessment_conclusion_of_approval": [
        ("vote", {**PLACE, "conclusion": "recognised"}), ("approval", {**PLACE, "conclusion": "x"}),
    ],
    "assessment_approval_concluded": [
        ("approval", {**PLACE, "conclusion": ""}), ("approval", {**PLACE, "minutes_number": ""}),
        ("approval", {**PLACE, "meeting_date": None}),
    ],
    "assessment_self_adopted": [
        ("self", {**PLACE, "minutes_number": ""}), ("self", {**PLACE, "meeting_date": None}),
        ("self", {**PLACE, "meeting_present": 0}), ("self", {**PLACE, "meeting_present": None}),
    ],
    "mark_once_per_row": [("mark", {})],
    "mark_value_or_not_applicable": [
        ("mark", {"assessment": "@vote", "not_applicable": True}),
        ("mark", {"assessment": "@vote", "not_applicable": True, "value": None, "choice": "dat"}),
    ],
    "mark_value_or_choice": [("mark", {"assessment": "@vote", "choice": "dat"})],
    "mark_plan_of_a_number": [
        ("mark", {"assessment": "@vote", "plan": -1}),
        ("mark", {"assessment": "@vote", "plan": 1, "value": None, "choice": "dat"}),
        ("mark", {"assessment": "@vote", "plan": 1, "value": None, "not_applicable": True}),
    ],
    "mark_lines_alone": [
        ("mark", {"assessment": "@vote", "lines": [{"text": "Việc"}], **change})
        for change in (
            {},
            {"value": None, "plan": 1},
            {"value": None, "choice": "dat"},
            {"value": None, "not_applicable": True},
        )
    ],
    "mark_revision_and_saver": [
        ("mark", {"assessment": "@vote", **change})
        for change in ({"revision": 0}, {"saved_at": None}, {"saved_by_id": None})
    ] + [
        ("empty_mark", {"assessment": "@vote", **change})
        for change in ({"revision": 1}, {"saved_at": NOW}, {"saved_by_id": 1})
    ],
    "return_one_open": [("return", {})],
    "return_with_reason": [("return", {"assessment": "@vote", "reason": ""})],
    "return_item_once": [("return_item", {})],
    "return_item_with_reason": [("return_item", {"criterion": "@group", "reason": ""})],
    "comment_says_something": [("comment", {"text": ""})],
    "evidence_file_or_reference": [
        ("paper", {"number": ""}), ("paper", {"file": "@file"}), ("paper", {"file_name": "a.pdf"}),
        ("scan", {"no_secret": False}), ("scan", {"file": None}), ("scan", {"file_name": ""}), ("scan", {"kind": "x"}),
        ("scan", {"kind": "removed"}), ("scan", {"kind": "removed", "file": None, "preview": None}),
    ],
    "evidenceremoval.evidence": [("removal", {})],
    "removal_with_reason": [("removal", {"evidence": "@paper", "reason": ""})],
    "removal_by_two_people": [
        ("removal", {"evidence": "@paper", **change})
        for change in (
            {"approved_by_id": 2}, {"approved_at": NOW}, {"sha256": "0" * 64},
            {"approved_by_id": 2, "approved_at": NOW},
            {"approved_by_id": 1, "approved_at": NOW, "sha256": "0" * 64},
        )
    ],
    "evidence_used_once_per_row": [("use", {})],
    "call_once": [("call", {})],
    "call_ends_after_start": [("call", {"first_year": 2030})],
    "call_approved_by_paper": [
        ("call", {"first_year": 2025, "approved_number": "05-QĐ/ĐU"}),
        ("call", {"first_year": 2025, "approved_on": NOW.date()}),
    ],
    "registration_once": [("registration", {})],
    "registration_state_and_times": [
        ("registration", {**NEW_UNIT, **change})
        for change in (
            {"decided_at": NOW}, {"decided_by_id": 1}, {"state": "approved"}, {"state": "x", "reason": "Lý do"},
        )
    ],
    "registration_change_with_reason": [
        ("registration", {**NEW_UNIT, "decided_at": NOW, "decided_by_id": 1, **change})
        for change in ({"state": "refused"}, {"state": "removed"}, {"state": "approved", "added": True})
    ],
    "title_year_once": [("title_year", {})],
    "title_lapsed_with_reason": [
        ("title_year", {"year": 2027, "state": "lapsed"}), ("title_year", {"year": 2027, "state": "x"}),
    ],
    "ballot_once_per_row": [("ballot", {})],
    "ballot_present_not_more_than_due": [("ballot", {"criterion": "@group", "due": 10})],
    "ballot_adds_up": [("ballot", {"criterion": "@group", "against": 2})],
    "remedy_says_cause_and_measure": [("remedy", {"cause": ""}), ("remedy", {"measure": ""})],
    "remedy_done_with_note": [("remedy", {"done_at": NOW}), ("remedy", {"done_note": "Xong"})],
    "remedy_carried_once": [("carried", {})],
    "team.body": [("team", {})],
    "team_has_paper": [("team", {"body": "@body", "paper_number": ""})],
    "team_member_once": [("team_head", {"part": "member"})],
    "team_one_head": [("team_head", {"name": "Người khác"})],
    "team_part_known": [("team_head", {"name": "Người khác", "part": "x"})],
    "visit_team_at_one_place": [("visit", {})],
    "visit_session_known": [("visit", {"session": "x"})],
    "visit_has_place": [("visit", {"session": "afternoon", "place": ""})],
    "visit_unit_once": [("visit_unit", {})],
    "visit_agreed_on_minutes": [
        ("visit_unit", {"organization": "@top", **change})
        for change in ({"agreed_at": NOW}, {"agreed_by_id": 1}, {"agreed_at": NOW, "agreed_by_id": 1})
    ],
    "required_report_once": [("report", {})],
    "required_report_named": [("report", {"name": ""})],
    "report_received_once": [("receipt", {})],
    "erasure_with_reason": [("erasure", {"round": "@child_round", "reason": ""})],
    "erasure_by_two_people": [
        ("erasure", {"round": "@child_round", **change})
        for change in (
            {"approved_by_id": 2}, {"approved_at": NOW}, {"approved_by_id": 1, "approved_at": NOW, "names": 3},
        )
    ],
    "erasure_one_proposed": [("erasure", {})],
    "meeting_confirmed_by_somebody": [("meeting", {"confirmed_at": NOW}), ("meeting", {"confirmed_by_id": 1})],
    "meeting_struck_with_reason": [("meeting", {"struck_at": NOW}), ("meeting", {"struck_reason": "Ghi nhầm"})],
    "fact_once_a_period": [("fact", {})],
    "fact_ends_after_start": [("fact", {"start": LATER})],
    "fact_says_something": [("fact", {"field": "khac", "value": ""})],
    "fact_confirmed_by_somebody": [
        ("fact", {"field": "khac", "confirmed_at": NOW}), ("fact", {"field": "khac", "confirmed_by_id": 1}),
    ],
    "title_once_a_year": [("title", {"value": "Danh hiệu khác"})],
    "grade_once_a_year": [("grade", {"value": "Khá"})],
    "result_waits_on_paper": [
        ("grade", {"year": 2020, "waiting": True, **change})
        for change in (
            {"source": "decision"}, {"final": False}, {"source": "proposal", "final": False},
            {"confirmed_at": NOW, "confirmed_by_id": 1},
        )
    ],
    "result_confirmed_by_somebody": [
        ("grade", {"year": 2020, "confirmed_at": NOW}), ("grade", {"year": 2020, "confirmed_by_id": 1}),
    ],
    "title_of_programme": [("title", {"programme": None}), ("title", {"kind": "x"})],
    "final_result_has_paper": [
        ("grade", {"year": 2025, **change})
        for change in (
            {"paper_number": ""}, {"paper_date": None}, {"source": "x"}, {"source": "proposal"},
            {"source": "decision", "paper_number": ""},
        )
    ],
}  # fmt: skip


def test_every_constraint_has_a_row_that_breaks_it():
    assert set(BAD) == set(constraints_of("scoring"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_the_database_refuses_a_row_that_breaks(name):
    found, expected = refusals("scoring", name, BAD[name])
    assert found == expected


@pytest.mark.django_db
def test_a_proposed_title_may_stand_beside_the_final_one():
    rows = legal_rows()
    proposal = {"final": False, "source": "proposal", "paper_number": "", "paper_date": None}
    assert refused_by(rows, "title", proposal) == ("nothing", [])
    assert refused_by(rows, "grade", proposal) == ("nothing", [])


def _refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        assert guards.REFUSAL in str(error)  # noqa: PT017
        return True
    return False


def _rubric_in(state: str) -> tuple[RubricVersion, Criterion]:
    """Return a version of two rows in this state, with one of its rows that nothing refers to."""
    rows = legal_rows()
    version = RubricVersion.objects.create(rubric=rows["rubric"], number=7, content_hash=HASH, meta={"a": 1})
    fields = {"version": version, "text": "Nội dung", "kind": "points", "maximum": 5}
    row = Criterion.objects.create(code="A", position=1, **fields)
    if state != "draft":
        RubricVersion.objects.filter(state="published").update(state="retired")
        RubricVersion.objects.filter(pk=version.pk).update(state="published", published_at=NOW)
    if state == "retired":
        RubricVersion.objects.filter(pk=version.pk).update(state="retired")
    return version, row


def _acts(version: RubricVersion, row: Criterion) -> dict:
    versions = RubricVersion.objects.filter(pk=version.pk)
    rows = Criterion.objects.filter(pk=row.pk)
    drafted = RubricVersion.objects.get(number=1)
    fields = {"text": "Thêm", "kind": "points", "maximum": 1}
    return {
        "add": lambda: Criterion.objects.create(version=version, code="B", position=2, **fields),
        "bring in": lambda: Criterion.objects.filter(code="A.1", version=drafted).update(version=version),
        **{
            name: (lambda name=name, value=value: rows.update(**{name: value}))
            for name, value in {
                "code": "C", "position": 8, "marker": "9", "text": "Khác", "kind": "count", "maximum": 6,
                "spec": {"step": "1"}, "note": "x", "help": "x",
            }.items()
        },
        "move out": lambda: rows.update(version=drafted, code="Z", position=99),
        "delete row": lambda: Criterion.objects.filter(pk=row.pk)._raw_delete("default"),
        **{
            f"version {name}": (lambda name=name, value=value: versions.update(**{name: value}))
            for name, value in {
                "number": 8, "meta": {"a": 2}, "content_hash": "1" * 64, "source": "x",
                "published_at": NOW.replace(year=2027),
            }.items()
        },
        "back to draft": lambda: versions.update(state="draft", published_at=None),
        "delete version": lambda: versions._raw_delete("default"),
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["published", "retired"])
def test_nothing_of_a_published_version_changes(state):
    version, row = _rubric_in(state)
    acts = _acts(version, row)
    assert {name for name, act in acts.items() if not _refused(act)} == set()


@pytest.mark.django_db
def test_a_retired_version_is_not_published_again():
    version, _ = _rubric_in("retired")
    assert _refused(lambda: RubricVersion.objects.filter(pk=version.pk).update(state="published"))


@pytest.mark.django_db
def test_a_draft_may_be_changed_and_thrown_away():
    version, row = _rubric_in("draft")
    acts = _acts(version, row)
    allowed = ("add", "text", "spec", "version meta")
    assert [name for name in allowed if _refused(acts[name])] == []
    Criterion.objects.filter(version=version).delete()
    version.delete()
    assert not RubricVersion.objects.filter(number=7).exists()


@pytest.mark.django_db
def test_a_published_version_may_be_retired():
    version, _ = _rubric_in("published")
    RubricVersion.objects.filter(pk=version.pk).update(state="retired")
    assert RubricVersion.objects.get(pk=version.pk).state == "retired"


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_again_after_the_flush_of_a_test():
    version, row = _rubric_in("published")
    assert _refused(_acts(version, row)["text"])


@pytest.mark.django_db(transaction=True)
def test_the_guards_go_and_come_back_for_a_restore():
    _, row = _rubric_in("published")
    guards.drop(connection)
    Criterion.objects.filter(pk=row.pk).update(text="Khác")
    guards.install(connection)
    guards.install(connection)
    assert _refused(lambda: Criterion.objects.filter(pk=row.pk).update(text="Nữa"))


def test_models_keep_points_as_decimals():
    kinds = {field.__class__ for model in (Criterion,) for field in model._meta.fields if "maximum" in field.name}
    assert kinds == {models.DecimalField}


def test_no_column_holds_a_float():
    from tests.rows import ROOMS, models_of

    floats = [
        field
        for model in models_of(*ROOMS)
        for field in model._meta.fields
        if field.get_internal_type() == "FloatField"
    ]
    assert floats == []
