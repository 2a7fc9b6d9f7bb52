"""Every page of the installation as data: who reads it, and a world in which each has something to show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from config.common.jobs.models import Job
from organizations.people import appoint
from recognition.copies.services import reprint
from recognition.decisions.issue import issue
from recognition.models import Decision
from recognition.register import DECISIONS, reserve, series_for
from recognition.sheet_prints import ask_for_sheets
from scoring.appraisal.paper import take_paper
from scoring.evidence.services import Reference, attach_files, cite_paper, keep_files
from scoring.evidence.uploads import check_upload
from scoring.models import Evaluation, Evidence, Round
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_outcomes, load_rubric, publish
from scoring.sheets.submit import submit_sheet
from scoring.sheets.talk import say
from tests.build import (
    LONG_AGO,
    SELF,
    World,
    appraise,
    build_round,
    build_world,
    decide,
    enter,
    fill,
    fixture,
    full_marks,
    meeting,
    sheet,
)
from tests.posts import BONUS
from tests.recognition.situations import complete, draft, load_forms
from tests.replay import remembered
from tests.scoring.evidence.files import pdf
from tests.scoring.facts.register import FACT_PAGES
from tests.scoring.facts.situations import collect
from tests.scoring.members.register import MEMBER_PAGES, NAMED_PAGES, busy_members
from tests.scoring.registration.register import REGISTRATION_PAGES, busy_registration, named_call
from tests.scoring.rubric_pages.register import BUILDER_PAGES, busy_builder
from tests.scoring.visits.register import VISIT_PAGES, VISIT_PAPERS, busy_visits
from tests.scoring.votes.register import VOTE_PAGES, VOTE_PAPERS, busy_votes


@dataclass(frozen=True)
class Page:
    """One page: the name of its view, who opens it ("" for nobody logged in), and its address in a busy world."""

    name: str
    reader: str
    url: Callable[[World], str]
    label: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.reader} {self.label}".strip()


def _round(world: World, year: int, *, opened: bool) -> None:
    last = timezone.localdate() + timedelta(days=900)
    round_ = prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name=f"Đợt {year}", start=date(year, 1, 1), end=date(year, 12, 31), deadlines=Deadlines(last, last, last),
    )  # fmt: skip
    if opened:
        open_round(round_, actor=world.user("quantri"))


def _more_rounds(world: World, times: int) -> None:
    year = timezone.localdate().year
    for step in range(1, times + 1):
        _round(world, year - step, opened=True)
        _round(world, year + step, opened=False)
        mapping = {**fixture("rubrics/s0-chi-bo.yaml"), "name": f"Bộ tiêu chí lần {step}"}
        version = publish(load_rubric(mapping, actor=None), actor=None)
        outcomes = {**fixture("outcomes/s0-minh-hoa.yaml"), "name": f"Mức lần {step}"}
        load_outcomes(outcomes, version.rubric, actor=None)


def this_year() -> Round:
    """Return the round of this year."""
    return Round.objects.get(start__year=timezone.localdate().year)


def _other_outcomes(world: World) -> str:
    """No outcome set instead of the bound one, for the cells' line."""
    line = _this_years("cs1-cb1").rule
    return f"{reverse('scoring:round_outcomes', args=[line.round_id, line.pk])}?line-{line.pk}-outcome_set="


def _drafted(world: World) -> str:
    return reverse("scoring:line_add", args=[Round.objects.filter(state="draft").order_by("start").first().pk])


def _this_years(code: str) -> Evaluation:
    return Evaluation.objects.get(organization__code=code, round=this_year())


def _prove(world: World, code: str, times: int) -> None:
    for number in range(1, times + 1):
        reference = Reference(f"{number}-BC/CB", timezone.localdate(), f"Báo cáo lần {number}")
        cite_paper(sheet(code), BONUS, actor=world.user(SELF[code]), reference=reference)


def _upload(world: World, code: str, times: int) -> None:
    for number in range(1, times + 1):
        kept = keep_files([check_upload("Báo cáo.pdf", pdf(number))])
        attach_files(
            sheet(code), BONUS, actor=world.user(SELF[code]), files=kept, summary="Báo cáo", no_secret=True
        )  # fmt: skip


