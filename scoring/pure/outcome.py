"""Which outcome the rules propose for a sheet, and why.

Three-valued: a rule holds, fails, or cannot be decided yet. What is undecided never proposes anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from .arithmetic import Totals, most_reachable, rounded
from .concerns import concerned
from .evaluate import Finding
from .meta import RoundTo
from .outcome_data import Floor, Outcome, OutcomeSetData, content_hash, parse_outcomes, to_mapping
from .reasons import NO_DATA, Reason, rule_reason
from .rubric import Row, RubricData
from .sentences import effect_words, labels_of
from .spec import PASS, ChoiceSpec, PassFailSpec
from .text import spoken

__all__ = [
    "Floor",
    "Outcome",
    "OutcomeSetData",
    "Proposal",
    "Reason",
    "content_hash",
    "parse_outcomes",
    "propose",
    "to_mapping",
]

_ZERO = Decimal(0)
_SHOWN = RoundTo(2, "down")
Findings = Mapping[str, Finding | bool | None]


@dataclass(frozen=True)
class Proposal:
    """The outcome proposed, or None for both when nothing is; the reasons in either case."""

    outcome: str | None
    name: str | None
    reasons: tuple[Reason, ...]
    recognises: bool = False


def _compare(subject: str, found: Decimal | None, least: Decimal, unit: str = "") -> Reason:
    threshold = spoken(least) + unit
    if found is None:
        return Reason(f"{subject}: {NO_DATA} để so với mức tối thiểu {threshold}.", None, "", threshold)
    words = "đạt" if found >= least else "chưa đạt"
    # Cut, not rounded: 79,999 % must not be shown as 80 % and then refused.
    shown = spoken(rounded(found, _SHOWN)) + unit
    return Reason(f"{subject} {shown} {words} mức tối thiểu {threshold}.", found >= least, shown, threshold)


class _Judge:
    """Reads one sheet under one outcome set."""

    def __init__(self, rubric: RubricData, totals: Totals, outcomes: OutcomeSetData, findings: Findings):
        self.rubric = rubric
        self.totals = totals
        self.outcomes = outcomes
        self.findings = findings
        self.labels = labels_of(rubric, outcomes)

    def reasons(self, outcome: Outcome) -> tuple[Reason, ...]:
        clause = outcome.clause or self.outcomes.guideline
        # What moved points belongs to the sheet, not to one outcome: it is told once.
        return tuple(
            replace(reason, outcome="" if reason.kind == "points" else outcome.code, clause=reason.clause or clause)
            for reason in self._found(outcome)
        )

    def _found(self, outcome: Outcome) -> Iterator[Reason]:
        if outcome.recognises and not outcome.asks:
            yield Reason(f"Chưa có ngưỡng điểm: chưa đặt điều kiện cho mức “{outcome.name}”.", None)
        if outcome.least_total is not None:
            yield _compare("Tổng điểm", self._scaled(self._total()), outcome.least_total)
        if outcome.least_base is not None:
            yield _compare("Điểm không tính điểm thưởng", self._scaled(self._base()), outcome.least_base)
        yield from (self._floor(floor) for floor in outcome.floors)
        yield from (self._passes(code) for code in outcome.must_pass)
        for rule in outcome.conditions:
            if rule.effect.type != "advise":
                yield rule_reason(rule, self.findings.get(rule.code))
        for row, rule, kind in concerned(self.rubric, self.totals, outcome):
            then = effect_words(rule.effect, row.code, self.labels) if kind != "block" else ""
            yield rule_reason(rule, self.findings.get(rule.code), row.code, kind, then)

    def _total(self) -> Decimal | None:
        if self.outcomes.compares == "rounded":
            return self.totals.total
        parts = [part for part in (self.totals.base, self.totals.bonus) if part is not None]
        return min(sum(parts, _ZERO), self.totals.maximum or _ZERO) if parts else None

    def _base(self) -> Decimal | None:
        base = self.totals.base
        exact = base is None or self.outcomes.compares == "exact"
        return base if exact else rounded(base or _ZERO, self.rubric.rounding.total)

    def _whole(self) -> Decimal:
        return most_reachable(self.rubric).whole or _ZERO

    def _scaled(self, value: Decimal | None) -> Decimal | None:
        if value is None or self.outcomes.reads != "scaled":
            return value
        if not self.totals.maximum:
            return None
        scaled = value * self._whole() / self.totals.maximum
        return scaled if self.outcomes.compares == "exact" else rounded(scaled, self.rubric.rounding.total)

    def _floor(self, floor: Floor) -> Reason:
        if floor.row and floor.row not in self.rubric.by_code:
            return _foreign(floor.row)
        subject, earned, most = self._floor_of_row(floor) if floor.row else self._floor_of_sheet(floor)
        if floor.points is not None:
            return replace(_compare(subject, earned, floor.points), clause=floor.clause)
        percent = earned * 100 / most if earned is not None and most else None
        return replace(_compare(subject, percent, floor.percent or _ZERO, "%"), clause=floor.clause)

    def _floor_of_row(self, floor: Floor) -> tuple[str, Decimal | None, Decimal | None]:
        lowered = self.outcomes.reads in ("lowered", "scaled")
        most = self.totals.maxima.get(floor.row) if lowered else self.rubric.row(floor.row).maximum
        return f"Điểm mục {self.rubric.label(floor.row)}", self.totals.points.get(floor.row), most

    def _floor_of_sheet(self, floor: Floor) -> tuple[str, Decimal | None, Decimal | None]:
        lowered = self.outcomes.reads in ("lowered", "scaled")
        most = most_reachable(self.rubric)
        if not floor.without_bonus:
            return "Tổng điểm", self._total(), self.totals.maximum if lowered else most.whole
        rows = [row for row in self.rubric.children() if row.spec.role == "base"]
        reachable = sum((self.totals.maxima.get(row.code) or _ZERO for row in rows), _ZERO)
        return "Điểm không tính điểm thưởng", self._base(), reachable if lowered else most.base

    def _passes(self, code: str) -> Reason:
        if code not in self.rubric.by_code:
            return _foreign(code)
        row = self.rubric.row(code)
        subject = f"Nội dung {self.rubric.label(code)}. {row.text}"
        choices = [
            self.totals.choices.get(leaf.code)
            for leaf in self.rubric.below(code)
            if leaf.code not in self.totals.not_applicable
        ]
        threshold = _word(row, PASS)
        if None in choices or not choices:
            return Reason(f"{subject}: {NO_DATA}.", None, "", threshold)
        holds = all(choice == PASS for choice in choices)
        shown = _word(row, PASS if holds else "fail")
        return Reason(f"{subject}: {shown.lower()}.", holds, shown, threshold)


def _foreign(code: str) -> Reason:
    return Reason(f"Bộ tiêu chí này không có dòng mã {code}: {NO_DATA}.", None)


def _word(row: Row, choice: str) -> str:
    spec = row.spec if isinstance(row.spec, PassFailSpec | ChoiceSpec) else PassFailSpec()
    return next((each.label for each in spec.choices if each.code == choice), choice)


def _nothing(text: str) -> Proposal:
    return Proposal(None, None, (Reason(text, None),))


def propose(
    rubric: RubricData, totals: Totals, outcomes: OutcomeSetData | None, findings: Findings | None = None
) -> Proposal:
    """The best outcome whose rules all hold, with every rule of it and what kept the better ones away.

    `totals` are those after the effects of conditions; `findings` by rule code: what `evaluate.find` found, or
    True, False, None for "not enough data"; a condition without a finding is undecided. Nothing is proposed
    without thresholds, for a sheet with rows not marked, or when a better outcome is still undecided.
    """
    if outcomes is None:
        return _nothing("Chưa có ngưỡng điểm: đợt này chưa gắn bộ mức xếp loại.")
    if not outcomes.outcomes:
        why = outcomes.note or "bộ mức xếp loại chưa có mức nào."
        return _nothing(f"Chưa có ngưỡng điểm: {why}")
    if totals.missing:
        return _nothing(f"Còn {len(totals.missing)} nội dung chưa chấm.")
    judge = _Judge(rubric, totals, outcomes, findings or {})
    kept: list[Reason] = []
    for outcome in outcomes.outcomes:
        reasons = judge.reasons(outcome)
        verdicts = {reason.holds for reason in reasons if reason.decides}
        if False in verdicts:
            kept += [reason for reason in reasons if reason.holds is False]
            continue
        told = tuple(dict.fromkeys((*kept, *reasons)))
        if None in verdicts:
            return Proposal(None, None, told)
        return Proposal(outcome.code, outcome.name, told, outcome.recognises)
    return Proposal(None, None, tuple(dict.fromkeys(kept)))
