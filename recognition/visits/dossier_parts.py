"""What the dossier of a visited unit holds: sheets, list of proofs, proofs, list of reports, minutes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from config.common.files import read
from organizations.models import User
from recognition.documents.context import Column, Head
from recognition.documents.render import render_sheet
from recognition.papers import sheet_paper
from recognition.visits.minutes_paper import print_minutes
from recognition.visits.pages import cells, print_page, shares
from recognition.visits.pdf_join import NotJoinable, Part, page_of_picture, pages_of_pdf
from scoring.bodies.report_table import report_rows
from scoring.evidence.selectors import label_of
from scoring.models import Evaluation, Evidence, VisitUnit
from scoring.permissions import visible_evaluations
from scoring.rubrics.load import rubric_of
from scoring.sheets.beside import proofs_of
from scoring.workflow import evaluation_with_work, with_current

PDF, PICTURES = "application/pdf", "image/"
# Larger dossiers cannot be sent or opened; what is left out is named.
MOST_BYTES = 150_000_000
PROOFS = (Column("STT", 12, "center"), Column("Minh chứng", 78), Column("Dùng ở mục", 30), Column("Trong tập này", 45))
REPORTS = (Column("STT", 12, "center"), Column("Báo cáo", 83), Column("Tình hình nộp", 70))


@dataclass
class Proof:
    """A proof with the rows that it stands at, and whether its file is in the dossier."""

    evidence: Evidence
    rows: list[str] = field(default_factory=list)
    place: str = ""


def parts_of(unit: VisitUnit, user: User) -> Iterator[Part]:
    """Yield the parts of a unit's dossier, as far as `user` may read them."""
    sheets = _sheets(unit, user)
    for sheet in sheets:
        yield Part(f"Phiếu chấm điểm: {sheet.round.name}", render_sheet(sheet_paper(sheet, user)))
    proofs = _proofs(sheets, user)
    files = list(_files(proofs))
    yield Part("Danh mục minh chứng", _proof_list(unit, proofs))
    yield from files
    yield Part("Báo cáo đã nộp", _report_list(unit))
    if unit.findings:
        yield Part("Biên bản", print_minutes(unit))


def _sheets(unit: VisitUnit, user: User) -> list[Evaluation]:
    """The unit's own sheets of every round whose period meets that of the visit; one visit serves them all."""
    round_ = unit.visit.team.round
    keys = visible_evaluations(user).filter(
        organization=unit.organization_id, subject="", withdrawn_at__isnull=True, round__start__lte=round_.end,
        round__end__gte=round_.start,
    )  # fmt: skip
    found = evaluation_with_work().select_related("organization__parent").filter(pk__in=keys.values("pk"))
    return [with_current(sheet) for sheet in found.order_by("round__start", "pk")]


def _proofs(sheets: list[Evaluation], user: User) -> list[Proof]:
    found: dict[int, Proof] = {}
    for sheet in sheets:
        loaded = rubric_of(sheet.version)
        for key, uses in proofs_of(sheet, user).items():
            for use in uses:
                proof = found.setdefault(use.evidence_id, Proof(use.evidence))
                proof.rows.append(loaded.data.label(loaded.codes[key]))
    return list(found.values())


def _files(proofs: list[Proof]) -> Iterator[Part]:
    """Yield the files that become pages, and note with every proof what became of its file."""
    size = 0
    for number, proof in enumerate(proofs, 1):
        stored = proof.evidence.file
        if stored is None:
            gone = proof.evidence.kind == Evidence.Kind.REMOVED
            proof.place = "tệp đã xóa" if gone else "văn bản, chỉ dẫn số"
            continue
        size += stored.size
        try:
            if size > MOST_BYTES:
                raise NotJoinable("tập đã quá lớn")
            content = _pages(stored.content_type, read(stored))
        except NotJoinable as problem:
            proof.place = f"tệp riêng: {problem}"
            continue
        proof.place = "có"
        yield Part(f"Minh chứng {number}: {label_of(proof.evidence)}", content)


def _pages(content_type: str, data: bytes) -> bytes:
    if content_type == PDF:
        return pages_of_pdf(data)
    if content_type.startswith(PICTURES):
        return page_of_picture(data)
    raise NotJoinable("không phải PDF, ảnh")


def _list(unit: VisitUnit, kind: str, columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> bytes:
    title = {"kind": kind, "subject": f"{unit.organization.name}, {unit.visit.team.round.name}"}
    return print_page(
        "documents/dossier_list.html", kind.capitalize(), Head("", ""), paper=title, columns=shares(columns),
        rows=cells(columns, rows),
    )  # fmt: skip


def _proof_list(unit: VisitUnit, proofs: list[Proof]) -> bytes:
    rows = tuple(
        (str(number), label_of(proof.evidence), ", ".join(dict.fromkeys(proof.rows)), proof.place)
        for number, proof in enumerate(proofs, 1)
    )
    return _list(unit, "DANH MỤC MINH CHỨNG", PROOFS, rows)


def _report_list(unit: VisitUnit) -> bytes:
    round_ = unit.visit.team.round
    found = report_rows(list(round_.required_reports.all()), [unit.organization])[0].cells
    rows = tuple((str(number), cell.report.name, cell.words) for number, cell in enumerate(found, 1))
    return _list(unit, "BÁO CÁO ĐÃ NỘP", REPORTS, rows)
