"""The unit's report of a month's votes to the committee above (S2, II.2 and III.3), from what stands on record."""

from collections.abc import Iterator, Mapping, Sequence

from config.common.vietnamese import format_date, official_date
from recognition.documents import layout as rules
from recognition.documents.context import Head, NoticePaper, Recipients, Signature
from recognition.papers import NotYetError, kept_in, period_label, place_of, superior_then, written_number
from scoring.bodies.ballots import ballot_words, ballots_of, counts_of
from scoring.models import Assessment, Ballot, Evaluation, Mark, Remedy
from scoring.permissions import self_stage
from scoring.pure.rubric import Row
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.rubrics.rules import ballot_rule
from scoring.sheets.marks import marks_of, value_of
from scoring.sheets.words import shown_mark

SYMBOL = "BC"


def report_paper(evaluation: Evaluation) -> NoticePaper:
    """Return the report of a sheet whose unit votes on its contents, with number and date as the unit wrote them.

    Raises NotYetError until the sheet is handed in, and for sheets that no body votes on.
    """
    own = self_stage(evaluation)
    if ballot_rule(evaluation, own) is None:
        raise NotYetError("Mô hình này không biểu quyết hằng kỳ nên không có báo cáo.")
    held = own.meeting_date
    if own.state != Assessment.State.DONE or held is None:
        raise NotYetError("Phiếu chưa nộp nên chưa có báo cáo.")
    day = own.request_date or held
    return NoticePaper(
        layout=rules.layout_for(day).code,
        kind="BÁO CÁO",
        head=Head(
            superior=superior_then(evaluation),
            issuer=own.body.issuer.upper(),
            number_text=written_number(own, SYMBOL),
            place=place_of(evaluation),
            day=own.request_date,
            year=day.year,
        ),
        subject=f"Kết quả thực hiện {_lower(evaluation.rule.title)} {_lower(period_label(evaluation.round))}",
        paragraphs=tuple(_paragraphs(evaluation, own)),
        recipients=Recipients((f"{evaluation.parent_name} (báo cáo)", "Đảng viên chi bộ", "Lưu chi bộ")),
        signature=Signature(own.body.authority, "BÍ THƯ"),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _paragraphs(evaluation: Evaluation, own: Assessment) -> Iterator[str]:
    loaded = rubric_of(evaluation.version)
    marks = {loaded.codes[mark.criterion_id]: mark for mark in marks_of(own)}
    ballots = ballots_of(evaluation, [own]).get(own.pk, {})
    remedies = _remedies(evaluation)
    yield (
        f"Tại buổi sinh hoạt {official_date(own.meeting_date)}, có mặt {own.meeting_present}/{own.meeting_due} "  # type: ignore[arg-type]
        f"({kept_in(own.minutes_number)}), {_lower(own.body.get_kind_display())} đã thảo luận, phân tích và biểu "
        "quyết từng nội dung, kết quả như sau:"
    )
    for number, row in enumerate((row for row in loaded.data.leaves() if row.code in marks), 1):
        yield from _content(number, row, loaded, marks[row.code], ballots, remedies)
    if name := own.result.get("name"):
        yield f"Kết quả chung: {name.lower()}"
    yield from _carried(remedies)


def _remedies(evaluation: Evaluation) -> dict[int, list[Remedy]]:
    found: dict[int, list[Remedy]] = {}
    for remedy in Remedy.objects.filter(evaluation=evaluation.pk).select_related("criterion").order_by("pk"):
        found.setdefault(remedy.criterion_id, []).append(remedy)
    return found


def _content(
    number: int, row: Row, loaded: LoadedRubric, mark: Mark, ballots: Mapping[int, Ballot],
    remedies: Mapping[int, Sequence[Remedy]],
) -> Iterator[str]:  # fmt: skip
    key = loaded.keys[row.code]
    ballot = ballots.get(key)
    votes = f"{ballot_words(counts_of(ballot))}; " if ballot else ""
    said = shown_mark(row, value_of(mark), mark.points).lower() or "chưa biểu quyết"
    yield f"{number}. {row.text.rstrip('.')}: {votes}kết luận {said}"
    for remedy in remedies.get(key, ()):
        if remedy.carried_from_id is None:
            yield f"- Nguyên nhân: {remedy.cause}"
            if remedy.responsibility:
                yield f"- Trách nhiệm của tập thể: {remedy.responsibility}"
            yield f"- Giải pháp khắc phục: {_measure(remedy)}"


def _measure(remedy: Remedy) -> str:
    who = [f"giao {remedy.person}"] if remedy.person else []
    until = [f"xong trước hết ngày {format_date(remedy.due)}"] if remedy.due else []
    return "; ".join((remedy.measure.rstrip("."), *who, *until))


def _carried(remedies: Mapping[int, Sequence[Remedy]]) -> Iterator[str]:
    """What earlier periods left to be remedied, and how far it is."""
    carried = [remedy for found in remedies.values() for remedy in found if remedy.carried_from_id is not None]
    if carried:
        yield "Việc khắc phục của các kỳ trước:"
    for remedy in carried:
        state = f"đã xong: {remedy.done_note}" if remedy.done_at else "đang thực hiện"
        yield f"- {remedy.criterion.text.rstrip('.')}: {_measure(remedy)}; {state}"
