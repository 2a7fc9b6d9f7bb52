"""The pages of rounds: preparing, looking over, opening, binding outcomes; who sees which."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Body
from organizations.people import appoint
from scoring.models import Evaluation, OutcomeSet, Round, RoundRubric, Stage
from scoring.rounds.views import owners_of, progress
from scoring.rubrics.publish import load_outcomes
from tests.build import (
    LONG_AGO,
    World,
    appraise,
    build_round,
    build_world,
    decide,
    fixture,
    load_rubrics,
    sheet,
    submit,
)
from tests.posts import PEOPLE, drafted_round

ROUNDS, CREATE = "/dot/", "/dot/moi/"


@pytest.fixture
def world(db: None) -> World:
    """The tree with this year's round open."""
    world = build_world()
    build_round(world)
    return world


@pytest.fixture
def quantri(world: World, client: Client) -> Client:
    """The browser of the administrator."""
    client.force_login(world.user("quantri"))
    return client


def _round() -> Round:
    return Round.objects.get(state="open")


def _text(answer) -> str:
    return answer.content.decode()


def _day(ahead: int) -> str:
    return f"{timezone.localdate() + timedelta(days=ahead):%d/%m/%Y}"


def _typed(world: World, **changes: str) -> dict[str, str]:
    year = timezone.localdate().year + 1
    return {
        "programme": str(world.programme.pk), "owner": str(world.body("tren", "standing").pk), "year": str(year),
        "name": "Đợt sau", "contact": "Ban Xây dựng Đảng", "self_deadline": _day(1), "appraisal_deadline": _day(2),
        "approval_deadline": _day(3), **changes,
    }  # fmt: skip


def test_a_round_is_prepared_looked_over_and_opened(world, quantri):
    prepared = quantri.post(CREATE, _typed(world))
    draft = Round.objects.get(state="draft")
    assert prepared.url == reverse("scoring:round", args=[draft.pk])
    page = _text(quantri.get(prepared.url))
    assert "Mở đợt đánh giá</button>" in page
    assert page.count("Xem trước rồi đặt<") == 3
    assert Evaluation.objects.filter(round=draft).count() == 0
    answer = quantri.post(reverse("scoring:round_open", args=[draft.pk]), follow=True)
    assert "Đã mở đợt đánh giá: 7 hồ sơ." in _text(answer)
    assert "Mở đợt đánh giá</button>" not in _text(answer)
    assert "Ban Xây dựng Đảng" in _text(answer)


def test_a_round_gets_lines_and_deadlines_as_the_programme_says(world, quantri):
    quantri.post(CREATE, _typed(world))
    draft = Round.objects.get(state="draft")
    assert RoundRubric.objects.filter(round=draft).count() == 3
    assert dict(Stage.objects.filter(round=draft).values_list("kind", "deadline")) == {
        kind: timezone.localdate() + timedelta(days=ahead)
        for kind, ahead in (("self", 1), ("appraisal", 2), ("approval", 3))
    }


def test_the_form_proposes_this_year_and_the_bodies_of_the_reader(world, quantri):
    page = _text(quantri.get(CREATE))
    assert f'name="year" value="{timezone.localdate().year}"' in page
    assert list(owners_of(world.user("quantri")).values_list("organization__code", "kind")) == [
        ("tren", "standing"), ("tren", "committee"), ("cs1", "committee"), ("cs2", "committee"),
    ]  # fmt: skip
    Body.objects.filter(organization__code="cs2").update(active=False)
    assert owners_of(world.user("quantri")).count() == 3


def test_what_was_typed_comes_back_with_what_is_wrong(world, quantri):
    typed = _typed(world, year="hai nghìn", self_deadline="31/02/2027", name="Đợt <b>")
    answer = quantri.post(CREATE, typed)
    page = _text(answer)
    assert answer.status_code == 422
    for shown in ('value="hai nghìn"', 'value="31/02/2027"', 'value="Đợt &lt;b&gt;"', "Hãy nhập ngày theo dạng"):
        assert shown in page
    assert Round.objects.count() == 1


def test_the_same_year_twice_is_told_with_the_round_that_stands(world, quantri):
    year = timezone.localdate().year
    answer = quantri.post(CREATE, _typed(world, year=str(year)))
    assert answer.status_code == 422
    assert f"đã lập đợt đánh giá của kỳ này: {_round().name}." in _text(answer)
    assert Round.objects.count() == 1


