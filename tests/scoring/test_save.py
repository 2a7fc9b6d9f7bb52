"""Saving rows: what is kept, what is refused, and that nobody's row is lost or overwritten unseen."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from scoring.appraisal.history import history
from scoring.models import Assessment, Evaluation, Mark, Round
from scoring.pure.arithmetic import MarkValue
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_rubric, publish
from scoring.sheets.marks import marks_of
from scoring.sheets.save import Entered, Saved, save_rows
from scoring.sheets.whole import whole_sheet
from tests.build import appraise, build_round, build_world, decide, full_marks, sheet, submit
from tests.scoring.pure.builders import mapping, row

CODE = "cs1-cb1"


@pytest.fixture
def world(db):
    world = build_world()
    build_round(world)
    return world


def number(value: str | int) -> MarkValue:
    return MarkValue(value=Decimal(value))


def marks(code: str = CODE) -> dict[str, Mark]:
    """Return the marks of the stage at work by row code, fresh."""
    evaluation = sheet(code)
    codes = rubric_of(evaluation.version).codes
    return {codes[mark.criterion_id]: mark for mark in marks_of(evaluation.current)}


def save(
    world, entered: dict[str, Entered], *, actor: str = "bithu", save_id=None, stage: Assessment | None = None
) -> Saved:
    return save_rows(stage or sheet(CODE).current, actor=world.user(actor), entered=entered, save_id=save_id or uuid4())


def _everything() -> list[tuple]:
    return list(Mark.objects.order_by("pk").values_list()), Event.objects.count()


def test_a_row_is_kept_with_points_explanation_revision_and_saver(world):
    before = timezone.now()
    save_id = uuid4()
    done = save(world, {"I.1.1": Entered(0, number("4.5"), "Đã triển khai")}, save_id=save_id)
    mark = marks()["I.1.1"]
    assert (done.saved, done.repeated, done.stale, done.refused, done.complete) == (["I.1.1"], [], {}, {}, True)
    assert (mark.value, mark.points, mark.explanation, mark.revision, mark.save_id, mark.saved_by_id) == (
        Decimal("4.5"), Decimal("4.5"), "Đã triển khai", 1, save_id, world.users["bithu"].pk,
    )  # fmt: skip
    assert before <= mark.saved_at <= timezone.now()
    assert {code for code, each in marks().items() if each.revision} == {"I.1.1"}


def test_a_count_is_kept_with_the_points_it_earns(world):
    save(world, {"II.1": Entered(0, number(3))})
    assert (marks()["II.1"].value, marks()["II.1"].points) == (Decimal(3), Decimal("1.5"))
    save(world, {"II.1": Entered(1, number(40))})
    assert (marks()["II.1"].value, marks()["II.1"].points) == (Decimal(40), Decimal(5))


def test_a_mark_may_be_taken_back(world):
    save(world, {"I.1.1": Entered(0, number(4), "x")})
    save(world, {"I.1.1": Entered(1, MarkValue(), "")})
    mark = marks()["I.1.1"]
    assert (mark.value, mark.points, mark.explanation, mark.revision) == (None, None, "", 2)


def test_an_explanation_alone_is_a_change(world):
    save(world, {"I.1.1": Entered(0, number(4))})
    assert save(world, {"I.1.1": Entered(1, number(4), "thêm")}).saved == ["I.1.1"]
    assert (marks()["I.1.1"].value, marks()["I.1.1"].explanation) == (Decimal(4), "thêm")


def test_what_stands_already_is_not_saved_again(world):
    save(world, {"I.1.1": Entered(0, number("4.5"))})
    before = _everything()
    done = save(world, {"I.1.1": Entered(0, number("4.50")), "I.1.2": Entered(0, MarkValue())})
    assert (done, _everything()) == (Saved(), before)


def test_a_row_saved_meanwhile_stays_and_is_shown(world):
    save(world, {"I.1.1": Entered(0, number(4))}, actor="nhapgiup")
    done = save(world, {"I.1.1": Entered(0, number(6)), "I.1.2": Entered(0, number(5))})
    assert (done.saved, list(done.stale), done.complete) == (["I.1.2"], ["I.1.1"], False)
    assert (done.stale["I.1.1"].value, done.stale["I.1.1"].revision) == (Decimal(4), 1)
    assert done.stale["I.1.1"].saved_by_id == world.users["nhapgiup"].pk
    assert marks()["I.1.1"].value == Decimal(4)


@pytest.mark.parametrize("revision", [-1, 2, 99])
def test_a_revision_that_was_never_shown_is_stale(world, revision):
    save(world, {"I.1.1": Entered(0, number(4))})
    assert list(save(world, {"I.1.1": Entered(revision, number(6))}).stale) == ["I.1.1"]


def test_the_same_save_again_changes_nothing(world):
    save_id = uuid4()
    entered = {"I.1.1": Entered(0, number(4)), "I.1.2": Entered(0, number(5))}
    save(world, entered, save_id=save_id)
    before = _everything()
    again = save(world, entered, save_id=save_id)
    assert (again.repeated, again.saved, again.complete) == (["I.1.1", "I.1.2"], [], True)
    assert _everything() == before


def test_a_late_repeat_of_a_row_that_somebody_changed_meanwhile_does_not_undo_his_work(world):
    save_id = uuid4()
    save(world, {"I.1.1": Entered(0, number(4))}, save_id=save_id)
    save(world, {"I.1.1": Entered(1, number(2))}, actor="nhapgiup")
    assert list(save(world, {"I.1.1": Entered(0, number(4))}, save_id=save_id).stale) == ["I.1.1"]
    assert marks()["I.1.1"].value == Decimal(2)


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("I.1.1", number("6.5"), "Điểm phải từ 0 đến 6, bước 0,5."),
        ("I.1.1", number("-1"), "Điểm phải từ 0 đến 6, bước 0,5."),
        ("I.1.1", number("4.3"), "Điểm phải từ 0 đến 6, bước 0,5."),
        ("I.1.1", number("NaN"), "Điểm phải từ 0 đến 6, bước 0,5."),
        ("I.1.1", number("Infinity"), "Điểm phải từ 0 đến 6, bước 0,5."),
        ("I.1.1", MarkValue(choice="dat"), "Nội dung này chấm bằng số, không chọn mức."),
        ("I.1.1", MarkValue(not_applicable=True), "Nội dung này không được đánh dấu “không áp dụng”."),
        ("II.1", number("1.5"), "Số chỉ tiêu hoàn thành vượt mức phải là số nguyên từ 0 đến 9999."),
        ("II.1", number("10000"), "Số chỉ tiêu hoàn thành vượt mức phải là số nguyên từ 0 đến 9999."),
    ],
)
def test_a_value_that_its_row_refuses_is_refused_with_a_sentence_and_the_rest_is_saved(world, code, value, sentence):
    save(world, {code: Entered(0, number(2))})
    done = save(world, {code: Entered(1, value), "I.1.2": Entered(0, number(5))})
    assert (done.saved, done.refused, done.complete) == (["I.1.2"], {code: sentence}, False)
    assert (marks()[code].value, marks()[code].revision, marks()["I.1.2"].value) == (Decimal(2), 1, Decimal(5))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("999999999.999", None), ("0.125", None),
        ("1000000000", "Giá trị phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
        ("0.1234", "Giá trị phải từ 0 đến dưới 1 tỷ, không quá 3 chữ số thập phân."),
    ],
)  # fmt: skip
def test_a_measured_value_is_kept_digit_for_digit_or_refused(world, value, sentence):
    rubric = mapping(row("A", "measure", 1, spec={"bands": [{"least": "0", "points": "1"}]}))
    version = publish(load_rubric(rubric, actor=None), actor=None)
    evaluation = sheet(CODE)
    Mark.objects.filter(assessment__evaluation=evaluation).delete()
    Evaluation.objects.filter(pk=evaluation.pk).update(version=version)
    Mark.objects.create(assessment=evaluation.current, criterion=version.criteria.get())
    done = save(world, {"A": Entered(0, number(value))})
    assert done.refused == ({"A": sentence} if sentence else {})
    if sentence is None:
        assert marks()["A"].value == Decimal(value)


def test_groups_and_rows_that_the_sheet_does_not_have_are_passed_over(world):
    before = _everything()
    foreign = {"I": Entered(0, number(5)), "I.1": Entered(0, number(5)), "X.9": Entered(0, number(5))}
    assert (save(world, foreign), _everything()) == (Saved(), before)


def test_saving_nothing_writes_nothing(world):
    before = _everything()
    assert (save(world, {}), _everything()) == (Saved(), before)


def test_no_sheet_but_this_one_is_touched(world):
    others = Mark.objects.exclude(assessment__evaluation=sheet(CODE)).order_by("pk")
    before = list(others.values_list())
    save(world, {code: Entered(0, value) for code, value in full_marks(sheet(CODE)).items()})
    assert list(others.all().values_list()) == before


@pytest.mark.parametrize(
    "actor",
    ["bithu2", "bithu_cs", "giupviec", "danguy", "vanthu_cs", "thamdinh", "quantri", "giamsat", "phutrach", "nguoila"],
)
def test_nobody_else_saves_into_the_self_score(world, actor):
    before = _everything()
    with pytest.raises(Refused, match="Chỉ bí thư hoặc người nhập giúp"):
        save(world, {"I.1.1": Entered(0, number(4))}, actor=actor)
    assert _everything() == before


@pytest.mark.parametrize("actor", ["bithu", "danguy", "giupviec2", "thamdinh", "quantri", "phutrach"])
def test_nobody_else_saves_into_the_appraisal(world, actor):
    submit(world, CODE)
    before = _everything()
    with pytest.raises(Refused, match="Chỉ người thẩm định"):
        save(world, {"I.1.1": Entered(0, number(4))}, actor=actor)
    assert _everything() == before


def test_the_appraiser_marks_beside_the_self_score_never_in_it(world):
    submit(world, CODE)
    own = sheet(CODE).assessments.get(kind="self")
    before = list(own.marks.order_by("pk").values_list())
    save(world, {"I.1.1": Entered(0, number(4), "Thiếu minh chứng")}, actor="giupviec")
    assert list(own.marks.order_by("pk").values_list()) == before
    assert marks()["I.1.1"].value == Decimal(4)


def test_a_stage_that_is_over_takes_no_marks(world):
    own = sheet(CODE).current
    submit(world, CODE)
    with pytest.raises(Refused, match="Phiếu đã nộp"):
        save(world, {"I.1.1": Entered(1, number(4))}, stage=own)


def test_a_stage_whose_turn_has_not_come_takes_no_marks(world):
    later = sheet(CODE).assessments.get(kind="appraisal")
    with pytest.raises(Refused, match="chưa đến lượt"):
        save(world, {"I.1.1": Entered(0, number(4))}, actor="giupviec", stage=later)


def test_the_concluding_stage_has_no_rows(world):
    appraise(world, CODE)
    with pytest.raises(Refused, match="không chấm điểm theo từng nội dung"):
        save(world, {"I.1.1": Entered(0, number(4))}, actor="danguy")


def test_a_finished_sheet_takes_no_marks(world):
    own = sheet(CODE).current
    decide(world, CODE)
    with pytest.raises(Refused):
        save(world, {"I.1.1": Entered(1, number(4))}, stage=own)


def test_a_late_save_is_refused(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    Assessment.objects.filter(pk=sheet(CODE).current_id).update(deadline=yesterday)
    with pytest.raises(Refused, match="Đã hết hạn"):
        save(world, {"I.1.1": Entered(0, number(4))})


@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_a_withdrawn_sheet_and_a_closed_round_take_no_marks(world, state):
    if state == "withdrawn":
        Evaluation.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="Giải thể")
    else:
        Round.objects.update(state="closed", closed_at=timezone.now())
    before = _everything()
    with pytest.raises(Refused):
        save(world, {"I.1.1": Entered(0, number(4))})
    assert _everything() == before


def test_a_save_writes_one_event_that_says_old_and_new(world):
    save(world, {"I.1.1": Entered(0, number(4))})
    seen = Event.objects.count()
    save(world, {"I.1.1": Entered(1, number("4.5")), "II.1": Entered(0, number(2)), "I.1.2": Entered(0, number(99))})
    event = Event.objects.order_by("-pk")[0]
    evaluation = sheet(CODE)
    assert Event.objects.count() == seen + 1
    assert (event.action, event.actor_id, event.subject_type, event.subject_id, event.organization_id) == (
        "marks.save", world.users["bithu"].pk, "scoring.assessment", evaluation.current_id, evaluation.organization_id,
    )  # fmt: skip
    assert event.subject_label == f"tự chấm: {evaluation}"
    assert [(each["code"], each["old"], each["new"]) for each in event.data["rows"]] == [
        ("I.1.1", "4", "4.5"), ("II.1", None, "2"),
    ]  # fmt: skip


def test_a_save_and_its_event_come_and_go_together(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    before = _everything()
    monkeypatch.setattr("scoring.sheets.save.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        save(world, {"I.1.1": Entered(0, number(4))})
    assert _everything() == before


def test_a_whole_sheet_is_saved_in_as_many_statements_as_one_row(world, queries):
    counts = []
    for entered in (
        {"I.1.1": Entered(0, number(4))},
        {code: Entered(0, value) for code, value in full_marks(sheet(CODE)).items() if code != "I.1.1"},
    ):
        user, stage = world.user("bithu"), sheet(CODE).current
        with queries() as found:
            save_rows(stage, actor=user, entered=entered, save_id=uuid4())
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_words_that_are_replaced_stay_in_the_history(world):
    save(world, {"I.1.1": Entered(0, number(4), "Lời A")})
    save(world, {"I.1.1": Entered(1, number(4), "Lời B")}, actor="nhapgiup")
    save(world, {"I.1.1": Entered(2, number(5), "Lời B")})
    kept = [event.data["rows"] for event in Event.objects.filter(action="marks.save").order_by("pk")]
    assert kept == [
        [{"code": "I.1.1", "old": None, "new": "4", "was": "", "said": "Lời A"}],
        [{"code": "I.1.1", "old": "4", "new": "4", "was": "Lời A", "said": "Lời B"}],
        [{"code": "I.1.1", "old": "4", "new": "5"}],
    ]
    told = [line.changes for line in history(whole_sheet(sheet(CODE).pk), world.user("bithu"))]
    assert told == [
        (("Mục I.1.(1)", "4", "5", ""),),
        (("Mục I.1.(1)", "", "", "“Lời A” → “Lời B”"),),
        (("Mục I.1.(1)", "để trống", "4", "Lời A"),),
    ]


def test_the_second_sees_the_words_of_both_though_the_value_is_one(world, client):
    save(world, {"I.1.1": Entered(0, number(4), "Lời của bí thư")})
    client.force_login(world.user("nhapgiup"))
    key = rubric_of(sheet(CODE).version).keys["I.1.1"]
    typed = {f"v-{key}": "4", f"e-{key}": "Lời của người nhập giúp", f"r-{key}": "0", "save_id": str(uuid4())}
    answer = client.post(f"/ho-so/{sheet(CODE).pk}/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ("<dd>Lời của bí thư</dd>" in page, "<dd>Lời của người nhập giúp</dd>" in page) == (True, True)
    assert f'id="dong-{key}" data-unsaved>' in page


def test_a_form_after_a_lost_answer_of_ones_own_is_no_conflict(world, client):
    lost = uuid4()
    save(world, {"I.1.1": Entered(0, number(4))}, save_id=lost)
    client.force_login(world.user("bithu"))
    key = rubric_of(sheet(CODE).version).keys["I.1.1"]
    typed = {f"v-{key}": "5", f"e-{key}": "", f"r-{key}": "0", "save_id": str(uuid4())}
    assert client.post(f"/ho-so/{sheet(CODE).pk}/", typed).status_code == 422
    assert client.post(f"/ho-so/{sheet(CODE).pk}/", typed | {f"a-{key}": str(lost)}).status_code == 302
    assert (marks()["I.1.1"].value, marks()["I.1.1"].revision) == (5, 2)