def _scan(world: World, code: str) -> None:
    """Keep the scan of a paper sheet for a unit that has not submitted."""
    kept = keep_files([check_upload("Phiếu.pdf", pdf())])[0]
    take_paper(sheet(code), actor=world.user("giupviec"), scan=kept.file, reason="Chưa có mạng")


def _speak(world: World, code: str, times: int) -> None:
    for number in range(1, times + 1):
        say(sheet(code), BONUS, actor=world.user(SELF[code]), text=f"Ý kiến {number}")


def _decisions(world: World, times: int) -> None:
    round_ = this_year()
    granted = complete(world, draft(world, round_, [decide(world, "cbcs")], ("tren", "standing")))
    draft(world, round_, [decide(world, "cs1-cb1")])
    issue(granted, actor=world.user("vanthu"), day=timezone.localdate())
    series = series_for(world.body("tren", "standing"), DECISIONS, timezone.localdate())
    for number in range(times):
        reserve(series, actor=world.user("vanthu"), number=10 + number, summary="Văn bản giấy")


def _take_over(world: World, code: str, *, submitted: bool) -> None:
    """Make the first cell's secretary that of another cell too, with or without its sheet submitted."""
    appoint(world.user("bithu"), "secretary", actor=None, organization=world.organizations[code], start=LONG_AGO)
    if submitted:
        enter(sheet(code), world.user("bithu"), full_marks(sheet(code)))
        submit_sheet(sheet(code), actor=world.user("bithu"), meeting=meeting())


@remembered
def busy_world(*, cells: int = 3, times: int = 1) -> World:
    """Return a world where every page shows something: `cells` per base committee, `times` of everything else."""
    world = build_world(cells=cells)
    build_round(world)
    load_forms()
    for number in range(2, cells + 1):
        _take_over(world, f"cs1-cb{number}", submitted=number > 2)
    for number in range(1, cells + 1):
        collect(world, f"cs1-cb{number}", "bithu", times)
    _prove(world, "cs1", times)
    _upload(world, "cs1", times)
    for code in ("cs1", "cs1-cb1"):
        _speak(world, code, times)
    fill(world, "cs1")
    appraise(world, "cs2-cb1")
    appoint(world.user("bithu2"), "secretary", actor=None, organization=world.organizations["cs2-cb2"], start=LONG_AGO)
    decide(world, "cs2-cb2")
    _scan(world, "cs1-cb2")
    _decisions(world, times)
    _print(world)
    _more_rounds(world, times)
    busy_registration(world, times)
    busy_members(world, times)
    busy_builder(world, times)
    busy_votes(world, times)
    busy_visits(world, times)
    return world


def _to(name: str, code: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[_this_years(code).pk])


def _plain(name: str, query: str = "") -> Callable[[World], str]:
    return lambda world: reverse(name) + query


def _proof(world: World) -> str:
    unit = _this_years("cs1")
    return reverse("scoring:add_proof", args=[unit.pk, rubric_of(unit.version).keys[BONUS]])


def _to_file(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"scoring:{name}", args=[Evidence.objects.filter(kind="file").first().pk])


