"""Every POST of the installation as data: who may send it, to whom its object does not exist, a valid example."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from config.common.jobs.models import Job
from config.common.vietnamese import format_points
from organizations.models import Level
from organizations.people import create_body
from organizations.tree import found_organization
from recognition.copies.services import office_of
from recognition.decisions.issue import issue
from recognition.models import Decision
from recognition.register import DECISIONS, reserve, series_for
from scoring.evidence.removal import propose_removal
from scoring.evidence.services import attach_files, keep_files
from scoring.evidence.uploads import check_upload
from scoring.models import Evidence, EvidenceUse, Round
from scoring.rounds.open import Deadlines, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_outcomes
from scoring.sheets.marks import marks_of
from tests.build import LONG_AGO, World, appraise, cite, decide, fill, fixture, full_marks, sheet, submit
from tests.recognition.situations import complete, draft
from tests.scoring.evidence.files import pdf, photo

# Who does not see the first cell of the first base committee.
ELSEWHERE = frozenset(["bithu2", "bithu_cs", "giupviec2", "danguy2", "vanthu_cs2", "nguoila"])
OF_THE_CELL = frozenset(["bithu", "nhapgiup", "giupviec", "danguy", "vanthu_cs", "phutrach"])
OF_THE_TOP = frozenset(["thamdinh", "lanhdao", "vanthu", "quantri", "giamsat"])
PEOPLE = ELSEWHERE | OF_THE_CELL | OF_THE_TOP
TOP_OFFICE = frozenset({"vanthu", "lanhdao", "quantri"})
BONUS = "II.1"


@dataclass(frozen=True)
class Act:
    """One request: its address, what is sent, and the same address for an object of somebody else's."""

    url: str
    data: dict[str, Any]
    foreign: str = ""


@dataclass(frozen=True)
class Post:
    """One kind of request: `build` brings a world to where it is due, `days` says how far its deadline is.

    `status` is the answer to whoever may; `writes` says whether it leaves anything behind.
    """

    name: str
    who: frozenset[str]
    hidden: frozenset[str]
    build: Callable[[World], Act]
    days: int | None = None
    label: str = ""
    status: int = 302
    writes: bool = True

    def __str__(self) -> str:
        return f"{self.name} {self.label}".strip()


