"""Handing a self-assessed sheet on: what it must have, what is stored, and that it happens once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from config.common.models import Event
from organizations.access import Refused
from scoring.models import Assessment, Mark, Round
from scoring.pure.arithmetic import MarkValue, totals
from scoring.pure.judge import judge
from scoring.pure.text import plain
from scoring.rubrics.load import outcomes_of, rubric_of
from scoring.sheets.marks import observed, reason_mapping
from scoring.sheets.submit import NotReady, lacks, submit_sheet
from tests.build import build_round, build_world, cite, enter, fill, full_marks, meeting, sheet, submit
from tests.threads import in_threads

CODE = "cs1-cb1"


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def _submit(world, actor: str = "bithu", **changes) -> Assessment:
    return submit_sheet(sheet(CODE), actor=world.user(actor), meeting=meeting(**changes))


def _items(world, **changes) -> list[tuple[str, str]]:
    with pytest.raises(NotReady) as refusal:
        _submit(world, **changes)
    return refusal.value.items


def _everything() -> tuple:
    return (
        list(Assessment.objects.order_by("pk").values_list()),
        list(Mark.objects.order_by("pk").values_list()),
        Event.objects.count(),
    )


def test_an_empty_sheet_lacks_every_row_by_its_printed_place(world):
    rubric = rubric_of(sheet(CODE).version).data
    expected = [(row.code, f"Mục {rubric.label(row.code)}: chưa chấm.") for row in rubric.leaves()]
    assert lacks(sheet(CODE)) == expected
    assert _items(world) == expected
    assert expected[0] == ("I.1.1", "Mục I.1.(1): chưa chấm.")


def test_each_row_that_is_missing_is_named_and_nothing_is_written(world):
    fill(world, CODE)
    enter(sheet(CODE), world.user("bithu"), {"I.2.1": MarkValue(), "II.2": MarkValue(value=Decimal(3))})
    before = _everything()
    assert _items(world) == [
        ("I.2.1", "Mục I.2.(1): chưa chấm."),
        ("II.2", "Mục II.2: cần kèm báo cáo giải trình cụ thể cho nội dung này."),
    ]
    assert _everything() == before


def test_a_report_that_is_cited_meets_the_demand(world):
    fill(world, CODE)
    enter(sheet(CODE), world.user("bithu"), {"II.2": MarkValue(value=Decimal(3))})
    cite(world, CODE, "II.2")
    assert lacks(sheet(CODE)) == []
    assert _submit(world).total == Decimal(93)


@pytest.mark.parametrize(
    ("changes", "items"),
    [
        ({"day": 1, "request_date": 1}, [
            ("day", "Ngày họp không được sau hôm nay."),
            ("request_date", "Ngày tờ trình phải từ ngày họp đến hôm nay."),
        ]),
        ({"request_date": 1}, [("request_date", "Ngày tờ trình phải từ ngày họp đến hôm nay.")]),
        ({"request_date": -1}, [("request_date", "Ngày tờ trình phải từ ngày họp đến hôm nay.")]),
        ({"present": 0}, [
            ("present", "Số có mặt phải từ 1 đến số được triệu tập."),
            ("present", "Cuộc họp phải có quá nửa số được triệu tập có mặt."),
        ]),
        ({"present": 13}, [("present", "Số có mặt phải từ 1 đến số được triệu tập.")]),
        ({"present": 6}, [("present", "Cuộc họp phải có quá nửa số được triệu tập có mặt.")]),
        ({"minutes_number": "  "}, [("minutes_number", "Cần ghi số biên bản hoặc nghị quyết của cuộc họp.")]),
        ({"request_number": ""}, [("request_number", "Cần ghi số tờ trình.")]),
    ],
)  # fmt: skip
def test_a_meeting_that_did_not_adopt_the_sheet_is_refused(world, changes, items):
    fill(world, CODE)
    today = timezone.localdate()
    days = {key: today + timedelta(days=value) for key, value in changes.items() if key in ("day", "request_date")}
    before = _everything()
    assert _items(world, **{**changes, **days}) == items
    assert _everything() == before


def test_a_meeting_of_before_the_period_is_refused_with_the_earliest_day(world):
    fill(world, CODE)
    first = sheet(CODE).round.start
    before = _everything()
    for day in (date(1900, 1, 1), first - timedelta(days=1)):
        assert _items(world, day=day, request_date=first) == [
            ("day", f"Ngày họp không được trước ngày đầu của kỳ đánh giá (01/01/{first.year})."),
        ]  # fmt: skip
    assert _everything() == before
    assert _submit(world, day=first, request_date=first).meeting_date == first


def test_a_sheet_may_be_adopted_before_its_period_begins(world):
    fill(world, CODE)
    ahead = timezone.localdate() + timedelta(days=1)
    Round.objects.update(start=ahead, end=ahead + timedelta(days=9))
    assert _submit(world).state == "done"


def test_just_more_than_half_and_a_meeting_of_earlier_suffice(world):
    fill(world, CODE)
    today = timezone.localdate()
    done = _submit(world, present=7, day=today - timedelta(days=9), request_date=today - timedelta(days=3))
    assert (done.meeting_present, done.meeting_date, done.request_date) == (
        7, today - timedelta(days=9), today - timedelta(days=3),
    )  # fmt: skip


def test_what_is_stored_is_what_the_pure_engine_says(world):
    evaluation = fill(world, CODE, Decimal("0.8"))
    loaded = rubric_of(evaluation.version)
    values = full_marks(evaluation, Decimal("0.8"))
    outcome_set = evaluation.rule.outcome_set
    judgement = judge(loaded.data, values, outcomes_of(outcome_set), observed(evaluation))
    _submit(world)
    done = sheet(CODE).assessments.get(kind="self")
    added, proposal = judgement.totals, judgement.proposal
    assert (done.total, done.outcome, done.outcome_set) == (added.total, proposal.outcome or "", outcome_set)
    assert done.result == {
        "points": {code: None if value is None else plain(value) for code, value in added.points.items()},
        "marked": plain(judgement.marked.total), "base": plain(added.base), "bonus": plain(added.bonus),
        "total": plain(added.total), "maximum": plain(added.maximum), "outcome": proposal.outcome,
        "name": proposal.name, "recognises": proposal.recognises,
        "reasons": [reason_mapping(reason) for reason in proposal.reasons],
        "rules": {code: reason_mapping(reason) for code, reason in judgement.rules.items()},
    }  # fmt: skip
    assert set(done.result["rules"]) == {rule.code for row in loaded.data.rows for rule in row.spec.conditions}


def test_the_meeting_and_who_handed_it_on_are_kept(world):
    fill(world, CODE)
    _submit(world, minutes_number=" 12-BB/CB ", request_number=" 05-TTr/CB ")
    done = sheet(CODE).assessments.get(kind="self")
    today = timezone.localdate()
    assert (
        done.state, done.done_by_id, done.meeting_date, done.meeting_due, done.meeting_present, done.minutes_number,
        done.request_number, done.request_date,
    ) == ("done", world.users["bithu"].pk, today, 12, 11, "12-BB/CB", "05-TTr/CB", today)  # fmt: skip


def test_the_next_stage_opens_with_empty_marks(world):
    submit(world, CODE)
    evaluation = sheet(CODE)
    current = evaluation.current
    assert (current.kind, current.state, current.opened_at) == (
        "appraisal", "open", evaluation.assessments.get(kind="self").done_at,
    )  # fmt: skip
    assert {mark.criterion_id for mark in current.marks.all()} == {
        mark.criterion_id for mark in evaluation.assessments.get(kind="self").marks.all()
    }
    assert set(current.marks.values_list("value", "revision", "explanation")) == {(None, 0, "")}
    assert evaluation.assessments.get(kind="approval").state == "waiting"


def test_a_sheet_is_submitted_once(world, writes_nothing):
    submit(world, CODE)
    before = _everything()
    user, evaluation = world.user("bithu"), sheet(CODE)
    with writes_nothing(), pytest.raises(Refused, match="Phiếu đã nộp"):
        submit_sheet(evaluation, actor=user, meeting=meeting())
    assert _everything() == before


@pytest.mark.parametrize("actor", ["nhapgiup", "bithu2", "danguy", "giupviec", "quantri", "giamsat", "nguoila"])
def test_only_the_secretary_of_the_unit_submits(world, actor):
    fill(world, CODE)
    before = _everything()
    with pytest.raises(Refused, match="Chỉ bí thư"):
        _submit(world, actor)
    assert _everything() == before


def test_a_late_sheet_is_not_submitted(world):
    fill(world, CODE)
    Assessment.objects.filter(pk=sheet(CODE).current_id).update(deadline=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="Đã hết hạn tự chấm"):
        _submit(world)


def test_unset_thresholds_propose_nothing(db):
    world = build_world()
    build_round(world, outcomes=None)
    submit(world, CODE)
    done = sheet(CODE).assessments.get(kind="self")
    assert (done.total, done.outcome, done.outcome_set, done.result["outcome"], done.result["name"]) == (
        Decimal(90), "", None, None, None,
    )  # fmt: skip
    assert done.result["recognises"] is False


def test_a_set_without_thresholds_proposes_nothing_and_is_named(db):
    world = build_world()
    build_round(world, outcomes="outcomes/s0-unset.yaml")
    submit(world, CODE)
    done = sheet(CODE).assessments.get(kind="self")
    assert (done.outcome, done.outcome_set.guideline_number) == ("", "Hướng dẫn số 07-HD/BTCTU")


def test_one_event_says_who_submitted_what_total(world):
    fill(world, CODE)
    seen = Event.objects.count()
    done = _submit(world)
    events = Event.objects.order_by("pk")[seen:]
    assert [
        (
            each.action, each.actor_id, each.subject_type, each.subject_id, each.subject_label, each.organization_id,
            each.data,
        )
        for each in events
    ] == [
        ("sheet.submit", world.users["bithu"].pk, "scoring.assessment", done.pk, f"tự chấm: {sheet(CODE)}",
         world.organizations[CODE].pk, {"total": "90"}),
    ]  # fmt: skip


def test_a_submission_and_its_event_come_and_go_together(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    fill(world, CODE)
    before = _everything()
    monkeypatch.setattr("scoring.sheets.submit.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        _submit(world)
    assert _everything() == before
    assert sheet(CODE).current.kind == "self"


def test_a_finished_sheet_lacks_nothing(world):
    evaluation = sheet(CODE)
    evaluation.current = None
    assert lacks(evaluation) == []


@pytest.mark.django_db(transaction=True)
def test_a_sheet_submitted_twice_at_once_is_submitted_once():
    world = build_world(cells=1)
    build_round(world)
    fill(world, CODE)
    raised = in_threads(lambda: _submit(world), lambda: _submit(world), lambda: _submit(world))
    assert [type(error) for error in raised] == [Refused, Refused]
    assert Event.objects.filter(action="sheet.submit").count() == 1
    assert Mark.objects.filter(assessment=sheet(CODE).current).count() == 18


class RandomSheets(TestCase):
    """Whatever a complete sheet holds."""

    def setUp(self):
        self.world = build_world(cells=1)
        build_round(self.world)

    @settings(max_examples=15, deadline=None)
    @given(st.data())
    def test_the_stored_total_is_that_of_the_pure_engine(self, data):
        rubric = rubric_of(sheet(CODE).version).data
        values = {
            leaf.code: MarkValue(value=Decimal(data.draw(st.integers(0, 12), label=leaf.code)))
            if leaf.kind == "count"
            else MarkValue(value=Decimal(data.draw(st.integers(0, int(leaf.maximum * 2)), label=leaf.code)) / 2)
            for leaf in rubric.leaves()
        }
        cite(self.world, CODE, "II.2")
        enter(sheet(CODE), self.world.user("bithu"), values)
        _submit(self.world)
        done = Assessment.objects.get(evaluation=sheet(CODE), kind="self")
        assert (
            done.total
            == totals(rubric, values).total
            == sum(
                min(leaf.maximum, values[leaf.code].value * (Decimal("0.5") if leaf.kind == "count" else 1))
                for leaf in rubric.leaves()
            )
        )
