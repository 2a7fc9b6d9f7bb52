"""Reasons in words that a secretary reads: the rule, what was found, what it asks for, what is missing."""

from dataclasses import dataclass, replace

from .evaluate import Finding
from .vocabulary import Effect, Rule

NO_DATA = "chưa đủ dữ liệu"
_MOST_MISSING = 3
_WORDS = {
    "fails": {True: "đáp ứng", False: "không đáp ứng", None: NO_DATA},
    "holds": {True: "không xảy ra", False: "đã xảy ra", None: NO_DATA},
}


@dataclass(frozen=True)
class Reason:
    """One rule and what was found: `holds` is None where it cannot be decided. `found` and `threshold` are
    words for people; `outcome` is the code of the outcome that the rule belongs to. `records` name what was
    counted, `lacking` what is missing. `kind` is the effect of a condition (“points” where it moves points), ""
    for figures of the sheet; `rule` and `row` are their codes.
    """

    text: str
    holds: bool | None
    found: str = ""
    threshold: str = ""
    clause: str = ""
    outcome: str = ""
    records: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    kind: str = ""
    rule: str = ""
    row: str = ""

    @property
    def decides(self) -> bool:
        """Whether an outcome stands or falls with it; what moved points has done so in the figures already."""
        return self.kind not in ("points", "advise") or (self.kind == "points" and self.holds is None)


def as_finding(found: Finding | bool | None) -> Finding:
    """A finding, also where only its answer is at hand."""
    return found if isinstance(found, Finding) else Finding(found)


def _detail(finding: Finding, effect: Effect) -> str:
    if finding.holds is None:
        missing = list(finding.lacking[:_MOST_MISSING])
        if len(finding.lacking) > _MOST_MISSING:
            missing.append(f"và {len(finding.lacking) - _MOST_MISSING} mục khác")
        return f" ({'; '.join(missing)})" if missing else ""
    if not finding.found:
        return ""
    if not finding.threshold:
        return f" ({finding.found})"
    asked = "yêu cầu" if effect.on == "fails" else "mức xét"
    return f" (thực tế {finding.found}, {asked} {finding.threshold})"


def rule_reason(rule: Rule, found: Finding | bool | None, row: str = "", kind: str = "", then: str = "") -> Reason:
    """The reason of one rule; `then` says what follows where it bites."""
    finding, effect = as_finding(found), rule.effect
    plain = Reason("", True, clause=rule.clause, kind=kind or effect.type, rule=rule.code, row=row)
    text = rule.text.rstrip(".; ")
    if finding.applies is False:
        return replace(plain, text=f"{text}: không áp dụng với đơn vị này.")
    holds = finding.holds if effect.on == "fails" or finding.holds is None else not finding.holds
    words = f"{text}: {_WORDS[effect.on][holds]}{_detail(finding, effect)}."
    if holds is False and then:
        words += f" Vì vậy {then}."
    return replace(
        plain, text=words, holds=holds, found=finding.found, threshold=finding.threshold,
        records=finding.records, lacking=finding.lacking,
    )  # fmt: skip