def _talk(code: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        unit = _this_years(code)
        return reverse("scoring:talk", args=[unit.pk, rubric_of(unit.version).keys[BONUS]])

    return address


def _decision(name: str, state: str) -> Callable[[World], str]:
    return lambda world: reverse(f"recognition:{name}", args=[Decision.objects.get(state=state).pk])


def _register(world: World) -> str:
    return f"{reverse('recognition:register')}?co-quan={world.body('tren', 'standing').pk}"


def _give_back(world: World) -> str:
    series = series_for(world.body("tren", "standing"), DECISIONS, timezone.localdate())
    return reverse("recognition:give_back", args=[series.entries.filter(state="reserved").first().pk])


def _new(world: World) -> str:
    return f"{reverse('recognition:new')}?co-quan={world.body('tren', 'standing').pk}&dot={this_year().pk}"


def _issued() -> Decision:
    return Decision.objects.get(state="issued")


def _copy(world: World) -> str:
    """The latest of as many copies as there are rows of everything else."""
    copies = [
        reprint(_issued(), actor=world.user("vanthu"), reason=f"Lần {number}", token=uuid4())
        for number in range(this_year().rubrics.count())
    ]
    return reverse("recognition:copy_pdf", args=[_issued().pk, copies[-1].pk])


def _job(name: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        return reverse(f"recognition:{name}", args=[ask_for_sheets(this_year(), actor=world.user("thamdinh")).pk])

    return address


def _print(world: World) -> None:
    """Leave the result of one line of a job that is done."""
    job = ask_for_sheets(this_year(), actor=world.user("giupviec"))
    path = default_storage.save("viec/1.zip", ContentFile(b"PK"))
    Job.objects.filter(pk=job.pk).update(
        state="done", finished_at=timezone.now(), result=path, result_name="phieu.zip", done=job.total
    )


def _printed(world: World) -> str:
    return reverse("recognition:job_result", args=[Job.objects.get(by_id=world.users["giupviec"].pk).pk])


PAGES = (
    Page("organizations:list", "quantri", _plain("organizations:list")),
    Page("organizations:list", "quantri", _plain("organizations:list", "?tim=chi+bo"), "tìm"),
    Page("organizations:detail", "quantri", lambda world: reverse("organizations:detail", args=["cs1"])),
    Page("organizations:detail", "bithu", lambda world: reverse("organizations:detail", args=["cs1-cb1"])),
    Page("scoring:sheets", "bithu", _plain("scoring:sheets")),
    Page("scoring:sheet", "bithu", _to("scoring:sheet", "cs1-cb2"), "đang chấm"),
    Page("scoring:sheet", "danguy", _to("scoring:sheet", "cs1"), "có minh chứng"),
    Page("scoring:sheet", "phutrach", _to("scoring:sheet", "cs1-cb1"), "đã kết luận"),
    Page("scoring:submit", "danguy", _to("scoring:submit", "cs1")),
    Page("scoring:submitted", "bithu", _to("scoring:submitted", "cs1-cb3")),
    Page("scoring:add_proof", "danguy", _proof),
    Page("scoring:proof_preview", "danguy", _to_file("proof_preview")),
    Page("scoring:proof_remove", "danguy", _to_file("proof_remove")),
    Page("scoring:withdraw", "bithu", _to("scoring:withdraw", "cs1-cb3")),
    Page("scoring:talk", "danguy", _talk("cs1"), "đơn vị"),
    Page("scoring:talk", "giupviec", _talk("cs1-cb1"), "cơ quan thẩm định"),
    Page("recognition:blank_pdf", "danguy", _to("recognition:blank_pdf", "cs1")),
    Page("scoring:board", "giupviec", _plain("scoring:board")),
    Page("scoring:why", "bithu", _to("scoring:why", "cs1-cb1"), "đơn vị"),
    Page("scoring:why", "giupviec", _to("scoring:why", "cs1-cb3")),
    Page("scoring:history", "giupviec", _to("scoring:history", "cs1-cb1")),
    Page("scoring:history", "bithu", _to("scoring:history", "cs1-cb1"), "đơn vị"),
    Page("scoring:unit_add", "quantri", lambda world: reverse("scoring:unit_add", args=[this_year().pk])),
    Page(
        "scoring:unit_withdraw",
        "quantri",
        lambda world: reverse("scoring:unit_withdraw", args=[this_year().pk, _this_years("cs1-cb2").pk]),
    ),
    Page("scoring:return", "giupviec", _to("scoring:return", "cs1-cb3")),
    Page("scoring:reopen", "danguy2", _to("scoring:reopen", "cs2-cb2")),
    Page("scoring:paper_scan", "giupviec", _to("scoring:paper_scan", "cs1-cb2")),
    Page("scoring:take_paper", "giupviec", _to("scoring:take_paper", "cs1-cb2")),
    Page("scoring:board", "danguy", _plain("scoring:board")),
    Page("scoring:board", "thamdinh", _plain("scoring:board")),
    Page("scoring:appraise", "giupviec", _to("scoring:appraise", "cs1-cb3")),
    Page("scoring:conclusion", "danguy2", _to("scoring:conclusion", "cs2-cb1")),
    Page("scoring:rounds", "quantri", _plain("scoring:rounds")),
    Page("scoring:round_create", "quantri", _plain("scoring:round_create")),
    Page("scoring:round", "quantri", lambda world: reverse("scoring:round", args=[this_year().pk])),
    Page("scoring:round", "bithu", lambda world: reverse("scoring:round", args=[this_year().pk])),
    Page("scoring:round_outcomes", "quantri", _other_outcomes),
    Page("scoring:line_add", "quantri", _drafted),
    Page("organizations:succession", "quantri", lambda world: reverse("organizations:succession", args=["cs1-cb1"])),
    Page("scoring:rubrics", "quantri", _plain("scoring:rubrics")),
    Page("scoring:rubric", "bithu", lambda world: reverse("scoring:rubric", args=[_this_years("cs1-cb1").version_id])),
    *(Page(name, reader, address) for name, reader, address in FACT_PAGES),
    *(Page(name, reader, address) for name, reader, address in REGISTRATION_PAGES),
    *(Page(name, reader, address) for name, reader, address in MEMBER_PAGES),
    *(Page(name, reader, address) for name, reader, address in BUILDER_PAGES),
    *(Page(*each) for each in VOTE_PAGES),
    *(Page(name, reader, address) for name, reader, address in VISIT_PAGES),
    Page("recognition:decisions", "vanthu", _plain("recognition:decisions")),
    Page("recognition:new", "vanthu", _new),
    Page("recognition:register", "vanthu", _register),
    Page("recognition:give_back", "vanthu", _give_back),
    Page("recognition:decision", "vanthu_cs", _decision("decision", "draft"), "dự thảo"),
    Page("recognition:decision", "bithu_cs", _decision("decision", "issued"), "đã ban hành"),
    Page("recognition:issue", "vanthu_cs", _decision("issue", "draft")),
    Page("recognition:preview_pdf", "vanthu_cs", _decision("preview_pdf", "draft")),
    Page("recognition:signing_pdf", "vanthu_cs", _decision("signing_pdf", "draft")),
    Page("recognition:decision_pdf", "bithu_cs", _decision("decision_pdf", "issued")),
    Page("recognition:preview", "vanthu_cs", _decision("preview", "draft"), "dự thảo"),
    Page("recognition:preview", "bithu_cs", _decision("preview", "issued"), "đã ban hành"),
    Page("recognition:decision_docx", "vanthu_cs", _decision("decision_docx", "draft")),
    Page("recognition:decision", "vanthu", _decision("decision", "issued"), "văn thư"),
    Page("recognition:reprint", "vanthu", _decision("reprint", "issued")),
    Page("recognition:extract", "vanthu", _decision("extract", "issued")),
    Page("recognition:copy_pdf", "vanthu", _copy),
    Page(
        "recognition:round_sheets", "thamdinh", lambda world: reverse("recognition:round_sheets", args=[this_year().pk])
    ),
    Page("recognition:job", "thamdinh", _job("job")),
    Page("recognition:verify_start", "", _plain("recognition:verify_start")),
    Page("recognition:verify", "", lambda world: reverse("recognition:verify", args=[_issued().code])),
    Page("recognition:lists", "giamsat", _plain("recognition:lists")),
    Page("guides", "", _plain("guides")),
    Page("guide", "", lambda world: reverse("guide", args=["bi-thu"])),
    Page("guide", "quantri", lambda world: reverse("guide", args=["quan-tri"])),
    Page("health", "", _plain("health")),
    Page("kept_forms", "bithu", _plain("kept_forms")),
    Page("account_login", "", _plain("account_login")),
    Page("account_logout", "bithu", _plain("account_logout")),
    Page("account_change_password", "bithu", _plain("account_change_password")),
    Page("account_reauthenticate", "bithu", _plain("account_reauthenticate")),
)
# Papers that leave the installation: one line of the history each.
ON_RECORD = (
    *(Page(*each) for each in VOTE_PAPERS),
    Page("scoring:call", "danguy", named_call),
    *(Page(name, reader, address) for name, reader, address in VISIT_PAPERS),
    *(Page(name, reader, address) for name, reader, address in NAMED_PAGES),
    Page("scoring:proof_file", "danguy", _to_file("proof_file")),
    Page("scoring:score_table", "giupviec", _plain("scoring:score_table")),
    Page("recognition:job_result", "giupviec", _printed),
    Page("recognition:sheet_pdf", "bithu", _to("recognition:sheet_pdf", "cs1-cb1")),
    Page("recognition:request_pdf", "bithu", _to("recognition:request_pdf", "cs1-cb1")),
    Page("recognition:notice_pdf", "bithu", _to("recognition:notice_pdf", "cs1-cb1")),
    Page(
        "recognition:list_xlsx", "giamsat",
        lambda world: reverse("recognition:list_xlsx", args=[timezone.localdate().year]),
    ),
)  # fmt: skip
