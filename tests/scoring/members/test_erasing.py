"""Names go when their time is over, by two people; counts, results and issued papers stay."""

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.access import Refused, can
from recognition.decisions.draft import candidates, draft_decision
from recognition.decisions.wording import load_form
from recognition.models import Entry
from scoring.members.erasing import carry_out_erasure, propose_erasure
from scoring.members.errors import MemberError
from scoring.members.retention import kept_until
from scoring.members.start import start_tasks
from scoring.models import Erasure, Evaluation, Mark, Registration, Remedy, Return, YearResult
from scoring.registration.services import register_unit
from tests.build import build_world, fixture
from tests.scoring.members.situations import LONG_OVER, ONE, TWO, concluded, handed_in, listed, member_round, sheets
from tests.scoring.registration.situations import CELL, OTHER, call

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return build_world()


def _old_round(world):
    """A round long over with results, a registration of its year, a remedy, and a name in what somebody wrote."""
    old = member_round(world, LONG_OVER)
    year = old.year
    opened = call(world, old.programme, name="Đăng ký năm ấy", first_year=year, last_year=year)
    unit = world.organizations[CELL]
    register_unit(opened, unit, actor=world.user("bithu"), minutes_number="03-BB/CB", names=[ONE, "Đảng viên 1"])
    listed(world, old, [ONE, TWO, "Đảng viên 1"])
    listed(world, old, [ONE], OTHER)
    handed_in(world, old, TWO)
    first = next(each for each in concluded(world, old) if each.subject == ONE)
    YearResult.objects.create(
        organization=unit, subject=first.subject, year=year, kind="title", programme=old.programme, value="x",
        source="decision", evaluation=first, paper_number="01-QĐ/ĐU", paper_date=timezone.localdate(),
    )  # fmt: skip
    mark = Mark.objects.filter(assessment__evaluation=first).first()
    Mark.objects.filter(pk=mark.pk).update(explanation=f"Đồng chí {first.subject} hoàn thành tốt.")
    said, now = f"{first.subject} đi vắng", timezone.now()
    Remedy.objects.create(
        evaluation=first, criterion=mark.criterion, cause=said, responsibility=said, measure=said, done_note=said,
        done_at=now, person=first.subject, by_id=1, at=now,
    )  # fmt: skip
    Return.objects.create(
        assessment=first.assessments.get(kind="self"), reason=said, deadline=now.date(), returned_at=now,
        returned_by_id=1, answered_at=now,
    )  # fmt: skip
    Registration.objects.filter(subject=first.subject).update(reason=said)
    return old


def test_names_become_numbers_and_everything_else_stays(world):
    old = _old_round(world)
    before = [(each.pk, each.current_id) for each in sheets(old)]
    body = world.body("cs1", "committee")
    load_form(fixture("papers/quyet-dinh-dang-vien.yaml"), None)
    draft_decision(actor=world.user("vanthu_cs"), body=body, round_=old, evaluations=candidates(body, old)[:1])
    erasure = propose_erasure(old, actor=world.user("quantri"), reason="Hết thời hạn lưu 24 tháng")
    assert propose_erasure(old, actor=world.user("vanthu"), reason="Lần nữa") == erasure
    done = carry_out_erasure(erasure, actor=world.user("vanthu"))
    assert done.names == 4
    assert sorted(Evaluation.objects.filter(round=old).values_list("organization__code", "subject")) == [
        (CELL, "Đảng viên 1"), (CELL, "Đảng viên 2"), (CELL, "Đảng viên 3"), (OTHER, "Đảng viên 1"),
    ]  # fmt: skip
    assert sorted(each for each in [(sheet.pk, sheet.current_id) for sheet in sheets(old)]) == sorted(before)
    title = YearResult.objects.get()
    assert title.subject == title.evaluation.subject
    assert {each.subject for each in Registration.objects.all()} <= {f"Đảng viên {n}" for n in (1, 2, 3)}
    assert (
        Mark.objects.get(explanation__startswith="Đồng chí").explanation == f"Đồng chí {title.subject} hoàn thành tốt."
    )
    said, remedy = f"{title.subject} đi vắng", Remedy.objects.get()
    assert remedy.person == ""
    assert {remedy.cause, remedy.responsibility, remedy.measure, remedy.done_note} == {said}
    assert Return.objects.get().reason == said
    assert Registration.objects.get(reason__gt="").reason == said
    drafted = Entry.objects.get()
    assert drafted.name == drafted.evaluation.subject
    columns = [Evaluation.objects.values_list("subject", "sort"), Registration.objects.values_list("subject", "sort")]
    assert [name for name in (ONE, TWO) if any(name in str(list(rows)) for rows in columns)] == []
    for act in (
        lambda: propose_erasure(old, actor=world.user("quantri"), reason="x"),
        lambda: carry_out_erasure(erasure, actor=world.user("vanthu")),
    ):
        with pytest.raises(Refused, match="đã được xóa"):
            act()


def test_nobody_takes_away_alone_nor_early_nor_without_a_ground(world):
    old, now = member_round(world, LONG_OVER), member_round(world)
    listed(world, old)
    listed(world, now)
    quantri, vanthu = world.user("quantri"), world.user("vanthu")
    assert (kept_until(old).due, kept_until(now).due) == (True, False)
    assert kept_until(old).last.year == old.year + 2
    assert "Chưa hết thời hạn lưu tên" in (can(quantri, "erasure.propose", now).reason or "")
    with pytest.raises(MemberError, match="căn cứ"):
        propose_erasure(old, actor=quantri, reason=" ")
    assert [task.label for task in start_tasks(vanthu)] == ["Xóa tên đảng viên đã hết hạn lưu: 1 đợt"]
    erasure = propose_erasure(old, actor=quantri, reason="Hết hạn")
    with pytest.raises(Refused, match="phải do người khác"):
        carry_out_erasure(erasure, actor=quantri)
    assert Erasure.objects.get().approved_at is None
    assert ONE in {each.subject for each in sheets(old)}
    carry_out_erasure(erasure, actor=vanthu)
    assert start_tasks(vanthu) == []


def test_the_page_says_what_is_due_what_stays_and_who_may_do_it(world, client):
    old = member_round(world, LONG_OVER)
    listed(world, old)
    propose_erasure(old, actor=world.user("quantri"), reason="Hết thời hạn lưu")
    pages = {}
    for name in ("quantri", "vanthu"):
        client.force_login(world.user(name))
        pages[name] = client.get(reverse("scoring:kept_names")).content.decode()
    assert "Chờ người khác thực hiện" in pages["quantri"]
    assert "Đồng chí quantri đề nghị" in pages["vanthu"]
    assert "Xóa tên<span" in pages["vanthu"]
    assert "Quyết định đã ban hành" in pages["vanthu"]
    client.force_login(world.user("bithu"))
    assert client.get(reverse("scoring:kept_names")).status_code == 403
