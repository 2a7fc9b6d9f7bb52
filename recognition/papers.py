"""The unit's own papers, made when asked for: the sheet (phiếu chấm điểm) and the request (tờ trình)."""

import re
from dataclasses import replace

from config.common.vietnamese import format_points, official_date
from organizations.models import Organization, User
from recognition.documents import layout as rules
from recognition.documents.context import (
    Head,
    Recipients,
    RequestPaper,
    RowStyle,
    SheetPaper,
    SheetRow,
    Signature,
)
from recognition.reasons import reasons_annex
from scoring.models import Assessment, Evaluation, Round, Stage
from scoring.pure.meta import FormColumn
from scoring.pure.outcome import Proposal
from scoring.rubrics.load import rubric_of
from scoring.sheets.page import Cell, RowView, SheetView, read_sheet
from scoring.sheets.submit import asks_for_request

REQUEST = "TTr"
ROMAN = ("", "I", "II", "III", "IV")
STYLES: tuple[RowStyle, ...] = ("section", "group", "subgroup")
ILLUSTRATIVE_RUBRIC = "Bộ tiêu chí minh họa, không lấy từ văn bản nào."
ILLUSTRATIVE_OUTCOMES = "Mức xếp loại là số liệu minh họa, không lấy từ văn bản nào."


class NotYetError(ValueError):
    """The paper does not exist yet; the message says why in Vietnamese."""


def sheet_paper(evaluation: Evaluation, user: User) -> SheetPaper:
    """Return the printed sheet with the marks that `user` may read, a draft until it is submitted.

    Figures are those of the page (`read_sheet`). Without thresholds the outcome stays dotted, and a note
    says why.
    """
    view = read_sheet(evaluation, user, editing=False)
    data, form = view.loaded.data, view.loaded.data.form
    own = _own(evaluation)
    return SheetPaper(
        title=form.title,
        subtitle=form.subtitle,
        reference=form.reference,
        head=_sheet_head(evaluation, own) if form.head else None,
        unit=evaluation.subject or evaluation.name,
        period=period_label(evaluation.round),
        columns=rules.sheet_columns(tuple(column.label for column in form.columns)),
        rows=(*(each for row in view.rows for each in (_row(view, row), *_line_rows(view, row))), *_total_rows(view)),
        result_heading=form.results.heading,
        results=_results(view, own),
        notes=(*form.notes, *_notes(view, own), *([ILLUSTRATIVE_RUBRIC] if data.illustrative else [])),
        signature=Signature(form.signature.authority, note=form.signature.instruction),
        annex=reasons_annex(
            evaluation, unit=evaluation.subject or evaluation.name, period=period_label(evaluation.round)
        ),
        draft=own.state != Assessment.State.DONE,
    )


def blank_sheet_paper(evaluation: Evaluation, user: User) -> SheetPaper:
    """Return the printed form of a unit's sheet with nothing filled in, for a meeting to write on."""
    paper = sheet_paper(evaluation, user)
    data = rubric_of(evaluation.version).data
    printed = [column.role == "maximum" for column in data.form.columns[2:]]
    return replace(
        paper,
        rows=tuple(
            replace(row, cells=tuple(text if kept else "" for text, kept in zip(row.cells, printed, strict=True)))
            for row in paper.rows
            if row.style != "detail"
        ),
        results=tuple((label, "") for label, _ in paper.results),
        notes=(*data.form.notes, *([ILLUSTRATIVE_RUBRIC] if data.illustrative else [])),
        annex=None,
        draft=False,
    )


def request_paper(evaluation: Evaluation) -> RequestPaper:
    """Return the unit's tờ trình asking for recognition, with number and date as the unit wrote them.

    Raises NotYetError until the sheet is submitted.
    """
    own = _own(evaluation)
    day, held = own.request_date, own.meeting_date
    if own.state != Assessment.State.DONE or day is None or held is None or not asks_for_request(evaluation):
        raise NotYetError("Phiếu chưa nộp nên chưa có tờ trình.")
    stages = sorted(evaluation.assessments.all(), key=lambda stage: stage.position)
    addressee = stages[-1].body.name
    title = _lower_first(evaluation.rule.title)
    period, total = _lower_first(period_label(evaluation.round)), format_points(own.total)
    adopted = (
        f"kết quả được thông qua tại cuộc họp {official_date(held)}, có mặt {own.meeting_present}/"
        f"{own.meeting_due} ({kept_in(own.minutes_number)})"
    )
    scored = f" đã tự chấm được {total} điểm" if total else " đã tự đánh giá theo bộ tiêu chí"
    return RequestPaper(
        layout=rules.layout_for(day).code,
        head=Head(
            superior=superior_then(evaluation),
            issuer=own.body.issuer.upper(),
            number_text=written_number(own, REQUEST),
            place=place_of(evaluation),
            day=day,
        ),
        subject=f"Về việc đề nghị công nhận {title} {period}",
        addressees=(addressee,),
        paragraphs=(
            f"{evaluation.name}{scored}; {adopted}.",
            f"{evaluation.name} kính trình {addressee} xem xét, công nhận {title} {period}.",
        ),
        recipients=Recipients((f"Lưu {own.body.get_kind_display()}",)),
        signature=Signature(own.body.authority, "BÍ THƯ"),
    )


