"""A first text of the minutes of a visited unit, drawn from what is on record; the team edits it."""

from collections.abc import Iterator, Sequence

from config.common.vietnamese import format_points
from organizations.models import User
from scoring.bodies.report_table import report_rows
from scoring.models import Assessment, Evaluation, Stage, VisitUnit
from scoring.pure.arithmetic import Totals
from scoring.sheets.page import Cell, RowView, SheetView, read_sheet
from scoring.workflow import evaluation_with_work, with_current

TEAM = "Tổ kiểm tra"
TO_WRITE = "……"


def draft_minutes(unit: VisitUnit, user: User) -> str:
    """Return the draft: reports received, points by group, proofs, rows marked otherwise with the reason (S3, II.4.1).

    Marks stand in it only as far as `user` may read them.
    """
    round_ = unit.visit.team.round
    view = _sheet(unit, user)
    parts = [("Hồ sơ, báo cáo đơn vị đã nộp", list(_reports(unit)))]
    if view is not None:
        parts += [
            (f"Kết quả tự chấm và kết quả kiểm tra ({round_.name})", list(_points(view))),
            ("Minh chứng", [_proofs(view)]),
            (f"Nội dung {TEAM} chấm khác đơn vị tự chấm", list(_differences(view))),
        ]
    parts.append((f"Nhận xét, kiến nghị của {TEAM}", [f"- Ưu điểm: {TO_WRITE}", f"- Hạn chế: {TO_WRITE}"]))
    return "\n".join(line for number, part in enumerate(parts, 1) for line in _part(number, *part))


def _part(number: int, title: str, lines: Sequence[str]) -> list[str]:
    return [f"{number}. {title}", *lines]


def _sheet(unit: VisitUnit, user: User) -> SheetView | None:
    """The unit's own sheet in the team's round; None where it has none."""
    sheets = evaluation_with_work().filter(
        round=unit.visit.team.round_id, organization=unit.organization_id, subject="", withdrawn_at__isnull=True
    )
    found: Evaluation | None = sheets.first()
    return read_sheet(with_current(found), user, editing=False) if found is not None else None


def _reports(unit: VisitUnit) -> Iterator[str]:
    round_ = unit.visit.team.round
    rows = report_rows(list(round_.required_reports.all()), [unit.organization])
    for cell in rows[0].cells:
        yield f"- {cell.report.name}: {cell.words[:1].lower()}{cell.words[1:]}."
    if not rows[0].cells:
        yield "- Đợt này không quy định báo cáo phải nộp."


def _points(view: SheetView) -> Iterator[str]:
    names = [_who(stage) for stage, _, _ in view.shown]
    if TEAM not in names:
        yield f"- {TEAM} chưa chấm điểm trên phần mềm."
    for row in view.rows:
        if (row.row.is_group and row.depth <= 1) or row.depth == 0:
            said = [f"{who} {cell.text}" for who, cell in zip(names, row.cells, strict=True) if cell.text]
            of = f" (chuẩn {row.maximum})" if row.maximum else ""
            if said:
                yield f"- {_name(row)}{of}: {'; '.join(said)}."
    totals = [f"{who} {_total(added)}" for who, (_, added, _) in zip(names, view.shown, strict=True) if _total(added)]
    if totals:
        yield f"- Tổng điểm: {'; '.join(totals)}."
    for who, (_, _, proposal) in zip(names, view.shown, strict=True):
        if proposal.name:
            yield f"- Mức đề xuất theo điểm {who}: {proposal.name}."


def _who(stage: Assessment) -> str:
    return {Stage.Kind.SELF: "tự chấm", Stage.Kind.TEAM: TEAM}.get(
        Stage.Kind(stage.kind), stage.get_kind_display()
    )  # fmt: skip


def _name(row: RowView) -> str:
    return f"Mục {row.label or row.row.marker}, {row.row.text}".rstrip(".")


def _total(added: Totals) -> str:
    return format_points(added.total) if added.filled else ""


def _proofs(view: SheetView) -> str:
    with_proof = [row for row in view.rows if row.proofs]
    papers = {use.evidence_id for row in with_proof for use in row.proofs}
    if not papers:
        return "- Đơn vị chưa gắn minh chứng trên phần mềm."
    return f"- {len(papers)} văn bản, tệp minh chứng cho {len(with_proof)} nội dung."


def _differences(view: SheetView) -> Iterator[str]:
    places = {stage.kind: place for place, stage in enumerate(view.stages)}
    own, team = places.get(Stage.Kind.SELF), places.get(Stage.Kind.TEAM)
    found = False
    if own is not None and team is not None:
        for row in view.rows:
            mine, theirs = row.cells[own], row.cells[team]
            if not row.row.is_group and theirs.text and mine.text != theirs.text:
                found = True
                yield f"- {_name(row)}: tự chấm {mine.text or 'để trống'}; {TEAM} {theirs.text}{_reason(theirs)}."
    if not found:
        yield "- Không có."


def _reason(cell: Cell) -> str:
    return f"; lý do: {cell.explanation.strip().rstrip('.')}" if cell.explanation.strip() else ""
