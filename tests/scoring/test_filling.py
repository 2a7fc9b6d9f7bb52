"""Rows that fill themselves from the log and from declared figures, on the page, when saved and when handed in."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from config.common.models import Event
from recognition.papers import sheet_paper
from scoring.facts.declare import take_back_fact
from scoring.facts.meetings import Line, add_meeting
from scoring.facts.papers import Paper
from scoring.models import Evaluation, Fact, Mark
from scoring.pure.conditions import FIELD
from scoring.pure.marks import MarkValue
from scoring.rubrics.load import forget, rubric_of
from scoring.sheets.marks import marks_of
from scoring.sheets.recheck import recheck
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting, NotReady, lacks, submit_sheet
from scoring.workflow import evaluation_with_work, with_current
from tests.build import build_world
from tests.scoring import every_kind
from tests.scoring.facts import rubrics
from tests.scoring.facts.situations import declare, log_fields

pytestmark = pytest.mark.django_db
CELL, BASE = "cs1-cb1", "cs1"
# The log gives the row of meetings its figure, a declared figure that of initiatives.
LOG_ROW, FACT_ROW = "A.6", "A.4"
FIELDS = [
    {
        "code": "quality", "label": "Xếp loại", "source": "meetings", "type": "level", "levels": ["kem", "tot"],
        "labels": ["Kém", "Tốt"], "entered_by": "unit",
    },
    {"code": "initiatives", "label": "Số sáng kiến", "source": "facts", "type": "number", "entered_by": "unit"},
]  # fmt: skip
FILLED = {
    LOG_ROW: {"source": "meetings", "aggregate": "count", "holds": [{"field": "quality", "equals": "tot"}]},
    FACT_ROW: {"source": "facts", "aggregate": "value", "field": "initiatives"},
}


def _rubric(*codes: str) -> dict:
    mapping = {**deepcopy(every_kind.rubric()), "fields": FIELDS}
    for row in mapping["rows"][0]["rows"]:
        if row["code"] in codes:
            row["spec"] = {**row.get("spec", {}), "filled_by": FILLED[row["code"]]}
    return mapping


def _round(world, monkeypatch, *codes: str) -> None:
    mapping = _rubric(*codes)
    monkeypatch.setattr(every_kind, "rubric", lambda: mapping)
    every_kind.every_kind_round(world)


def _meet(world, quality: str = "tot", days: int = 0) -> None:
    line = Line(timezone.localdate() - timedelta(days=days), {"quality": quality}, Paper("10-BB/CB"))
    add_meeting(world.body(CELL, "cell"), actor=world.user("bithu"), line=line, fields=log_fields(world, CELL))


@pytest.fixture
def world(db, monkeypatch):
    world = build_world()
    _round(world, monkeypatch, LOG_ROW, FACT_ROW)
    for days in (0, 1):
        _meet(world, days=days)
    _meet(world, "kem", 2)
    declare(world, CELL, "bithu", "initiatives", Decimal(8))
    return world


def _sheet() -> Evaluation:
    return with_current(evaluation_with_work().get(organization__code=CELL))


def _mark(code: str) -> Mark:
    return _sheet().assessments.order_by("position").first().marks.get(criterion__code=code)


def _key(code: str) -> int:
    return rubric_of(_sheet().version).keys[code]


def _fill(world, **other: MarkValue) -> None:
    """Enter every row but those that fill themselves, and `other` ones by code with dots as underscores."""
    values = {code: mark for code, (mark, _) in every_kind.SELF.items() if code not in FILLED}
    values |= {code.replace("_", "."): mark for code, mark in other.items()}
    codes = rubric_of(_sheet().version).codes
    entered = {
        codes[mark.criterion_id]: Entered(mark.revision, values[codes[mark.criterion_id]], "Theo hồ sơ")
        for mark in marks_of(_sheet().current)
        if codes[mark.criterion_id] in values
    }
    assert save_rows(_sheet().current, actor=world.user("bithu"), entered=entered, save_id=uuid4()).complete


def _submit(world) -> None:
    today = timezone.localdate()
    submit_sheet(
        _sheet(), actor=world.user("bithu"), meeting=Meeting(today, 12, 11, "12-BB/CB", "05-TTr/CB", today)
    )  # fmt: skip


def _post_row(client, code: str, typed: str, why: str = ""):
    key = _key(code)
    data = {"save_id": str(uuid4()), f"v-{key}": typed, f"e-{key}": why, f"r-{key}": str(_mark(code).revision)}
    return client.post(reverse("scoring:save_row", args=[_sheet().pk, key]), data)


def test_the_page_offers_the_figure_with_its_records_and_stores_nothing(world, client):
    client.force_login(world.user("bithu"))
    words = " ".join(client.get(reverse("scoring:sheet", args=[_sheet().pk])).content.decode().split())
    key = _key(LOG_ROW)
    assert f'name="v-{key}" type="text" inputmode="decimal" autocomplete="off" value="2"' in words
    assert "Tự điền theo sổ sinh hoạt: <strong>2 buổi sinh hoạt</strong>" in words
    assert f"<li>Cuộc họp ngày {timezone.localdate():%d/%m/%Y}</li>" in words
    assert "Tự điền theo số liệu khai báo: <strong>8</strong>" in words
    assert _mark(LOG_ROW).value is None
    # 5 × 2/12 and 8 × 0,5 stand in the sum already.
    assert "4,83" in words
    missing = {code for code, _ in lacks(_sheet())}
    assert missing.isdisjoint(FILLED)


def test_one_row_takes_another_figure_with_a_reason_alone(world, client):
    client.force_login(world.user("bithu"))
    refused = _post_row(client, LOG_ROW, "3")
    assert (refused.status_code, refused.json()["sentence"]) == (
        422, "Theo sổ sinh hoạt là 2: ghi khác thì phải ghi giải trình.",
    )  # fmt: skip
    # What nobody typed counts as the records have it.
    assert refused.json()["total"] == "4,8"
    assert _mark(LOG_ROW).revision == 0
    assert _post_row(client, LOG_ROW, "3", "Một buổi ghi ở sổ giấy").status_code == 200
    assert (_mark(LOG_ROW).value, _post_row(client, LOG_ROW, "3").status_code) == (3, 422)
    assert _post_row(client, LOG_ROW, "2").status_code == 200
    assert _post_row(client, LOG_ROW, "").json()["total"] == "4,8"


def test_the_whole_sheet_keeps_what_was_typed_beside_the_sentence(world, client):
    client.force_login(world.user("bithu"))
    url, key = reverse("scoring:sheet", args=[_sheet().pk]), _key(LOG_ROW)
    answer = client.post(url, {"save_id": str(uuid4()), f"v-{key}": "5", f"e-{key}": "", f"r-{key}": "0"})
    words = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert 'value="5"' in words
    assert f'id="loi-{key}">Theo sổ sinh hoạt là 2: ghi khác thì phải ghi giải trình.' in words


def test_untouched_rows_take_their_figure_when_the_sheet_is_handed_in(world, client):
    _fill(world)
    _submit(world)
    client.force_login(world.user("giupviec"))
    words = " ".join(client.get(reverse("scoring:appraise", args=[_sheet().pk])).content.decode().split())
    assert "Theo sổ sinh hoạt: 2 buổi sinh hoạt." in words
    mark = _mark(LOG_ROW)
    assert (mark.value, mark.points, mark.revision, mark.saved_by_id) == (
        2, Decimal("0.83"), 1, world.users["bithu"].pk,
    )  # fmt: skip
    done = _sheet().assessments.get(kind="self")
    assert (done.result["filled"][LOG_ROW]["words"], done.result["points"][FACT_ROW]) == ("2 buổi sinh hoạt", "4")
    assert Event.objects.get(action="sheet.submit").data["filled"] == [FACT_ROW, LOG_ROW]
    paper = sheet_paper(_sheet(), world.user("bithu"))
    assert any("0,83 (2/12 buổi)" in row.cells for row in paper.rows)
    assert recheck(_sheet()) == []
    _meet(world, days=4)
    changed = [(each.place, each.before, each.now) for each in recheck(_sheet())]
    assert changed == [("Mục I.6", "2", "3")]


def test_a_figure_that_moved_before_the_hand_in_is_looked_at_first(world):
    _fill(world, A_6=MarkValue(value=Decimal(2)))
    Mark.objects.filter(criterion__code=LOG_ROW).update(explanation="")
    _meet(world, days=4)
    with pytest.raises(NotReady) as lacking:
        _submit(world)
    assert lacking.value.items == [
        (LOG_ROW, "Mục I.6: theo sổ sinh hoạt là 3: ghi khác thì phải ghi giải trình.")
    ]  # fmt: skip
    Mark.objects.filter(criterion__code=LOG_ROW).update(value=3)
    _submit(world)


def test_without_data_the_unit_types_the_figure_and_says_why(world, client):
    fact = Fact.objects.get(field="initiatives")
    take_back_fact(fact, FIELD.read(FIELDS[1]), actor=world.user("bithu"), revision=1)
    client.force_login(world.user("bithu"))
    words = client.get(reverse("scoring:sheet", args=[_sheet().pk])).content.decode()
    assert "Chưa đủ số liệu để tự điền (số liệu khai báo)" in words
    assert (FACT_ROW, "Mục I.4: chưa chấm.") in lacks(_sheet())
    assert "tự nhập thì phải ghi giải trình" in _post_row(client, FACT_ROW, "8").json()["sentence"]
    assert _post_row(client, FACT_ROW, "8", "Theo báo cáo số 12").status_code == 200


def test_more_rows_that_fill_themselves_ask_no_more(db, monkeypatch, client, queries):
    more = {**FILLED[LOG_ROW], "where": [{"field": "quality", "equals": "tot"}]}
    monkeypatch.setitem(FILLED, FACT_ROW, more)
    counts = []
    for codes in ((), (LOG_ROW,), (LOG_ROW, FACT_ROW)):
        forget()
        point = transaction.savepoint()
        world = build_world()
        _round(world, monkeypatch, *codes)
        _meet(world)
        client.force_login(world.user("bithu"))
        url = reverse("scoring:sheet", args=[_sheet().pk])
        assert (client.get(url).status_code, _post_row(client, "A.1", "3").status_code) == (200, 200)
        key, revision = _key("A.1"), _mark("A.1").revision
        data = {"save_id": str(uuid4()), f"v-{key}": "4", f"r-{key}": str(revision)}
        address = reverse("scoring:save_row", args=[_sheet().pk, key])
        with queries() as page:
            client.get(url)
        with queries() as row:
            client.post(address, data)
        counts.append((len(page), len(row)))
        transaction.savepoint_rollback(point)
        forget()
    assert (counts[0][0] <= 10, counts[0][1] <= 8) == (True, True), counts
    assert counts[1] == counts[2]
    # What is gathered costs the page and a saved row the same few questions, however many rows fill themselves.
    assert (counts[1][0] - counts[0][0], counts[1][1] - counts[0][1]) <= (5, 6), counts


def test_a_committee_s_row_is_filled_from_its_cells_and_turns_when_one_changes(db, monkeypatch):
    world = build_world(cells=1)
    mapping = deepcopy(rubrics.rubric())
    mapping["form"]["columns"].insert(2, {"role": "maximum", "label": "Điểm chuẩn"})
    mapping["rows"].append(
        {
            "code": "2", "marker": "2", "text": "Số đảng viên của các chi bộ", "kind": "measure", "maximum": 5,
            "spec": {
                "bands": [{"least": "1", "points": "5"}],
                "filled_by": {"source": "facts", "aggregate": "sum", "field": "members", "of": "children"},
            },
        }
    )  # fmt: skip
    monkeypatch.setattr(rubrics, "rubric", lambda metrics: mapping)
    rubrics.trial_round(world)
    declare(world, CELL, "bithu", "members", Decimal(20))
    own = with_current(evaluation_with_work().get(organization__code=BASE))
    key = rubric_of(own.version).keys["1"]
    save_rows(
        own.current, actor=world.user("danguy"), save_id=uuid4(), entered={"1": Entered(0, MarkValue(choice="pass"))}
    )  # fmt: skip
    today = timezone.localdate()
    submit_sheet(own, actor=world.user("danguy"), meeting=Meeting(today, 12, 11, "05-BB/ĐU", "06-TTr/ĐU", today))
    own = with_current(evaluation_with_work().get(organization__code=BASE))
    filled = own.assessments.get(kind="self").result["filled"]["2"]
    assert (filled["value"], filled["source"]) == ("20", "số liệu khai báo của tổ chức đảng trực thuộc")
    assert filled["records"] == [f"Chi bộ thôn 1, số liệu khai năm {today.year}"]
    declare(world, CELL, "bithu", "members", Decimal(9))
    changed = recheck(own)
    assert [(each.before, each.now) for each in changed if each.key != key] == [("20", "9")]