def test_another_body_has_a_round_of_its_own_in_the_same_year(world, quantri):
    year = str(timezone.localdate().year)
    own = _typed(world, year=year, owner=str(world.body("cs1", "committee").pk))
    assert quantri.post(CREATE, own).status_code == 302


def test_a_body_of_somebody_else_is_not_in_the_list(world, client):
    appoint(world.user("nguoila"), "administrator", actor=None, organization=world.organizations["cs1"], start=LONG_AGO)
    client.force_login(world.user("nguoila"))
    assert client.post(CREATE, _typed(world)).status_code == 422
    assert Round.objects.count() == 1


@pytest.mark.django_db
def test_a_rubric_that_is_not_published_is_named(client):
    world = build_world()
    load_rubrics(world)
    kind = {**world.programme.kinds[0], "rubric": "chua-co"}
    world.programme.kinds = [kind]
    world.programme.save()
    client.force_login(world.user("quantri"))
    answer = client.post(CREATE, _typed(world))
    assert answer.status_code == 422
    assert "Bộ tiêu chí “chua-co” chưa được ban hành." in _text(answer)
    assert not Round.objects.exists()


def test_a_unit_without_a_body_for_a_step_holds_up_the_round_and_is_named(world, quantri):
    draft = drafted_round(world)
    Body.objects.filter(organization__code="cs2", kind="helpers").update(active=False)
    answer = quantri.post(reverse("scoring:round_open", args=[draft.pk]))
    assert answer.status_code == 422
    assert _text(answer).count("Chi bộ thôn 1: không có cơ quan cho bước thẩm định.") == 1
    assert Evaluation.objects.filter(round=draft).count() == 0


def test_outcomes_are_bound_and_the_page_says_how_many_proposals_changed(world, quantri):
    line = appraise(world, "cs1-cb1").rule
    mapping = {**fixture("outcomes/s0-minh-hoa.yaml"), "name": "Mức khác", "guideline_number": "07-HD/TU"}
    other = load_outcomes(mapping, line.version.rubric, actor=None)
    url = reverse("scoring:round_outcomes", args=[line.round_id, line.pk])
    page = _text(quantri.post(url, {f"line-{line.pk}-outcome_set": str(other.pk)}, follow=True))
    assert "Đã đặt bộ mức xếp loại; tính lại 2 đề xuất." in page
    assert "<strong>Mức khác</strong>, theo 07-HD/TU" in page
    assert f'<option value="{other.pk}" selected>Mức khác</option>' in page


@pytest.mark.parametrize("typed", ["x", "0", "9" * 5000, "\x00"])
def test_a_set_that_is_not_in_the_list_is_refused(world, quantri, typed):
    line = sheet("cs1-cb1").rule
    url = reverse("scoring:round_outcomes", args=[line.round_id, line.pk])
    answer = quantri.post(url, {f"line-{line.pk}-outcome_set": typed})
    assert answer.status_code == 422
    assert "Hãy chọn một bộ mức xếp loại trong danh sách." in _text(answer)
    assert RoundRubric.objects.get(pk=line.pk).outcome_set_id == line.outcome_set_id


def test_a_set_of_another_rubric_is_not_in_the_list(world, quantri):
    line = sheet("cs1-cb1").rule
    foreign = OutcomeSet.objects.exclude(rubric=line.version.rubric).first()
    url = reverse("scoring:round_outcomes", args=[line.round_id, line.pk])
    assert quantri.post(url, {f"line-{line.pk}-outcome_set": str(foreign.pk)}).status_code == 422


def test_only_the_administrator_gets_forms(world, client):
    for name in sorted(PEOPLE - {"quantri", "nguoila"}):
        client.force_login(world.user(name))
        answer = client.get(reverse("scoring:round", args=[_round().pk]))
        assert (answer.status_code, _text(answer).count("<form")) == (200, _text(answer).count('action="/dang-xuat/"'))
    assert CREATE not in _text(client.get(ROUNDS))