def sheet_data(code: str, typed: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    """Return a sheet as its page would post it: every row as it stands, or as `typed` by row code."""
    evaluation = sheet(code)
    loaded = rubric_of(evaluation.version)
    data = {"save_id": str(uuid4()), **more}
    for mark in marks_of(evaluation.current):
        row = loaded.codes[mark.criterion_id]
        data[f"v-{mark.criterion_id}"] = (typed or {}).get(row, "")
        data[f"e-{mark.criterion_id}"] = mark.explanation
        data[f"r-{mark.criterion_id}"] = str(mark.revision)
    return data


def full(code: str) -> dict[str, str]:
    """Return the highest mark of every row as somebody types it."""
    return {row: format_points(value.value) for row, value in full_marks(sheet(code)).items()}


def _at(name: str, code: str = "cs1-cb1", *more: int) -> str:
    return reverse(f"scoring:{name}", args=[sheet(code).pk, *more])


def _days(**ahead: int) -> dict[str, str]:
    today = timezone.localdate()
    return {name: f"{today + timedelta(days=days):%d/%m/%Y}" for name, days in ahead.items()}


def meeting_data() -> dict[str, str]:
    """Return the meeting of today as it is typed."""
    return {
        **_days(day=0, request_date=0), "due": "12", "present": "11", "minutes_number": "12-BB/CB",
        "request_number": "05-TTr/CB",
    }  # fmt: skip


def conclusion_data(recognised: str = "yes") -> dict[str, str]:
    """Return the conclusion of today as it is typed."""
    return {"recognised": recognised, **_days(day=0), "minutes_number": "08-BB/ĐU", "reason": ""}


def save_sheet(world: World) -> Act:
    """The secretary's sheet, every row filled."""
    return Act(_at("sheet"), sheet_data("cs1-cb1", full("cs1-cb1")), _at("sheet", "cs2-cb1"))


def _row_data(code: str, row: str, typed: str) -> Act:
    evaluation = sheet(code)
    key = rubric_of(evaluation.version).keys[row]
    mark = evaluation.current.marks.get(criterion_id=key)
    data = {"save_id": str(uuid4()), f"v-{key}": typed, f"e-{key}": "Lý do", f"r-{key}": str(mark.revision)}
    return Act(_at("save_row", code, key), data, _at("save_row", "cs2-cb1", key))


def _save_row(world: World) -> Act:
    return _row_data("cs1-cb1", BONUS, "4")


def _appraise_row(world: World) -> Act:
    submit(world, "cs1-cb1")
    return _row_data("cs1-cb1", BONUS, "4")


def _what_if(world: World) -> Act:
    return Act(_at("what_if"), sheet_data("cs1-cb1", full("cs1-cb1")), _at("what_if", "cs2-cb1"))


def _what_if_appraised(world: World) -> Act:
    submit(world, "cs1-cb1")
    return _what_if(world)


def _drop(world: World) -> Act:
    cite(world, "cs1-cb1", BONUS)
    use = EvidenceUse.objects.get(evaluation=sheet("cs1-cb1"))
    return Act(_at("sheet"), sheet_data("cs1-cb1", then=f"drop-{use.pk}"), _at("sheet", "cs2-cb1"))


def submit_it(world: World) -> Act:
    """The meeting that adopted a full sheet."""
    fill(world, "cs1-cb1")
    return Act(_at("submit"), meeting_data(), _at("submit", "cs2-cb1"))


def _prove(world: World) -> Act:
    key = rubric_of(sheet("cs1-cb1").version).keys[BONUS]
    data = {"number": "15-BC/CB", **_days(date=0), "summary": "Báo cáo giải trình", "place": ""}
    return Act(_at("add_proof", "cs1-cb1", key), data, _at("add_proof", "cs2-cb1", key))


class Upload(SimpleUploadedFile):
    """An upload that can be sent again and again."""

    def read(self, *args: Any) -> bytes:
        """Return the whole content each time."""
        self.seek(0)
        return super().read(*args)


def _upload(world: World) -> Act:
    plain = _prove(world)
    files = [Upload("Báo cáo.pdf", pdf()), Upload("anh.jpg", photo())]
    data = {"how": "file", "upload": files, "about": "Báo cáo giải trình", "no_secret": "on"}
    return Act(plain.url, data, plain.foreign)


def wrong_file(world: World) -> Evidence:
    """A file that the first cell uploaded by mistake and handed in."""
    kept = keep_files([check_upload("Nhầm.pdf", pdf())])
    attach_files(sheet("cs1-cb1"), BONUS, actor=world.user("bithu"), files=kept, summary="Nhầm", no_secret=True)
    submit(world, "cs1-cb1")
    return Evidence.objects.get(summary="Nhầm")


def _propose_removal(world: World) -> Act:
    return Act(reverse("scoring:proof_remove", args=[wrong_file(world).pk]), {"reason": "Tải nhầm tệp"})


def _remove_file(world: World) -> Act:
    found = wrong_file(world)
    propose_removal(found, actor=world.user("bithu"), reason="Tải nhầm tệp")
    return Act(reverse("scoring:proof_remove", args=[found.pk]), {})


def _prove_again(world: World) -> Act:
    cite(world, "cs1-cb1", "II.2")
    plain = _prove(world)
    data = {"how": "again", "chosen": [str(Evidence.objects.get().pk)]}
    return Act(plain.url, data, plain.foreign)


def _withdraw(world: World) -> Act:
    submit(world, "cs1-cb1")
    return Act(_at("withdraw"), {"reason": "Chấm nhầm mục I"}, _at("withdraw", "cs2-cb1"))


def _talk(world: World) -> Act:
    key = rubric_of(sheet("cs1-cb1").version).keys[BONUS]
    data = {"text": "Đề nghị bổ sung báo cáo."}
    return Act(_at("talk", "cs1-cb1", key), data, _at("talk", "cs2-cb1", key))


def appraise_it(world: World) -> Act:
    """The appraiser's marks on a submitted sheet, the same as the unit's."""
    submit(world, "cs1-cb1")
    return Act(_at("appraise"), sheet_data("cs1-cb1", full("cs1-cb1")), _at("appraise", "cs2-cb1"))


def _hand_on(world: World) -> Act:
    submit(world, "cs1-cb1")
    return Act(_at("appraise"), sheet_data("cs1-cb1", full("cs1-cb1"), then="hand-on"), _at("appraise", "cs2-cb1"))


def _accept(world: World) -> Act:
    submit(world, "cs1-cb1")
    return Act(_at("accept"), {}, _at("accept", "cs2-cb1"))


def conclude_it(world: World) -> Act:
    """The conclusion on an appraised sheet."""
    appraise(world, "cs1-cb1")
    return Act(_at("conclusion"), conclusion_data(), _at("conclusion", "cs2-cb1"))


def _bulk(world: World) -> Act:
    submit(world, "cs1-cb1")
    data = {"act": "gia-han", "s": [str(sheet("cs1-cb1").pk)], "confirm": "1", **_days(deadline=60), "reason": "Mưa lũ"}
    return Act(reverse("scoring:bulk"), data)


def _return(world: World) -> Act:
    submit(world, "cs1-cb1")
    key = rubric_of(sheet("cs1-cb1").version).keys[BONUS]
    data = {"dong": [str(key)], f"ly-do-{key}": "Thiếu báo cáo", "reason": "Bổ sung", **_days(deadline=30)}
    return Act(_at("return"), data, _at("return", "cs2-cb1"))


def _reopen(world: World) -> Act:
    decide(world, "cs1-cb1")
    return Act(_at("reopen"), {"reason": "Nhập nhầm", **_days(deadline=5)}, _at("reopen", "cs2-cb1"))


def _take_paper(world: World) -> Act:
    data = {"scan": Upload("phieu.pdf", pdf()), "reason": "Chưa có mạng", "no_secret": "on"}
    return Act(_at("take_paper"), data, _at("take_paper", "cs2-cb1"))


def _note(world: World) -> Act:
    return Act(_at("note"), {"text": "Gọi lại thứ Sáu"}, _at("note", "cs2-cb1"))


def _unit_add(world: World) -> Act:
    unit = found_organization(
        actor=None, code="cs1-moi", name="Chi bộ thôn Mới", level=Level.objects.get(code="chi_bo_truc_thuoc"),
        parent=world.organizations["cs1"], valid_from=LONG_AGO, paper="Quyết định số 02-QĐ/ĐU",
    )  # fmt: skip
    create_body(unit, actor=None, kind="cell", name="Chi bộ", issuer="CHI BỘ", symbol="CB", authority="T/M CHI BỘ")
    url = reverse("scoring:unit_add", args=[_this_round().pk])
    return Act(url, {"code": "cs1-moi", "reason": "Mới thành lập"})


def _unit_withdraw(world: World) -> Act:
    this, other = _this_round(), drafted_round(world)
    key = sheet("cs1-cb1").pk
    urls = [reverse("scoring:unit_withdraw", args=[each.pk, key]) for each in (this, other)]
    return Act(urls[0], {"reason": "Giải thể"}, urls[1])


def _round_create(world: World) -> Act:
    year = timezone.localdate().year + 1
    data = {
        "programme": str(world.programme.pk), "owner": str(world.body("tren", "standing").pk), "year": str(year),
        "name": f"Đợt năm {year}", "contact": "",
        **_days(self_deadline=10, appraisal_deadline=20, approval_deadline=30),
    }  # fmt: skip
    return Act(reverse("scoring:round_create"), data)


def drafted_round(world: World) -> Round:
    """Prepare the round of next year."""
    year = timezone.localdate().year + 1
    return prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"), name="Đợt sau",
        start=date(year, 1, 1), end=date(year, 12, 31),
        deadlines=Deadlines(*(timezone.localdate() + timedelta(days=400) for _ in range(3))),
    )  # fmt: skip


