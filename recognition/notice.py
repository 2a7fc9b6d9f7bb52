"""The notice of the result (thông báo): what the deciding body concluded about a unit, and on what grounds."""

from config.common.vietnamese import format_points, official_date
from recognition.documents import layout as rules
from recognition.documents.context import Head, NoticePaper, Recipients, Signature
from recognition.papers import NotYetError, kept_in, period_label, superior_of
from recognition.reasons import failed_reasons, reasons_annex
from scoring.models import Assessment, Evaluation, Stage

RECOGNISED = {
    Assessment.Conclusion.RECOGNISED: "công nhận",
    Assessment.Conclusion.NOT_RECOGNISED: "không công nhận",
}


def notice_paper(evaluation: Evaluation) -> NoticePaper:
    """Return the notice of the concluded sheet, its number and date left blank for the office to write.

    Raises NotYetError until the deciding body has concluded.
    """
    stages = sorted(evaluation.assessments.all(), key=lambda stage: stage.position)
    last = stages[-1]
    day = last.meeting_date
    if last.kind != Stage.Kind.APPROVAL or last.state != Assessment.State.DONE or day is None:
        raise NotYetError("Chưa có kết luận nên chưa có thông báo kết quả.")
    unit, period = evaluation.subject or evaluation.name, period_label(evaluation.round)
    title, holder = evaluation.rule.title, last.body.organization
    return NoticePaper(
        layout=rules.layout_for(day).code,
        head=Head(
            superior=superior_of(holder),
            issuer=last.body.issuer.upper(),
            number_text=rules.number_text(None, "", "TB", last.body.symbol),
            place=holder.place,
            year=day.year,
        ),
        subject=f"Kết quả xét công nhận {title[:1].lower()}{title[1:]} {period[:1].lower()}{period[1:]}",
        paragraphs=(*_results(unit, stages), _conclusion(unit, last), *_wanting(evaluation)),
        recipients=Recipients((evaluation.name, f"Lưu {last.body.get_kind_display()}")),
        signature=Signature(last.body.authority),
        annex=reasons_annex(evaluation, unit=unit, period=period),
    )


def _results(unit: str, stages: list[Assessment]) -> tuple[str, ...]:
    """Return what each stage came to, one paragraph for all."""
    said = [_result(stage) for stage in stages if stage.result and stage.kind != Stage.Kind.APPROVAL]
    return (f"Kết quả đánh giá {unit}: {'; '.join(said)}.",) if said else ()


def _result(stage: Assessment) -> str:
    points = f" {format_points(stage.total)} điểm," if stage.total is not None else ""
    return f"{stage.get_kind_display()}{points} mức đề xuất: {stage.result.get('name') or 'chưa đề xuất'}"


def _conclusion(unit: str, last: Assessment) -> str:
    decided = RECOGNISED[Assessment.Conclusion(last.conclusion)]
    day = official_date(last.meeting_date) if last.meeting_date else ""
    held = f"tại cuộc họp {day} ({kept_in(last.minutes_number)})"
    reason = f" Lý do: {last.conclusion_reason.rstrip('.')}." if last.conclusion_reason else ""
    return f"{last.body.name} {held} kết luận: {decided} {unit}.{reason}"


def _wanting(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what was not met, in the words that were kept with the sheet."""
    failed = failed_reasons(evaluation)
    return ("Những nội dung chưa đạt:", *(f"- {sentence}" for sentence in failed)) if failed else ()
