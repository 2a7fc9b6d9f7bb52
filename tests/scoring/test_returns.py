"""A sheet goes back with ticked rows only, and comes back with old and new side by side."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused
from scoring.appraisal.complete import hand_on
from scoring.appraisal.history import history
from scoring.appraisal.returns import return_rows
from scoring.models import Assessment, Mark, Return, ReturnItem
from scoring.pure.arithmetic import MarkValue
from scoring.rubrics.load import rubric_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.save_row import save_row
from scoring.sheets.submit import NotReady, lacks, submit_sheet
from scoring.workflow import evaluation_with_work, with_current
from tests.build import World, build_round, build_world, cite, enter, full_marks, meeting, sheet, submit

pytestmark = pytest.mark.django_db
UNIT = "cs1-cb1"
REASON = "Chưa có minh chứng."


@pytest.fixture
def world() -> World:
    found = build_world(cells=1)
    build_round(found)
    submit(found, UNIT)
    return found


def send(world: World, rows: dict[str, str] | None = None, **changes: object) -> Return:
    values: dict = {"reason": "Cần bổ sung.", "deadline": timezone.localdate() + timedelta(days=3), **changes}
    return return_rows(
        sheet(UNIT),
        actor=world.user(values.pop("user", "giupviec")),
        rows={"I.1.1": REASON} if rows is None else rows,
        **values,
    )


def save(world: World, code: str, points: str, user: str = "bithu") -> list[str]:
    evaluation = sheet(UNIT)
    assert evaluation.current is not None
    key = rubric_of(evaluation.version).keys[code]
    revision = Mark.objects.get(assessment=evaluation.current, criterion=key).revision
    entered = {code: Entered(revision, MarkValue(Decimal(points)))}
    return save_rows(evaluation.current, actor=world.user(user), entered=entered, save_id=uuid4()).saved


def test_the_unit_works_again_while_the_appraisal_waits(world):
    batch = send(world)
    own, appraisal, approval = sheet(UNIT).assessments.order_by("position")
    assert (own.state, appraisal.state, approval.state) == ("returned", "waiting", "waiting")
    assert sheet(UNIT).current == own
    assert own.deadline == batch.deadline
    assert (own.done_at, own.done_by_id) == (None, None)
    item = batch.items.get()
    assert (item.criterion.code, item.reason, item.old_value, item.answered_at) == ("I.1.1", REASON, "6", None)
    event = Event.objects.get(action="appraisal.return")
    assert event.data["rows"] == [{"code": "I.1.1", "reason": REASON}]
    assert event.actor_id == world.users["giupviec"].pk


def test_only_the_returned_rows_may_be_edited(world):
    send(world)
    assert save(world, "I.1.1", "5") == ["I.1.1"]
    assert save(world, "I.1.2", "5") == []
    evaluation = sheet(UNIT)
    key = rubric_of(evaluation.version).keys["I.1.2"]
    with pytest.raises(Refused, match="không bị trả lại"):
        save_row(
            evaluation.pk, key, actor=world.user("bithu"), save_id=uuid4(),
            read=lambda row: Entered(1, MarkValue(Decimal(5))),
        )  # fmt: skip
    assert Mark.objects.get(assessment=evaluation.current, criterion=key).value == 6


def test_what_was_returned_comes_back_answered_and_the_appraisers_marks_are_still_there(world):
    enter(sheet(UNIT), world.user("giupviec"), {"I.1.2": MarkValue(Decimal(4))}, "Chưa đủ")
    send(world)
    save(world, "I.1.1", "5")
    submit_sheet(sheet(UNIT), actor=world.user("bithu"), meeting=meeting())
    batch = Return.objects.get()
    assert batch.answered_at is not None
    assert ReturnItem.objects.filter(answered_at=None).count() == 0
    evaluation = sheet(UNIT)
    assert (evaluation.current.kind, evaluation.current.state) == ("appraisal", "open")
    marks = Mark.objects.filter(assessment=evaluation.current)
    assert (marks.count(), marks.get(criterion__code="I.1.2").value) == (18, 4)
    own = evaluation.assessments.get(kind="self")
    assert (own.state, own.total) == ("done", 89)


def test_the_appraiser_sees_old_and_new_and_the_unit_sees_why(world):
    send(world)
    client = Client()
    client.force_login(world.user("bithu"))
    page = client.get(f"/ho-so/{sheet(UNIT).pk}/").content.decode()
    assert f"Trả lại, cần sửa: {REASON}" in page
    inputs = [part.split('"')[0] for part in page.split('name="v-')[1:]]
    assert inputs == [str(rubric_of(sheet(UNIT).version).keys["I.1.1"])]
    save(world, "I.1.1", "5")
    submit_sheet(sheet(UNIT), actor=world.user("bithu"), meeting=meeting())
    client.force_login(world.user("giupviec"))
    page = client.get(f"/tham-dinh/{sheet(UNIT).pk}/").content.decode()
    assert "<dt>Trước</dt><dd>6</dd>" in page
    assert "<dt>Nay</dt><dd>5</dd>" in page


@pytest.mark.parametrize(
    ("rows", "changes", "name"),
    [
        ({}, {}, ""),
        ({"I.1.1": "  "}, {}, "I.1.1"),
        ({"I.9": "x"}, {}, ""),
        ({"I": "nhóm không trả lại được"}, {}, ""),
        (None, {"reason": " "}, "reason"),
        (None, {"deadline": timezone.localdate() - timedelta(days=1)}, "deadline"),
    ],
)
def test_a_return_without_rows_reasons_or_time_is_refused_and_writes_nothing(world, rows, changes, name):
    with pytest.raises(NotReady) as refusal:
        send(world, rows, **changes)
    assert refusal.value.items[0][0] == name
    assert (Return.objects.count(), sheet(UNIT).current.kind) == (0, "appraisal")


@pytest.mark.parametrize(
    "user", ["bithu", "danguy", "thamdinh", "giupviec2", "quantri", "giamsat", "phutrach", "vanthu_cs"]
)
def test_only_the_appraiser_of_this_sheet_sends_it_back(world, user):
    with pytest.raises(Refused):
        send(world, user=user)
    assert Return.objects.count() == 0


def test_a_third_return_asks_for_a_call(world):
    for points in ("5", "4"):
        send(world)
        save(world, "I.1.1", points)
        submit_sheet(sheet(UNIT), actor=world.user("bithu"), meeting=meeting())
    with pytest.raises(NotReady) as refusal:
        send(world)
    assert refusal.value.items == [
        ("called", "Hồ sơ đã trả lại hai lần: hãy gọi điện trao đổi với đơn vị trước khi trả lại lần nữa.")
    ]
    send(world, called=True)
    assert Return.objects.count() == 3


def test_a_sheet_out_of_turn_is_not_sent_back(world):
    send(world)
    with pytest.raises(Refused):
        send(world)
    cite(world, UNIT, "I.1.1")
    submit_sheet(sheet(UNIT), actor=world.user("bithu"), meeting=meeting())
    enter(sheet(UNIT), world.user("giupviec"), full_marks(sheet(UNIT)))
    hand_on(sheet(UNIT), actor=world.user("giupviec"))
    with pytest.raises(Refused):
        send(world)


def test_the_pages_carry_ticks_and_reasons_over_and_keep_what_was_typed(world):
    evaluation = sheet(UNIT)
    keys = rubric_of(evaluation.version).keys
    first, second = str(keys["I.1.1"]), str(keys["I.1.2"])
    client = Client()
    client.force_login(world.user("giupviec"))
    answer = client.post(
        f"/tham-dinh/{evaluation.pk}/",
        {"then": "return", "t": [first, second], f"v-{first}": "", f"e-{first}": REASON, f"r-{first}": "0"},
    )
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert page.content.decode().count(" checked") == 2
    assert REASON in page.content.decode()
    deadline = f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}"
    url = f"/tham-dinh/{evaluation.pk}/tra-lai/"
    refused = client.post(
        url, {"dong": [first, second], f"ly-do-{first}": REASON, "reason": "Sửa", "deadline": deadline}
    )
    assert refused.status_code == 422
    assert "Cần ghi lý do trả lại." in refused.content.decode()
    assert REASON in refused.content.decode()
    done = client.post(url, {"dong": [first], f"ly-do-{first}": REASON, "reason": "Sửa", "deadline": deadline})
    assert done.status_code == 302
    assert Return.objects.get().items.get().criterion_id == int(first)
    assert (
        client.post(url, {"dong": [first], f"ly-do-{first}": REASON, "reason": "x", "deadline": deadline}).status_code
        == 403
    )
    assert Assessment.objects.filter(state="returned").count() == 1


def test_a_whole_sheet_of_long_reasons_goes_over_by_the_marks_and_not_by_the_address(world):
    evaluation = sheet(UNIT)
    keys = [str(rubric_of(evaluation.version).keys[code]) for code in full_marks(evaluation)]
    client = Client()
    client.force_login(world.user("giupviec"))
    words = {f"e-{key}": f"{REASON} {key} " + "Kết quả chưa đạt so với kế hoạch. " * 40 for key in keys}
    sheet_post = {f"{name}-{key}": text for key in keys for name, text in (("v", "1"), ("r", "0"))}
    answer = client.post(f"/tham-dinh/{evaluation.pk}/", {"then": "return", "t": keys, **words, **sheet_post})
    # A server takes a line of 4,094 characters.
    assert len(answer["Location"]) < 500
    page = client.get(answer["Location"]).content.decode()
    assert [key for key in keys if words[f"e-{key}"].strip() not in page] == []


def test_a_reason_whose_row_is_not_ticked_is_asked_about_and_stays(world):
    evaluation = sheet(UNIT)
    keys = rubric_of(evaluation.version).keys
    enter(evaluation, world.user("giupviec"), {"I.1.3": MarkValue(Decimal(3))}, "Chưa đủ hồ sơ")
    client = Client()
    client.force_login(world.user("giupviec"))
    deadline = f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}"
    typed = {
        "dong": [keys["I.1.1"]], f"ly-do-{keys['I.1.1']}": REASON, f"ly-do-{keys['I.1.2']}": "Thiếu sổ",
        "reason": "Sửa", "deadline": deadline,
    }  # fmt: skip
    refused = client.post(f"/tham-dinh/{evaluation.pk}/tra-lai/", typed)
    text = refused.content.decode()
    assert (refused.status_code, Return.objects.count()) == (422, 0)
    assert "Mục I.1.(2): đã ghi lý do nhưng chưa đánh dấu trả lại." in text
    assert (REASON in text, "Thiếu sổ" in text) == (True, True)
    # The reason of an own mark that the page proposed and that was left is no such slip.
    del typed[f"ly-do-{keys['I.1.2']}"]
    typed[f"ly-do-{keys['I.1.3']}"] = "Chưa đủ hồ sơ"
    assert client.post(f"/tham-dinh/{evaluation.pk}/tra-lai/", typed).status_code == 302
    assert [item.reason for item in Return.objects.get().items.all()] == [REASON]


def test_what_the_unit_drafts_after_a_return_is_nobodys_news(world):
    send(world)
    save(world, "I.1.1", "2")

    def told(name: str) -> list[tuple[str, ...]]:
        work = with_current(evaluation_with_work().get(organization__code=UNIT))
        return [
            change[1:3]
            for line in history(work, world.user(name))
            if line.what == "Ghi điểm"
            for change in line.changes
        ]

    assert [("6", "2") in told(name) for name in ("bithu", "giamsat", "giupviec")] == [True, False, False]
    submit_sheet(sheet(UNIT), actor=world.user("bithu"), meeting=meeting())
    assert [("6", "2") in told(name) for name in ("bithu", "giamsat", "giupviec")] == [True, True, True]


def _hand_in(world: World) -> None:
    submit_sheet(sheet(UNIT), actor=world.user("bithu"), meeting=meeting())


def _page(world: World, name: str, address: str = "ho-so") -> str:
    client = Client()
    client.force_login(world.user(name))
    return client.get(f"/{address}/{sheet(UNIT).pk}/").content.decode()


def test_a_returned_row_that_nobody_touched_holds_up_the_sheet_and_is_named(world):
    send(world, {"I.1.1": REASON, "I.1.2": REASON})
    save(world, "I.1.2", "5")
    sentence = "Mục I.1.(1): đã bị trả lại mà chưa sửa: sửa điểm, ghi giải trình hoặc gắn minh chứng."
    assert lacks(sheet(UNIT)) == [("I.1.1", sentence)]
    with pytest.raises(NotReady) as refusal:
        _hand_in(world)
    assert refusal.value.items == [("I.1.1", sentence)]
    assert (sheet(UNIT).current.state, Return.objects.get().answered_at) == ("returned", None)


@pytest.mark.parametrize("answer", ["word", "paper", "paper of before"])
def test_a_unit_that_keeps_its_mark_says_why_and_the_appraiser_reads_that_it_was_kept(world, answer):
    if answer == "paper of before":
        send(world, {"I.1.2": REASON})
        cite(world, UNIT, "I.1.2")
        _hand_in(world)
    send(world)
    if answer == "word":
        enter(sheet(UNIT), world.user("bithu"), {"I.1.1": MarkValue(Decimal(6))}, "Đã đủ minh chứng.")
    else:
        cite(world, UNIT, "I.1.1")
    _hand_in(world)
    page = _page(world, "giupviec", "tham-dinh")
    assert f"Đã trả lại, đơn vị giữ nguyên: {REASON}" in page
    assert ("đơn vị đã sửa" in page, "<dt>Trước</dt>" in page) == (False, False)


def test_a_proof_of_before_the_return_is_no_answer(world):
    send(world)
    cite(world, UNIT, "I.1.1")
    _hand_in(world)
    send(world)
    assert [code for code, _ in lacks(sheet(UNIT))] == ["I.1.1"]


def test_a_row_answered_earlier_still_shows_what_stands_while_others_are_corrected(world):
    send(world)
    save(world, "I.1.1", "5")
    _hand_in(world)
    send(world, {"I.1.2": REASON})
    page = _page(world, "bithu")
    assert '<dt>Trước</dt><dd>6</dd></div><div class="is-new"><dt>Nay</dt><dd>5</dd>' in page


def test_the_head_of_a_returned_sheet_says_who_why_until_when_and_which_rows(world):
    batch = send(world, {"I.1.1": REASON, "I.1.2": "Thiếu sổ."}, reason="Bổ sung <hồ sơ>.")
    keys = rubric_of(sheet(UNIT).version).keys
    head = _page(world, "bithu").partition("<table")[0]
    assert "Phiếu bị trả lại để sửa" in head
    assert f"{world.users['giupviec'].full_name} trả lại lúc" in head
    assert "<strong>Lý do chung:</strong> Bổ sung &lt;hồ sơ&gt;." in head
    assert f"hết ngày <strong>{batch.deadline:%d/%m/%Y}</strong>" in head
    for code, label, reason in (("I.1.1", "I.1.(1)", REASON), ("I.1.2", "I.1.(2)", "Thiếu sổ.")):
        assert f'<a href="#dong-{keys[code]}">Mục {label}</a>: {reason}' in head
    assert head.count('class="returned-row"') == 2
    assert head.count("Lý do chung") == 1
    assert f'href="/ho-so/{sheet(UNIT).pk}/qua-trinh/"' in head
    save(world, "I.1.1", "5")
    save(world, "I.1.2", "5")
    _hand_in(world)
    assert "Phiếu bị trả lại để sửa" not in _page(world, "bithu")


def test_a_returned_sheet_costs_no_more_queries_for_more_rows(world, queries):
    send(world)
    client = Client()
    client.force_login(world.user("bithu"))
    url = f"/ho-so/{sheet(UNIT).pk}/"
    client.get(url)
    with queries() as one:
        client.get(url)
    save(world, "I.1.1", "5")
    _hand_in(world)
    send(world, dict.fromkeys(full_marks(sheet(UNIT)), REASON))
    with queries() as all_rows:
        client.get(url)
    assert len(one) == len(all_rows)
    assert len(all_rows) <= 10