def _round_open(world: World) -> Act:
    return Act(reverse("scoring:round_open", args=[drafted_round(world).pk]), {})


def _line_add(world: World) -> Act:
    round_ = drafted_round(world)
    line = round_.rubrics.get(level__code="chi_bo_truc_thuoc")
    data = {
        "level": line.level.code, "branch": "cs2", "sector": "", "version": str(line.version_id), "title": line.title,
    }  # fmt: skip
    return Act(reverse("scoring:line_add", args=[round_.pk]), data)


def _line_remove(world: World) -> Act:
    lines = [round_.rubrics.first() for round_ in (drafted_round(world), _this_round())]
    urls = [reverse("scoring:line_remove", args=[lines[0].round_id, line.pk]) for line in lines]
    return Act(urls[0], {}, urls[1])


def _succession(world: World) -> Act:
    data = {"predecessor": "cs1-cb2", "kind": "replaced", "day": "01/07/2025", "paper": "12-QĐ/ĐU", "inherits": "on"}
    return Act(reverse("organizations:succession", args=["cs1-cb1"]), data)


def round_outcomes_it(world: World) -> Act:
    """Another outcome set for the cells' line of a round in which a sheet was appraised."""
    line = appraise(world, "cs1-cb1").rule
    mapping = {**fixture("outcomes/s0-minh-hoa.yaml"), "name": "Mức khác"}
    other = load_outcomes(mapping, line.version.rubric, actor=None)
    elsewhere = drafted_round(world).rubrics.get(level=line.level)
    url = reverse("scoring:round_outcomes", args=[line.round_id, line.pk])
    foreign = reverse("scoring:round_outcomes", args=[line.round_id, elsewhere.pk])
    return Act(url, {f"line-{line.pk}-outcome_set": str(other.pk)}, foreign)


