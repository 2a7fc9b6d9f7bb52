"""The steps of a chain in words, and the usual ones to choose from."""

from collections.abc import Iterable, Mapping

from scoring.pure.kinds import ROLES, Step

BODIES = {
    "cell": "Chi bộ", "committee": "Đảng ủy", "standing": "Ban thường vụ", "board": "Ban tham mưu",
    "helpers": "Bộ phận giúp việc", "team": "Tổ kiểm tra",
}  # fmt: skip
WORKS = {"appraisal": "thẩm định", "team": "kiểm tra", "vote": "biểu quyết", "approval": "kết luận"}
OWN = "self-self-"
# What, whose, by which body; a programme from a file may have others, which stay choosable where they stand.
USUAL = (
    OWN, "appraisal-parent-helpers", "appraisal-parent-board", "appraisal-level-board", "team-parent-team",
    "vote-parent-committee", "vote-parent-standing", "approval-parent-committee", "approval-parent-standing",
    "approval-level-standing",
)  # fmt: skip


def code_of(step: Step) -> str:
    """One word for what a step is, its level and whether it is optional left out."""
    return f"{step.kind}-{step.source}-{step.body_kind or ''}"


def step_of(code: str, level: str = "", *, optional: bool = False) -> Step:
    """The step of such a word."""
    kind, source, body = code.split("-")
    return Step(kind, ROLES[kind], source, level or None, body or None, optional)


def words_of(step: Step, above: str = "cấp chọn riêng") -> str:
    """A step as a sentence without its end; `above` names the level whose body takes it."""
    if step.source == "self":
        return "Chính đơn vị tự chấm"
    whose = "cấp trên trực tiếp" if step.source == "parent" else above
    return f"{BODIES.get(step.body_kind or '', 'Cơ quan')} của {whose} {WORKS.get(step.kind, '')}".strip()


def choices(standing: Iterable[Step] = ()) -> list[tuple[str, str]]:
    """What a step is chosen from: code and words."""
    codes = dict.fromkeys([*USUAL, *map(code_of, standing)])
    return [("", "–"), *((code, words_of(step_of(code))) for code in codes)]


def chain_words(steps: Iterable[Step], levels: Mapping[str, str]) -> list[str]:
    """A chain in words, step by step. `levels` maps codes of levels to names."""
    return [
        words_of(step, f"cấp “{levels.get(step.level or '', step.level)}”")
        + (" (tùy chọn khi lập đợt)" if step.optional else "")
        for step in steps
    ]