def test_a_round_in_preparation_is_seen_by_its_administrator_alone(world, client):
    draft = drafted_round(world)
    url = reverse("scoring:round", args=[draft.pk])
    seen = {}
    for name in PEOPLE:
        client.force_login(world.user(name))
        seen[name] = (client.get(url).status_code, "Đợt sau" in _text(client.get(ROUNDS)))
    assert seen == {name: (200, True) if name == "quantri" else (404, False) for name in PEOPLE}


def test_who_holds_no_post_sees_no_round(world, client):
    client.force_login(world.user("nguoila"))
    assert "Chưa có đợt đánh giá nào" in _text(client.get(ROUNDS))
    assert client.get(reverse("scoring:round", args=[_round().pk])).status_code == 404


def test_a_round_of_a_branch_is_not_seen_by_another_branch(world, quantri):
    year = str(timezone.localdate().year)
    quantri.post(CREATE, _typed(world, year=year, owner=str(world.body("cs1", "committee").pk)))
    Round.objects.filter(state="draft").update(state="open", opened_at=timezone.now())
    own = Round.objects.get(owner=world.body("cs1", "committee"))
    found = {}
    for name in ("bithu", "danguy", "bithu2", "bithu_cs", "thamdinh"):
        browser = Client()
        browser.force_login(world.user(name))
        found[name] = browser.get(reverse("scoring:round", args=[own.pk])).status_code
    assert found == {"bithu": 200, "danguy": 200, "bithu2": 404, "bithu_cs": 404, "thamdinh": 200}


def test_progress_counts_the_sheets_of_one_s_own_scope(world):
    submit(world, "cs1-cb1")
    appraise(world, "cs2-cb1")
    decide(world, "cbcs")
    labels = ("Đang tự chấm", "Đang thẩm định", "Chờ kết luận", "Đã kết luận")
    counts = {"quantri": (4, 1, 1, 1), "phutrach": (2, 1, 0, 0), "bithu2": (0, 0, 1, 0), "nguoila": (0, 0, 0, 0)}
    found = {name: progress(world.user(name), _round()) for name in counts}
    assert found == {name: list(zip(labels, numbers, strict=True)) for name, numbers in counts.items()}


def test_withdrawn_sheets_are_not_counted(world):
    Evaluation.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="Giải thể")
    assert [count for _, count in progress(world.user("quantri"), _round())] == [0, 0, 0, 0]


def _more_lines(world: World) -> None:
    line = sheet("cs1-cb1").rule
    for branch in ("cs1", "cs2", "cs1-cb1", "cs1-cb2", "cs2-cb1", "cs2-cb2"):
        RoundRubric.objects.create(
            round=line.round, level=line.level, version=line.version, title="Danh hiệu",
            branch=world.organizations[branch],
        )  # fmt: skip
        load_outcomes({**fixture("outcomes/s0-minh-hoa.yaml"), "name": branch}, line.version.rubric, actor=None)


def test_a_round_asks_equally_often_for_few_and_many_lines_and_sets(world, quantri, queries):
    url = reverse("scoring:round", args=[_round().pk])
    quantri.get(url)
    with queries() as few:
        assert _text(quantri.get(url)).count("Xem trước rồi đặt<") == 3
    _more_lines(world)
    with queries() as many:
        assert _text(quantri.get(url)).count("Xem trước rồi đặt<") == 9
    assert len(many) == len(few)


def test_units_are_added_and_taken_out_from_pages_that_lead_there(db):
    world = build_world(cells=1)
    round_ = build_round(world)
    evaluation = sheet("cs1-cb1")
    add, take = f"/dot/{round_.pk}/bo-sung/", f"/dot/{round_.pk}/rut/{evaluation.pk}/"
    shown = {}
    for name in ("quantri", "thamdinh", "giupviec"):
        client = Client()
        client.force_login(world.user(name))
        pages = [client.get(f"/dot/{round_.pk}/"), client.get(f"/ho-so/{evaluation.pk}/qua-trinh/")]
        shown[name] = [f'href="{link}"' in page.content.decode() for link, page in zip((add, take), pages, strict=True)]
    assert shown == {"quantri": [True, True], "thamdinh": [False, False], "giupviec": [False, False]}
    client.force_login(world.user("quantri"))
    client.post(take, {"reason": "Chuyển đảng bộ"})
    assert f'href="{take}"' not in client.get(f"/ho-so/{evaluation.pk}/qua-trinh/").content.decode()