def _round_clone(world: World) -> Act:
    return Act(reverse("scoring:round_clone", args=[_this_round().pk]), {"year": str(timezone.localdate().year + 1)})


def _drafted(world: World) -> Decision:
    return complete(world, draft(world, _this_round(), [decide(world, "cbcs")], ("tren", "standing")))


def _this_round() -> Round:
    return Round.objects.get(start__year=timezone.localdate().year)


def _foreign_draft(world: World) -> Decision:
    return draft(world, _this_round(), [decide(world, "cs1-cb1")])


def _decision(name: str, pk: int, *more: int) -> str:
    return reverse(f"recognition:{name}", args=[pk, *more])


def _new(world: World) -> Act:
    unit = decide(world, "cbcs")
    data = {"co-quan": str(world.body("tren", "standing").pk), "dot": str(unit.round_id), "units": [str(unit.pk)]}
    return Act(reverse("recognition:new"), data)


def _edit(world: World) -> Act:
    found = _drafted(world)
    context = found.context
    articles = "\n".join(f"{each['label']} {each['text']}" for each in context["articles"])
    lines = {name: "\n".join(context[name]) for name in ("bases", "issuing_lines", "recipients")}
    data = {
        **lines, "articles": articles, "revision": str(found.revision), "subject": "Trích yếu khác",
        "place": context["place"], "office": context["office"], "signer": context["signer"],
    }  # fmt: skip
    return Act(_decision("decision", found.pk), data, _decision("decision", _foreign_draft(world).pk))


def _add_units(world: World) -> Act:
    found = _drafted(world)
    data = {"revision": str(found.revision), "units": [str(decide(world, "cs1").pk)]}
    return Act(_decision("add_units", found.pk), data, _decision("add_units", _foreign_draft(world).pk))


def _remove_unit(world: World) -> Act:
    found, foreign = _drafted(world), _foreign_draft(world)
    lines = [each.entries.get().pk for each in (found, foreign)]
    data = {"revision": str(found.revision)}
    return Act(_decision("remove_unit", found.pk, lines[0]), data, _decision("remove_unit", found.pk, lines[1]))