def period_label(round_: Round) -> str:
    """Return "Năm 2025", "Quý II năm 2025", "Tháng 5 năm 2025", "Giai đoạn 2020 - 2024"."""
    year = round_.year
    quarter = ROMAN[(round_.end.month + 2) // 3]
    return {
        "year": f"Năm {year}",
        "quarter": f"Quý {quarter} năm {year}",
        "month": f"Tháng {round_.end.month} năm {year}",
    }.get(round_.period, f"Giai đoạn {round_.start.year} - {round_.end.year}")


def kept_in(number: str) -> str:
    """Return "biên bản số 12-BB/CB", or "nghị quyết số 07-NQ/CB" where that is the paper of the meeting."""
    return f"{'nghị quyết' if '-NQ' in number.upper() else 'biên bản'} số {number}"


def _own(evaluation: Evaluation) -> Assessment:
    return next(stage for stage in evaluation.assessments.all() if stage.kind == Stage.Kind.SELF)


def _sheet_head(evaluation: Evaluation, own: Assessment) -> Head:
    return Head(superior=superior_then(evaluation), issuer=own.body.issuer.upper())


def _printed(view: SheetView) -> dict[str, Assessment]:
    """Return whose marks a printed column shows: the unit's, and of the bodies after it the last one that marked."""
    return {_role(stage): stage for stage, added, _ in view.shown if added.filled}


def _role(stage: Assessment) -> str:
    return "self" if stage.kind == Stage.Kind.SELF else "appraisal"


def _row(view: SheetView, shown: RowView) -> SheetRow:
    cells = dict(zip((stage.pk for stage in view.stages), shown.cells, strict=True))
    by_kind = {role: cells[stage.pk] for role, stage in _printed(view).items()}
    return SheetRow(
        shown.row.marker,
        shown.row.text,
        tuple(_cell(view, column, shown, by_kind) for column in view.loaded.data.form.columns[2:]),
        STYLES[min(shown.depth, 2)] if shown.row.is_group else "leaf",
    )


def _line_rows(view: SheetView, shown: RowView) -> list[SheetRow]:
    """Return, below a row, the lines that each stage entered there."""
    blank = ("",) * len(view.loaded.data.form.columns[2:])
    return [
        SheetRow("", f"{cell.label}: {'; '.join(cell.details)}", blank, "detail")
        for cell in shown.cells
        if cell.details
    ]


def _cell(view: SheetView, column: FormColumn, shown: RowView, by_kind: dict[str, Cell]) -> str:
    if column.role == "maximum":
        return shown.maximum
    # A stage that has not begun prints empty groups, not noughts.
    return by_kind[column.role].text if column.role in by_kind else ""


def _begun(view: SheetView) -> dict[str, str]:
    """Return the totals, as printed, of the stages with at least one mark, by role of their column."""
    return {_role(stage): format_points(added.total) for stage, added, _ in view.shown if added.filled}


def _total_rows(view: SheetView) -> list[SheetRow]:
    form = view.loaded.data.form
    if form.total is None:
        return []
    sums = {"maximum": format_points(form.total.maximum), **_begun(view)}
    cells = tuple(sums.get(column.role, "") for column in form.columns[2:])
    return [SheetRow("", form.total.label, cells, "total")]


def _results(view: SheetView, own: Assessment) -> tuple[tuple[str, str], ...]:
    words = view.loaded.data.form.results
    lines = ((words.total, _begun(view).get(_role(own), "")), (words.outcome, _outcome(view, own)[0]))
    return tuple((label, value) for label, value in lines if label)


def _outcome(view: SheetView, own: Assessment) -> tuple[str, str]:
    """Return the outcome of the self-score and, where there is none, why: as kept when it was submitted."""
    if own.state == Assessment.State.DONE:
        reasons = own.result.get("reasons", [])
        undecided = [reason["text"] for reason in reasons if reason["holds"] is None and reason.get("decides", True)]
        return own.result.get("name") or "", next(iter(undecided), "")
    proposal = _proposal(view, own)
    if proposal is None:
        return "", ""
    undecided = [reason.text for reason in proposal.reasons if reason.holds is None and reason.decides]
    return proposal.name or "", next(iter(undecided), "")


def _proposal(view: SheetView, own: Assessment) -> Proposal | None:
    return next((proposal for stage, _, proposal in view.shown if stage.pk == own.pk), None)


def _notes(view: SheetView, own: Assessment) -> list[str]:
    name, why = _outcome(view, own)
    if name:
        return [ILLUSTRATIVE_OUTCOMES] if view.outcomes_illustrative else []
    return [why] if why else []


def written_number(own: Assessment, symbol: str) -> str:
    """Return "Số 05-TTr/CB" from "05-TTr/CB", "Số 05-TTr/CB" or "5" as units write it; without one the blank."""
    written = re.sub(r"^số\s*:?\s*", "", own.request_number, flags=re.IGNORECASE)
    if written.isascii() and written.isdecimal():
        return rules.number_text(int(written), "", symbol, own.body.symbol)
    return f"Số {written}" if written else rules.number_text(None, "", symbol, own.body.symbol)


def superior_of(organization: Organization) -> str:
    """Return the line printed over the issuing body; the top of an installation has one too, with nothing above it."""
    above = organization.parent
    return (above.name if above else organization.superior).upper()


def superior_then(evaluation: Evaluation) -> str:
    """Return the same line of a unit's own papers, as it stood when the sheet was made."""
    return (evaluation.parent_name or evaluation.organization.superior).upper()


def place_of(evaluation: Evaluation) -> str:
    """Return the place that the unit dates its papers at."""
    unit = evaluation.organization
    return unit.place or (unit.parent.place if unit.parent else "")


def _lower_first(title: str) -> str:
    return title[:1].lower() + title[1:]
