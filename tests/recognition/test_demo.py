"""manage.py demo: an invented commune or district, every account with something to do, the same again from one seed."""

from collections import Counter
from datetime import date, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.common.files import read
from organizations.models import Level, Organization, User
from organizations.start import tasks_for
from organizations.tree import found_organization
from recognition.demo.names import SIZES
from recognition.demo.tree import ACCOUNTS, PASSWORD, load_base
from recognition.demo.work import STAGES
from recognition.models import Decision
from scoring.appraisal.selectors import chains_of, state_of
from scoring.models import Assessment, Evaluation, OutcomeSet, Round
from scoring.rubrics.load import forget
from tests.build import build_world, fixture
from tests.recognition.hamlet import HAMLET
from tests.test_posts import everything

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
NAMES = sorted({username for username, *_ in ACCOUNTS})
AT_WORK = [
    "bithu", "bithu2", "bithu_cs", "danguy", "giupviec", "lanhdao", "thamdinh", "vanthu", "vanthu_cs",
]  # fmt: skip


# What these look at is chosen before anything is written; that all of it is written, the commune shows on both.
before_writing = pytest.mark.sqlite


@pytest.fixture
def hamlet(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Let the commune be a few units, for tests about what becomes of them."""
    monkeypatch.setitem(SIZES, "commune", HAMLET)


def _demo(**options: Any) -> str:
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def _first() -> QuerySet[Evaluation]:
    """The sheets of the first programme's year."""
    return Evaluation.objects.filter(round__programme__code="bon-tot", round__parent=None).select_related("current")


def _states() -> Counter[str]:
    evaluations = list(_first())
    chains = chains_of(evaluations)
    return Counter(state_of(evaluation, chains[evaluation.pk]) for evaluation in evaluations)


def _tasks(name: str) -> list[str]:
    return [task.label for task in tasks_for(User.objects.get(username=name))]


# Of every further programme: who passes, who just fails, of whom too little is known ("").
PROPOSED = {
    ("bon-tot", "quarter"): {"cs04": "", "cs04-cb01": "dat", "cs04-cb02": "khong-dat"},
    ("bon-tot-dat", "year"): {"cs02": "", "cs02-cb02": "dat", "cs02-cb03": "khong-dat", "cs02-cb04": ""},
    ("bon-tot-kiem-tra", "year"): {"cs01-cb02": "dat", "cs01-cb03": "khong-dat"},
    ("bon-tot-thang", "month"): {"cs01-cb02": "dat", "cs01-cb03": "khong-dat"},
    # Cells under a committee by three years, cells that are a base themselves by five.
    ("chi-bo-kieu-mau", "term"): {
        "cs03-cb01": "kieu-mau",
        "cs03-cb02": "chua-dat",
        "cs03-cb03": "",
        "cbcs01": "kieu-mau",
        "cbcs03": "chua-dat",
        "cbcs05": "",
    },
    ("dang-vien-bon-tot", "year"): {"Đảng viên A (minh họa)": "dat", "Đảng viên B (minh họa)": "khong-dat"},
}


def _proposed() -> dict[tuple[str, str], dict[str, str]]:
    """Return what the sheets of the further programmes propose, those of the last month for a monthly one."""
    done = Assessment.objects.filter(kind="self", state="done").exclude(evaluation__in=_first())
    found: dict[tuple[str, str], dict[str, str]] = {}
    joined = done.select_related("evaluation__round__programme", "evaluation__organization")
    for stage in joined.order_by("evaluation__round__start", "pk"):
        sheet = stage.evaluation
        last = found.setdefault((sheet.round.programme.code, sheet.round.period), {})
        last[sheet.subject or sheet.organization.code] = stage.outcome
    # Handed in for the months before, not voted to the end in the last one.
    for code in ("cs01-cb01", "cs01-cb04"):
        found["bon-tot-thang", "month"].pop(code, None)
    return found


@pytest.mark.django_db
def test_a_commune_has_a_hundred_organisations_and_work_for_everybody():
    said = _demo()
    assert "100 tổ chức đảng, 99 hồ sơ" in said
    assert (Organization.objects.filter(active=True).count(), _first().count()) == (100, 99)
    assert set(Round.objects.values_list("state", flat=True)) == {"open"}
    assert _proposed() == PROPOSED
    assert set(_states()) == {"cho", "tham-dinh", "ket-luan", "xong"}
    assert min(_states().values()) >= 20
    assert [name for name in AT_WORK if not _tasks(name)] == []
    assert Decision.objects.filter(state="issued").count() == 1
    open_month = Evaluation.objects.filter(round__period="month", organization__code="cs01-cb04").latest("round__start")
    assert open_month.current.kind == "self"


@pytest.mark.sqlite  # It is its size alone that counts, and nothing in it belongs to a database.
@pytest.mark.django_db
def test_a_district_has_five_hundred_sheets():
    # The work on them is that of the commune, sheet by sheet.
    assert "501 tổ chức đảng, 500 hồ sơ" in _demo(size="district", stage="open")
    assert (Organization.objects.count(), _states()) == (501, {"cho": 500})
    # The board looks through what the helpers of a base committee marked, before the committee concludes.
    cells = Assessment.objects.filter(evaluation__level__code="chi_bo_truc_thuoc", evaluation__in=_first())
    steps = cells.order_by("position").values_list("position", "kind", "body__kind").distinct()
    assert list(steps) == [
        (1, "self", "cell"), (2, "appraisal", "helpers"), (3, "appraisal", "board"), (4, "approval", "committee"),
    ]  # fmt: skip


def test_its_people_log_in_find_work_and_are_told_what_was_invented(hamlet):
    said = _demo()
    _every_printed_account_logs_in_with_the_printed_password(said)
    _nobody_logs_in_as_those_who_only_fill_the_demonstration()
    _sheets_of_the_printed_accounts_stay_open_and_every_page_of_a_task_opens()
    _its_thresholds_are_marked_as_invented_wherever_they_show()


def _every_printed_account_logs_in_with_the_printed_password(said: str) -> None:
    assert PASSWORD in said
    assert [name for name in NAMES if f"  {name} " not in said] == []
    found = {}
    for name in NAMES:
        answer = Client().post(reverse("account_login"), {"login": name, "password": PASSWORD})
        found[name] = (answer.status_code, answer.headers.get("Location"))
    assert found == dict.fromkeys(NAMES, (302, "/"))


def _nobody_logs_in_as_those_who_only_fill_the_demonstration() -> None:
    others = User.objects.exclude(username__in=NAMES)
    assert others.exists()
    assert [user.username for user in others if user.has_usable_password()] == []


def _sheets_of_the_printed_accounts_stay_open_and_every_page_of_a_task_opens() -> None:
    for name in AT_WORK:
        client = Client()
        client.force_login(User.objects.get(username=name))
        tasks = tasks_for(User.objects.get(username=name))
        assert tasks, name
        assert {client.get(task.url).status_code for task in tasks} == {200}


@before_writing
@pytest.mark.parametrize(
    ("stage", "state"), [("open", "cho"), ("submitted", "tham-dinh"), ("appraised", "ket-luan"), ("decided", "xong")]
)
def test_every_sheet_is_taken_to_the_stage_asked_for(hamlet, stage, state):
    _demo(stage=stage)
    assert _states() == {state: Evaluation.objects.count()}
    recognised = Assessment.objects.filter(conclusion="recognised").count()
    granted = sum(decision.entries.count() for decision in Decision.objects.filter(state="issued"))
    assert granted == recognised
    assert bool(granted) == (stage == "decided")


def test_the_stages_are_those_of_the_command():
    assert STAGES == ("open", "submitted", "appraised", "decided")
    for wrong in ({"stage": "voted"}, {"size": "village"}):
        with pytest.raises(CommandError):
            call_command("demo", *(f"--{name}={value}" for name, value in wrong.items()))


def _totals(**options: Any) -> list[tuple[Any, ...]]:
    """Build, read every total, and take everything away again (an issue refuses to run in an atomic block)."""
    forget()
    point = transaction.savepoint()
    _demo(**options)
    order = ("evaluation__organization__code", "position")
    found = list(
        Assessment.objects.order_by(*order).values_list(*order, "state", "total", "outcome", "meeting_present")
    )
    transaction.savepoint_rollback(point)
    forget()
    return found


@before_writing
def test_the_same_seed_gives_the_same_demonstration_and_another_a_different_one(hamlet):
    first = _totals(seed=7)
    assert _totals(seed=7) == first
    assert _totals(seed=8) != first


@before_writing
@pytest.mark.parametrize(
    "moment",
    [(2026, 12, 31, 23, 59), (2027, 1, 1, 0, 1), (2028, 2, 29, 12, 0)],
    ids=["cuối năm", "đầu năm", "năm nhuận"],
)
def test_its_days_lie_round_the_day_on_which_it_is_built(hamlet, moment):
    with time_machine.travel(datetime(*moment, tzinfo=LOCAL), tick=False):
        _demo()
        round_ = Round.objects.get()
        today = timezone.localdate()
        assert (round_.start, round_.end) == (date(today.year, 1, 1), date(today.year, 12, 31))
        ahead = {(each.deadline - today).days for each in Assessment.objects.all()}
        assert ahead == {14, 28, 42}
        assert {decision.date for decision in Decision.objects.all()} == {today}
        assert set(_states()) == {"cho", "tham-dinh", "ket-luan", "xong"}


def _its_thresholds_are_marked_as_invented_wherever_they_show() -> None:
    assert set(OutcomeSet.objects.values_list("illustrative", flat=True)) == {True}
    done = Evaluation.objects.filter(current=None).first()
    client = Client()
    client.force_login(User.objects.get(username="giamsat"))
    assert "số liệu minh họa" in client.get(reverse("scoring:sheet", args=[done.pk])).content.decode()
    decision = Decision.objects.get()
    assert "số liệu minh họa" in "".join(decision.context["bases"])
    assert read(decision.file).startswith(b"%PDF")


def _one_organisation() -> None:
    load_base(fixture("base.yaml"))
    found_organization(
        actor=None, code="that", name="Đảng bộ có thật", level=Level.objects.first(), parent=None,
        valid_from=date(2025, 7, 1), paper="01-QĐ",
    )  # fmt: skip


def _one_account() -> None:
    User.objects.create_user("ai", None, full_name="Ai đó")


@pytest.mark.parametrize("stand", [_one_organisation, _one_account, build_world, _demo])
def test_it_refuses_where_anything_stands(hamlet, stand):
    stand()
    before = everything()
    with pytest.raises(CommandError, match="Đã có dữ liệu thật"):
        _demo()
    assert everything() == before


def test_a_demonstration_that_fails_leaves_the_place_empty(hamlet, monkeypatch):
    def broken(*args: Any) -> None:
        raise RuntimeError("hỏng giữa chừng")

    monkeypatch.setattr("recognition.management.commands.demo.run_sheets", broken)
    with pytest.raises(RuntimeError, match="hỏng giữa chừng"):
        _demo()
    assert not Organization.objects.exists()
    assert not User.objects.exists()
