"""Which outcome the rules propose for a sheet, and why.

Three-valued: a rule holds, fails, or cannot be decided yet. What is undecided never proposes anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from .arithmetic import Totals, rounded
from .conditions import Rule
from .meta import RoundTo
from .outcome_data import Floor, Outcome, OutcomeSetData, content_hash, parse_outcomes, to_mapping
from .rubric import Row, RubricData
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

_NO_DATA = "chưa đủ dữ liệu"
_ZERO = Decimal(0)
_SHOWN = RoundTo(2, "down")
Findings = Mapping[str, bool | None]


@dataclass(frozen=True)
class Reason:
    """One rule and what was found: `holds` is None where it cannot be decided. `found` and `threshold` are
    words for people; `outcome` is the code of the outcome that the rule belongs to.
    """

    text: str
    holds: bool | None
    found: str = ""
    threshold: str = ""
    clause: str = ""
    outcome: str = ""


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
        return Reason(f"{subject}: {_NO_DATA} để so với mức tối thiểu {threshold}.", None, "", threshold)
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

    def reasons(self, outcome: Outcome) -> tuple[Reason, ...]:
        clause = outcome.clause or self.outcomes.guideline
        return tuple(
            replace(reason, outcome=outcome.code, clause=reason.clause or clause) for reason in self._found(outcome)
        )

    def _found(self, outcome: Outcome) -> Iterator[Reason]:
        if outcome.recognises and not outcome.asks:
            yield Reason(f"Chưa có ngưỡng điểm: chưa đặt điều kiện cho mức “{outcome.name}”.", None)
        if outcome.least_total is not None:
            yield _compare("Tổng điểm", self._scaled(self.totals.total), outcome.least_total)
        if outcome.least_base is not None:
            base = self._scaled(self.totals.base)
            yield _compare("Điểm không tính điểm thưởng", base, outcome.least_base)
        yield from (self._floor(floor) for floor in outcome.floors)
        yield from (self._passes(code) for code in outcome.must_pass)
        yield from (self._rule(rule) for rule in outcome.conditions if rule.effect.type != "advise")
        if outcome.recognises:
            yield from self._row_rules(outcome)

    def _scaled(self, value: Decimal | None) -> Decimal | None:
        if value is None or self.outcomes.reads != "scaled":
            return value
        whole = sum((row.maximum or _ZERO for row in self.rubric.children()), _ZERO)
        reachable = self.totals.maximum
        if not reachable:
            return None
        return rounded(value * whole / reachable, self.rubric.rounding.total)

    def _floor(self, floor: Floor) -> Reason:
        if floor.row not in self.rubric.by_code:
            return _foreign(floor.row)
        subject = f"Điểm mục {self.rubric.label(floor.row)}"
        earned = self.totals.points.get(floor.row)
        if floor.points is not None:
            return replace(_compare(subject, earned, floor.points), clause=floor.clause)
        lowered = self.outcomes.reads in ("lowered", "scaled")
        row = self.rubric.row(floor.row)
        most = self.totals.maxima.get(floor.row) if lowered else row.maximum
        percent = earned * 100 / most if earned is not None and most else None
        return replace(_compare(subject, percent, floor.percent or _ZERO, "%"), clause=floor.clause)

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
            return Reason(f"{subject}: {_NO_DATA}.", None, "", threshold)
        holds = all(choice == PASS for choice in choices)
        shown = _word(row, PASS if holds else "fail")
        return Reason(f"{subject}: {shown.lower()}.", holds, shown, threshold)

    def _rule(self, rule: Rule) -> Reason:
        found = self.findings.get(rule.code)
        holds = found if rule.effect.on == "fails" or found is None else not found
        text = rule.text.rstrip(".")
        words = {True: "đáp ứng", False: "không đáp ứng", None: _NO_DATA}[holds]
        return Reason(f"{text}: {words}.", holds, "", "", rule.clause)

    def _known(self, outcome: Outcome) -> list[str]:
        return [code for code in outcome.must_pass if code in self.rubric.by_code]

    def _row_rules(self, outcome: Outcome) -> Iterator[Reason]:
        asked = {leaf.code for code in self._known(outcome) for leaf in self.rubric.below(code)}
        for row in self.rubric.rows:
            if row.code in self.totals.not_applicable:
                continue
            for rule in row.spec.conditions:
                effect = rule.effect
                blocks = effect.type == "block" and (not effect.outcomes or outcome.code in effect.outcomes)
                fails = effect.type == "force" and effect.choice != PASS and row.code in asked
                if blocks or fails:
                    yield self._rule(rule)


def _foreign(code: str) -> Reason:
    return Reason(f"Bộ tiêu chí này không có dòng mã {code}: {_NO_DATA}.", None)


def _word(row: Row, choice: str) -> str:
    spec = row.spec if isinstance(row.spec, PassFailSpec | ChoiceSpec) else PassFailSpec()
    return next((each.label for each in spec.choices if each.code == choice), choice)


def _nothing(text: str) -> Proposal:
    return Proposal(None, None, (Reason(text, None),))


def propose(
    rubric: RubricData, totals: Totals, outcomes: OutcomeSetData | None, findings: Findings | None = None
) -> Proposal:
    """The best outcome whose rules all hold, with every rule of it and what kept the better ones away.

    `findings` are the conditions evaluated elsewhere, by rule code: True, False, or None for "not enough
    data"; a condition without a finding is undecided. Nothing is proposed without thresholds, for a sheet
    with rows not marked, or when a better outcome is still undecided.
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
        verdicts = {reason.holds for reason in reasons}
        if False in verdicts:
            kept += [reason for reason in reasons if reason.holds is False]
            continue
        if None in verdicts:
            return Proposal(None, None, (*kept, *reasons))
        return Proposal(outcome.code, outcome.name, (*kept, *reasons), outcome.recognises)
    return Proposal(None, None, tuple(kept))