def _discard(world: World) -> Act:
    return Act(_decision("discard", _drafted(world).pk), {}, _decision("discard", _foreign_draft(world).pk))


def _issue(world: World) -> Act:
    found = _drafted(world)
    data = {"revision": str(found.revision), **_days(day=0), "number": "", "suffix": "", "checked": "on"}
    return Act(_decision("issue", found.pk), data, _decision("issue", _foreign_draft(world).pk))


def _reserve(world: World) -> Act:
    body = world.body("tren", "standing")
    data = {"co-quan": str(body.pk), "number": "7", "suffix": "", "summary": "Văn bản giấy"}
    return Act(reverse("recognition:reserve"), data)


def _give_back(world: World) -> Act:
    kept = []
    for clerk, place in (("vanthu", ("tren", "standing")), ("vanthu_cs", ("cs1", "committee"))):
        series = series_for(world.body(*place), DECISIONS, timezone.localdate())
        kept.append(reserve(series, actor=world.user(clerk)))
    urls = [reverse("recognition:give_back", args=[entry.pk]) for entry in kept]
    return Act(urls[0], {"reason": "Không ban hành nữa"}, urls[1])


def _present(world: World) -> Act:
    found = _drafted(world)
    foreign = _decision("present", _foreign_draft(world).pk)
    return Act(_decision("present", found.pk), {"revision": str(found.revision)}, foreign)


def _reprint(world: World) -> Act:
    found = issue(_drafted(world), actor=world.user("vanthu"), day=timezone.localdate())
    data = {"token": str(uuid4()), "reason": "Bản gốc bị thất lạc"}
    return Act(_decision("reprint", found.pk), data, _decision("reprint", _foreign_draft(world).pk))


def _extract(world: World) -> Act:
    found = issue(_drafted(world), actor=world.user("vanthu"), day=timezone.localdate())
    data = {"token": str(uuid4()), "reason": "Theo đề nghị của chi bộ", "units": ["1"], **asdict(office_of(found))}
    return Act(_decision("extract", found.pk), data, _decision("extract", _foreign_draft(world).pk))


def _print_sheets(world: World) -> Act:
    return Act(reverse("recognition:round_sheets", args=[_this_round().pk]), {})


def _go_on(world: World) -> Act:
    now = timezone.now()
    jobs = [
        Job.objects.create(
            kind="sheets.print", key=name, title="In phiếu", by_id=world.users[name].pk, state="failed",
            created_at=now, touched_at=now, finished_at=now, message="Máy chủ chưa có thư viện Pango.",
            organization_id=world.organizations["tren"].pk,
        )
        for name in ("vanthu", "vanthu_cs")
    ]  # fmt: skip
    urls = [reverse("recognition:job_go_on", args=[job.pk]) for job in jobs]
    return Act(urls[0], {}, urls[1])


def _only(*names: str) -> frozenset[str]:
    return frozenset(names)


