"""Why a sheet comes to its outcome, as papers say it: every rule, what was found, asked for and counted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from config.common.vietnamese import format_points
from recognition.documents.context import Annex, Column
from scoring.models import Assessment, Evaluation, Stage
from scoring.pure.shown import counted, cut
from scoring.rubrics.load import outcomes_of
from scoring.sheets.why import Why, explained

TITLE = "CĂN CỨ ĐỀ XUẤT MỨC XẾP LOẠI"
COLUMNS = (
    Column("Nội dung xét", 62), Column("Thực tế", 22, "center"), Column("Yêu cầu", 22, "center"),
    Column("Kết quả", 22, "center"), Column("Căn cứ", 37),
)  # fmt: skip
MOST_RECORDS = 3
_VERDICTS = {True: "Đạt", False: "Không đạt", None: "Chưa đủ dữ liệu"}
Row = tuple[str, ...]
Reason = Mapping[str, Any]


def explained_stage(evaluation: Evaluation) -> Assessment | None:
    """Return the last stage handed on that keeps reasons; a conclusion is the body's own and keeps none."""
    done = [
        stage
        for stage in evaluation.assessments.all()
        if stage.state == Assessment.State.DONE
        and stage.kind != Stage.Kind.APPROVAL
        and (stage.result.get("reasons") or stage.result.get("rules"))
    ]
    return max(done, key=lambda stage: stage.position, default=None)


def reasons_annex(evaluation: Evaluation, *, unit: str, period: str) -> Annex | None:
    """Return the annex of reasons as they were kept when the stage was handed on; None where none are kept."""
    stage = explained_stage(evaluation)
    if stage is None:
        return None
    found = _why(evaluation, stage)
    name = found.result.get("name") or "chưa đề xuất"
    total = "" if found.total is None else f"tổng điểm {format_points(found.total)}; "
    return Annex(
        title=(TITLE, f"{unit}, {period[:1].lower()}{period[1:]}"),
        reference="",
        columns=COLUMNS,
        rows=tuple(_rows(found)),
        closing=f"Kết quả {stage.get_kind_display()}: {total}mức đề xuất: {name}.",
    )


def failed_reasons(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the sentences of what was not met, or could not be decided, each once, as they were kept."""
    stage = explained_stage(evaluation)
    if stage is None:
        return ()
    kept = [*stage.result.get("reasons", []), *stage.result.get("rules", {}).values()]
    wanting = [reason["text"] for reason in kept if not reason["holds"] and reason.get("kind") != "advise"]
    return tuple(dict.fromkeys(wanting))


def _why(evaluation: Evaluation, stage: Assessment) -> Why:
    bound = evaluation.rule.outcome_set
    # Usually the one that is bound, and read with the sheet.
    outcome_set = bound if bound is not None and bound.pk == stage.outcome_set_id else stage.outcome_set
    return explained(evaluation, stage.result, outcomes_of(outcome_set))


def _rows(found: Why) -> Iterator[Row]:
    """Yield the reasons of each level, then every rule that was not among them; of those that only advise the ones that
    do not hold, for what advises and is met, or not known, explains nothing.
    """
    told = {(reason.get("rule"), reason.get("row")) for level in found.outcomes for reason in level.reasons}
    yield from (_row(reason) for reason in found.general)
    for level in found.outcomes:
        yield (f"Mức {level.name}:", "", "", "", "")
        yield from (_row(reason) for reason in level.reasons)
    for rule in found.rules:
        met = rule.reason.get("kind") == "advise" and rule.reason["holds"] is not False
        if (rule.reason.get("rule"), rule.reason.get("row")) not in told and not met:
            yield _row(rule.reason, rule.place)


def _counted(records: Sequence[str]) -> list[str]:
    """Return the first records and how many more there are: three years of meetings would fill a page each."""
    return [*records] if counted(records) < MOST_RECORDS + 2 else [*cut(records, MOST_RECORDS)]


def _row(reason: Reason, place: str = "") -> Row:
    text = reason["text"]
    verdict = _VERDICTS[reason["holds"]] + (" (để tham khảo)" if reason.get("kind") == "advise" else "")
    clause = f"Theo {reason['clause']}" if reason.get("clause") else ""
    grounds = "; ".join(filter(None, (*_counted(reason.get("records", ())), clause)))
    said = f"{place}. {text[:1].upper()}{text[1:]}" if place else f"{text[:1].upper()}{text[1:]}"
    return said, reason.get("found", ""), reason.get("threshold", ""), verdict, grounds
