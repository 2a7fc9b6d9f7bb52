"""Appraising and concluding: reasons where the board differs, the proposal, and the body's own conclusion."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from scoring.appraisal.accept import accept_untouched
from scoring.appraisal.complete import Conclusion, appraisal_lacks, conclude, differs, hand_on, proposed
from scoring.models import Assessment, Mark, YearResult
from scoring.pure.arithmetic import MarkValue, totals
from scoring.rubrics.load import rubric_of
from scoring.sheets.submit import NotReady
from tests.build import appraise, build_round, build_world, decide, enter, full_marks, meeting, sheet, submit
from tests.threads import in_threads

CODE = "cs1-cb1"
HALF = Decimal("0.5")


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def _everything() -> tuple:
    return (
        list(Assessment.objects.order_by("pk").values_list()),
        list(Mark.objects.order_by("pk").values_list()),
        Event.objects.count(),
    )


def _hand_on(world, actor: str = "giupviec") -> Assessment:
    return hand_on(sheet(CODE), actor=world.user(actor))


def _conclude(world, recognised: bool = True, actor: str = "danguy", **changes) -> Assessment:
    given = {"day": timezone.localdate(), "minutes_number": "08-BB/ĐU", "reason": ""} | changes
    return conclude(sheet(CODE), actor=world.user(actor), conclusion=Conclusion(recognised, **given))


def _mark(world, values: dict[str, str | int], reason: str = "") -> None:
    marks = {code: MarkValue(value=Decimal(value)) for code, value in values.items()}
    enter(sheet(CODE), world.user("giupviec"), marks, reason)


def _mark_all(world, share: Decimal = Decimal(1), reason: str = "") -> None:
    enter(sheet(CODE), world.user("giupviec"), full_marks(sheet(CODE), share), reason)


# Appraisal


def test_an_appraisal_lacks_every_row_that_it_has_not_marked(world):
    submit(world, CODE)
    rubric = rubric_of(sheet(CODE).version).data
    expected = [(row.code, f"Mục {rubric.label(row.code)}: chưa chấm.") for row in rubric.leaves()]
    assert appraisal_lacks(sheet(CODE)) == expected
    with pytest.raises(NotReady) as refusal:
        _hand_on(world)
    assert refusal.value.items == expected


def test_a_row_that_differs_from_the_self_score_needs_a_reason(world):
    submit(world, CODE)
    _mark_all(world)
    _mark(world, {"I.1.1": 4, "I.2.1": "14.5"})
    before = _everything()
    expected = [
        ("I.1.1", "Mục I.1.(1): cần ghi lý do vì khác điểm tự chấm."),
        ("I.2.1", "Mục I.2.(1): cần ghi lý do vì khác điểm tự chấm."),
    ]
    assert appraisal_lacks(sheet(CODE)) == expected
    with pytest.raises(NotReady) as refusal:
        _hand_on(world)
    assert (refusal.value.items, _everything()) == (expected, before)
    _mark(world, {"I.1.1": 4, "I.2.1": "14.5"}, "   ")
    assert appraisal_lacks(sheet(CODE)) == expected
    _mark(world, {"I.1.1": 4, "I.2.1": "14.5"}, "Thiếu minh chứng")
    assert appraisal_lacks(sheet(CODE)) == []
    assert _hand_on(world).total == Decimal("87.5")


def test_a_higher_mark_needs_a_reason_too(world):
    submit(world, CODE, HALF)
    _mark_all(world, HALF)
    _mark(world, {"I.1.1": 6})
    assert [code for code, _ in appraisal_lacks(sheet(CODE))] == ["I.1.1"]


def test_what_stands_beside_the_units_own_mark_is_not_asked_of_the_appraiser(world):
    submit(world, CODE)
    _mark_all(world)
    _mark(world, {"II.2": 2}, "Đã kiểm tra thực tế")
    assert appraisal_lacks(sheet(CODE)) == []


@pytest.mark.parametrize("actor", ["bithu", "danguy", "giupviec2", "thamdinh", "quantri", "phutrach", "nguoila"])
def test_only_the_appraiser_of_this_body_hands_on(world, actor):
    submit(world, CODE)
    before = _everything()
    with pytest.raises(Refused, match="Chỉ người thẩm định"):
        _hand_on(world, actor)
    assert _everything() == before


def test_handing_on_stores_the_appraised_total_beside_the_self_score(world):
    submit(world, CODE)
    _mark_all(world, HALF, "Thiếu minh chứng")
    done = _hand_on(world)
    evaluation = sheet(CODE)
    own = evaluation.assessments.get(kind="self")
    added = totals(rubric_of(evaluation.version).data, full_marks(evaluation, HALF))
    assert (own.total, own.outcome) == (Decimal(90), "dat")
    assert (done.total, done.outcome, done.done_by_id) == (added.total, "khong-dat", world.users["giupviec"].pk)
    assert (evaluation.current.kind, evaluation.current.state, evaluation.current.marks.count()) == (
        "approval",
        "open",
        0,
    )


def test_an_appraisal_is_handed_on_once(world):
    appraise(world, CODE)
    before = _everything()
    with pytest.raises(Refused, match="đã thẩm định xong"):
        _hand_on(world)
    assert _everything() == before


def test_nothing_is_appraised_before_it_is_submitted(world):
    with pytest.raises(Refused, match="chưa đến lượt"):
        _hand_on(world)


@pytest.mark.django_db(transaction=True)
def test_an_appraisal_handed_on_twice_at_once_is_handed_on_once():
    world = build_world(cells=1)
    build_round(world)
    submit(world, CODE)
    accept_untouched(sheet(CODE), actor=world.user("giupviec"))
    raised = in_threads(lambda: _hand_on(world), lambda: _hand_on(world))
    assert [type(error) for error in raised] == [Refused]
    assert Event.objects.filter(action="appraisal.hand_on").count() == 1


# Conclusion


def test_the_proposal_is_the_last_stage_with_marks_that_is_done(world):
    assert proposed(sheet(CODE)) is None
    submit(world, CODE)
    assert proposed(sheet(CODE)).kind == "self"
    _mark_all(world, HALF, "Thiếu minh chứng")
    _hand_on(world)
    assert (proposed(sheet(CODE)).kind, proposed(sheet(CODE)).outcome) == ("appraisal", "khong-dat")


@pytest.mark.parametrize(
    ("share", "recognised", "differing"),
    [(Decimal(1), True, False), (Decimal(1), False, True), (HALF, True, True), (HALF, False, False)],
)
def test_a_conclusion_that_differs_from_the_proposal_needs_a_reason(world, share, recognised, differing):
    appraise(world, CODE, share)
    assert differs(sheet(CODE), recognised) is differing
    before = _everything()
    if differing:
        for reason in ("", "  "):
            with pytest.raises(NotReady) as refusal:
                _conclude(world, recognised, reason=reason)
            assert refusal.value.items == [("reason", "Kết luận khác với đề xuất: cần ghi lý do.")]
        assert _everything() == before
        done = _conclude(world, recognised, reason=" Theo biểu quyết ")
    else:
        done = _conclude(world, recognised)
    assert (done.conclusion, done.conclusion_reason) == (
        "recognised" if recognised else "not_recognised", "Theo biểu quyết" if differing else "",
    )  # fmt: skip


@pytest.mark.parametrize("outcomes", [None, "outcomes/s0-unset.yaml"])
@pytest.mark.parametrize("recognised", [True, False])
def test_without_thresholds_nothing_is_proposed_and_no_reason_is_needed(db, outcomes, recognised):
    world = build_world()
    build_round(world, outcomes=outcomes)
    appraise(world, CODE)
    assert proposed(sheet(CODE)).outcome == ""
    assert _conclude(world, recognised).conclusion == ("recognised" if recognised else "not_recognised")


def test_a_conclusion_names_its_meeting(world):
    appraise(world, CODE)
    tomorrow = timezone.localdate() + timedelta(days=1)
    before = _everything()
    with pytest.raises(NotReady) as refusal:
        _conclude(world, day=tomorrow, minutes_number=" ")
    assert refusal.value.items == [
        ("day", "Ngày họp không được sau hôm nay."), ("minutes_number", "Cần ghi số biên bản của cuộc họp."),
    ]  # fmt: skip
    assert _everything() == before


def test_a_body_does_not_meet_before_the_period_it_decides_on(world):
    appraise(world, CODE)
    begin = sheet(CODE).round.start
    with pytest.raises(NotReady) as refusal:
        _conclude(world, day=begin - timedelta(days=1))
    assert refusal.value.items == [
        ("day", f"Ngày họp không được trước kỳ đánh giá (từ {begin:%d/%m/%Y})."),
    ]  # fmt: skip
    assert _conclude(world, day=begin).meeting_date == begin


def test_a_conclusion_closes_the_sheet_with_what_it_rests_on(world):
    appraise(world, CODE)
    _conclude(world, minutes_number=" 08-BB/ĐU ")
    evaluation = sheet(CODE)
    done, basis = (evaluation.assessments.get(kind=kind) for kind in ("approval", "appraisal"))
    assert evaluation.current is None
    assert (done.state, done.done_by_id, done.meeting_date, done.minutes_number) == (
        "done", world.users["danguy"].pk, timezone.localdate(), "08-BB/ĐU",
    )  # fmt: skip
    assert (done.total, done.outcome, done.outcome_set, done.result) == (
        basis.total, basis.outcome, basis.outcome_set, basis.result,
    )  # fmt: skip


def test_a_conclusion_gives_no_title_by_itself(world):
    decide(world, CODE)
    assert not YearResult.objects.exists()


@pytest.mark.parametrize("actor", ["bithu", "giupviec", "danguy2", "lanhdao", "vanthu_cs", "quantri", "nguoila"])
def test_only_the_approver_of_this_body_concludes(world, actor):
    appraise(world, CODE)
    before = _everything()
    with pytest.raises(Refused, match="Chỉ người được giao nhập kết luận"):
        _conclude(world, actor=actor)
    assert _everything() == before


def test_nothing_is_concluded_before_it_is_appraised(world):
    submit(world, CODE)
    with pytest.raises(Refused, match="chưa đến lượt"):
        _conclude(world)


def test_a_sheet_is_concluded_once(world):
    decide(world, CODE)
    before = _everything()
    with pytest.raises(Refused, match="đã có kết luận"):
        _conclude(world, False, reason="Đổi ý")
    assert _everything() == before


def test_a_late_conclusion_is_refused(world):
    appraise(world, CODE)
    Assessment.objects.filter(pk=sheet(CODE).current_id).update(deadline=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="Đã hết hạn kết luận"):
        _conclude(world)


def test_both_places_go_the_same_way(world):
    for code in (CODE, "cs1", "cbcs"):
        done = decide(world, code).assessments.get(kind="approval")
        assert (done.state, done.conclusion) == ("done", "recognised")


def test_each_act_writes_one_event_with_its_actor(world):
    submit(world, CODE)
    seen = Event.objects.count()
    accept_untouched(sheet(CODE), actor=world.user("giupviec"))
    handed = _hand_on(world)
    done = _conclude(world)
    unit = world.organizations[CODE].pk
    events = list(Event.objects.order_by("pk")[seen:])
    assert [
        (each.action, each.actor_id, each.subject_id, each.subject_label, each.organization_id) for each in events
    ] == [
        ("marks.save", world.users["giupviec"].pk, handed.pk, f"thẩm định: {sheet(CODE)}", unit),
        ("appraisal.hand_on", world.users["giupviec"].pk, handed.pk, f"thẩm định: {sheet(CODE)}", unit),
        ("approval.conclude", world.users["danguy"].pk, done.pk, f"kết luận: {sheet(CODE)}", unit),
    ]
    assert [each.data for each in events[1:]] == [
        {"total": "90", "outcome": "dat"}, {"conclusion": "recognised", "minutes": "08-BB/ĐU"},
    ]  # fmt: skip


@pytest.mark.parametrize("act", ["hand on", "conclude"])
def test_an_act_and_its_event_come_and_go_together(world, monkeypatch, act):
    def broken(*args, **kwargs):
        raise RuntimeError

    if act == "hand on":
        submit(world, CODE)
        accept_untouched(sheet(CODE), actor=world.user("giupviec"))
    else:
        appraise(world, CODE)
    before = _everything()
    monkeypatch.setattr("scoring.appraisal.complete.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        _hand_on(world) if act == "hand on" else _conclude(world)
    assert _everything() == before


def test_the_units_own_meeting_stays_with_its_own_stage(world):
    decide(world, CODE)
    own = sheet(CODE).assessments.get(kind="self")
    assert (own.minutes_number, own.meeting_due) == (meeting().minutes_number, meeting().due)