_FILLS = _only("bithu", "nhapgiup")
POSTS = (
    Post("scoring:sheet", _FILLS, ELSEWHERE, save_sheet, 10),
    Post("scoring:sheet", _FILLS, ELSEWHERE, _drop, 10, "bỏ minh chứng"),
    Post("scoring:save_row", _FILLS, ELSEWHERE, _save_row, 10, status=200),
    Post("scoring:save_row", _only("giupviec"), ELSEWHERE, _appraise_row, 20, "thẩm định", status=200),
    Post("scoring:what_if", _FILLS, ELSEWHERE, _what_if, 10, status=200, writes=False),
    Post(
        "scoring:what_if", _only("giupviec"), ELSEWHERE, _what_if_appraised, 20, "thẩm định", status=200, writes=False
    ),
    Post("scoring:submit", _only("bithu"), ELSEWHERE, submit_it, 10),
    Post("scoring:add_proof", _FILLS, ELSEWHERE, _prove, 10),
    Post("scoring:add_proof", _FILLS, ELSEWHERE, _upload, 10, "tải tệp"),
    Post("scoring:add_proof", _FILLS, ELSEWHERE, _prove_again, 10, "dùng lại"),
    Post("scoring:proof_remove", _only("bithu"), ELSEWHERE, _propose_removal),
    Post("scoring:proof_remove", _only("giupviec", "danguy", "quantri"), ELSEWHERE, _remove_file, label="người khác"),
    Post("scoring:withdraw", _only("bithu"), ELSEWHERE, _withdraw, 10),
    Post("scoring:talk", _FILLS | {"giupviec", "danguy"}, ELSEWHERE, _talk),
    Post("scoring:appraise", _only("giupviec"), ELSEWHERE, appraise_it, 20),
    Post("scoring:appraise", _only("giupviec"), ELSEWHERE, _hand_on, 20, "chuyển bước"),
    Post("scoring:accept", _only("giupviec"), ELSEWHERE, _accept, 20),
    Post("scoring:return", _only("giupviec"), ELSEWHERE, _return, 20),
    Post("scoring:take_paper", _only("giupviec"), ELSEWHERE, _take_paper, 10),
    Post("scoring:note", _only("giupviec", "danguy", "quantri"), ELSEWHERE, _note),
    Post("scoring:bulk", _only("giupviec", "danguy"), PEOPLE - {"giupviec", "danguy"}, _bulk, status=200),
    Post("scoring:reopen", _only("danguy"), ELSEWHERE, _reopen),
    Post("scoring:unit_add", _only("quantri"), _only("nguoila"), _unit_add),
    Post("scoring:unit_withdraw", _only("quantri"), ELSEWHERE, _unit_withdraw),
    Post("scoring:conclusion", _only("danguy"), ELSEWHERE, conclude_it, 30),
    Post("scoring:round_create", _only("quantri"), _only(), _round_create),
    Post("scoring:round_open", _only("quantri"), PEOPLE - {"quantri"}, _round_open),
    Post("organizations:succession", _only("quantri"), ELSEWHERE, _succession),
    Post("scoring:line_add", _only("quantri"), PEOPLE - {"quantri"}, _line_add),
    Post("scoring:line_remove", _only("quantri"), PEOPLE - {"quantri"}, _line_remove),
    Post("scoring:round_outcomes", _only("quantri"), _only("nguoila"), round_outcomes_it),
    Post("scoring:round_clone", _only("quantri"), _only("nguoila"), _round_clone),
    Post("recognition:new", _only("vanthu"), PEOPLE - {"vanthu", "lanhdao"}, _new),
    Post("recognition:decision", _only("vanthu"), PEOPLE - TOP_OFFICE, _edit),
    Post("recognition:add_units", _only("vanthu"), PEOPLE - TOP_OFFICE, _add_units),
    Post("recognition:remove_unit", _only("vanthu"), PEOPLE - TOP_OFFICE, _remove_unit),
    Post("recognition:discard", _only("vanthu"), PEOPLE - TOP_OFFICE, _discard),
    Post("recognition:issue", _only("vanthu"), PEOPLE - TOP_OFFICE, _issue),
    Post("recognition:present", _only("vanthu"), PEOPLE - TOP_OFFICE, _present),
    Post("recognition:reprint", _only("vanthu"), PEOPLE - OF_THE_TOP - {"bithu_cs"}, _reprint),
    Post("recognition:extract", _only("vanthu"), PEOPLE - OF_THE_TOP - {"bithu_cs"}, _extract),
    Post("recognition:round_sheets", PEOPLE - {"nguoila"}, _only("nguoila"), _print_sheets),
    Post("recognition:job_go_on", _only("vanthu"), PEOPLE - {"vanthu", "quantri"}, _go_on),
    Post("recognition:reserve", _only("vanthu"), PEOPLE - {"vanthu", "lanhdao"}, _reserve),
    Post("recognition:give_back", _only("vanthu"), PEOPLE - TOP_OFFICE, _give_back),
)
# Pages of the login library, which have tests of their own.
OF_LOGIN = ("account_login", "account_logout", "account_change_password")
HARMLESS = {"health", "account_reauthenticate"}
