"""What a programme asks of each kind of unit: rubric, title and the chain of steps, and a programme as a whole."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .codec import FLAG, TEXT, Codec, UnreadableError, list_of, one_of, record
from .problems import Problem, RubricError
from .programme import ProgrammeRules, parse_rules, rules_mapping

SUBJECTS = ("organization", "member")
PERIODS = ("month", "quarter", "year", "term")
# Who works at a step follows from what is done there.
ROLES = {
    "self": "secretary", "appraisal": "appraiser", "team": "appraiser", "vote": "approver", "approval": "approver",
}  # fmt: skip
BODIES = ("cell", "committee", "standing", "board", "helpers", "team")
MOST_STEPS = 4
LONGEST_NAME = 200
_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_LONGEST_CODE = 60


@dataclass(frozen=True)
class Step:
    """One step: what is done (`kind`), by a body of the unit itself, of the one right above, or of the nearest above
    of `level`. An `optional` one is taken or left out when a round is prepared.
    """

    kind: str
    role: str
    source: str
    level: str | None = None
    body_kind: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class Kind:
    """What units of one level are evaluated with."""

    level: str
    rubric: str
    title: str
    stages: tuple[Step, ...]


@dataclass(frozen=True)
class ProgrammeData:
    """A programme as a file holds it."""

    code: str
    name: str
    subject: str
    period: str
    kinds: tuple[Kind, ...] = ()
    rules: ProgrammeRules = field(default_factory=ProgrammeRules)


_STEP = record(
    Step,
    {
        "kind": one_of(*ROLES), "role": one_of(*sorted(set(ROLES.values()))),
        "source": one_of("self", "parent", "level"),
        "level": TEXT, "body_kind": one_of(*BODIES), "optional": FLAG,
    },
    ("kind", "role", "source"),
)  # fmt: skip
_KIND: Codec = record(
    Kind, {"level": TEXT, "rubric": TEXT, "title": TEXT, "stages": list_of(_STEP)},
    ("level", "rubric", "title", "stages"),
)  # fmt: skip
_HEAD = {"code": TEXT, "name": TEXT, "subject": one_of(*SUBJECTS), "period": one_of(*PERIODS)}
# What a file may say besides: a remark for whoever chooses it, and the outcomes that are loaded with it.
_ASIDE = ("note", "outcomes")


def chain_problems(steps: tuple[Step, ...]) -> Iterator[tuple[int, str]]:
    """What is wrong with a chain: (place of the step counted from 1, Vietnamese sentence)."""
    if not 1 <= len(steps) <= MOST_STEPS:
        yield 1, f"Cần từ 1 đến {MOST_STEPS} bước."
    for place, step in enumerate(steps, 1):
        if (step.kind == "self") != (place == 1):
            yield place, "Bước đầu, và chỉ bước đầu, là chính đơn vị tự chấm."
        if step.kind == "approval" and place != len(steps):
            yield place, "Bước kết luận phải là bước cuối cùng và chỉ có một."
        for sentence in _step_problems(step):
            yield place, sentence


def _step_problems(step: Step) -> Iterator[str]:
    if (step.kind == "self") != (step.source == "self"):
        yield "Tự chấm là việc của chính đơn vị, các bước sau là của cấp trên."
    if step.source == "level" and not step.level:
        yield "Chọn loại tổ chức của cấp làm bước này."
    if step.source != "level" and step.level:
        yield "Chỉ chọn loại tổ chức khi bước này là của “cấp chọn riêng”."
    if step.source != "self" and not step.body_kind:
        yield "Bước này chưa nêu cơ quan nào làm."
    if (step.kind == "team") != (step.body_kind == "team"):
        yield "Bước kiểm tra do tổ kiểm tra làm, các bước khác thì không."
    if step.role != ROLES[step.kind]:
        yield f"Vai trò của bước này phải là {ROLES[step.kind]}."
    if step.optional and step.kind in ("self", "approval"):
        yield "Bước tự chấm và bước kết luận luôn có, không tùy chọn được."


def kinds_problems(kinds: tuple[Kind, ...]) -> Iterator[Problem]:
    """What is wrong with the kinds of units of a programme, each named by its level."""
    for place, kind in enumerate(kinds):
        where = f"Loại tổ chức {kind.level}"
        if any(other.level == kind.level for other in kinds[:place]):
            yield Problem("", f"{where}: mỗi loại tổ chức chỉ khai một lần.")
        if not kind.title.strip() or len(kind.title) > LONGEST_NAME:
            yield Problem("", f"{where}: danh hiệu dài từ 1 đến {LONGEST_NAME} ký tự.")
        for step, sentence in chain_problems(kind.stages):
            yield Problem("", f"{where}, bước {step}: {sentence}")
        if any(step.level == kind.level for step in kind.stages):
            yield Problem("", f"{where}: bước của “cấp chọn riêng” phải là của một cấp ở trên.")


def rules_problems(rules: ProgrammeRules) -> Iterator[Problem]:
    """What is wrong with rules that could be read one by one."""
    asked = rules.registration
    if asked is not None and not (1 <= asked.month <= 12 and 1 <= asked.day <= 31):
        yield Problem("", "Hạn đăng ký: tháng từ 1 đến 12, ngày từ 1 đến 31.")
    codes = [duty.code for duty in rules.duties]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Problem("", f"Việc mã {code} khai hơn một lần.")


def parse_kinds(values: Any) -> tuple[Kind, ...]:
    """The kinds of a plain list. Raises RubricError naming every one that cannot be read or does not hold together."""
    if not isinstance(values, list | tuple):
        raise RubricError([Problem("", "Mục kinds phải là một danh sách.")])
    found, problems = [], []
    for place, value in enumerate(values, 1):
        try:
            found.append(_KIND.read(value))
        except UnreadableError as error:
            problems.append(Problem("", f"Loại tổ chức thứ {place}: {error}."))
    problems += kinds_problems(tuple(found))
    if problems:
        raise RubricError(problems)
    return tuple(found)


def kinds_mapping(kinds: tuple[Kind, ...]) -> list[dict[str, Any]]:
    """The canonical list; `parse_kinds` of it gives the same kinds."""
    return [_KIND.write(kind) for kind in kinds]


def _parse_head(mapping: Mapping[str, Any]) -> dict[str, str]:
    problems, found = [], {}
    unknown = [str(key) for key in mapping if key not in (*_HEAD, "kinds", "rules", *_ASIDE)]
    if unknown:
        problems.append(Problem("", f"Tệp có mục không biết: {', '.join(unknown)}."))
    for key, codec in _HEAD.items():
        try:
            found[key] = codec.read(mapping.get(key, ""))
        except UnreadableError as error:
            problems.append(Problem("", f"Mục {key}: {error}."))
    if "code" in found and (not _CODE.fullmatch(found["code"]) or len(found["code"]) > _LONGEST_CODE):
        problems.append(Problem("", "Mục code: mã chỉ gồm chữ thường không dấu, số và dấu gạch ngang."))
    if "name" in found and not 0 < len(found["name"].strip()) <= LONGEST_NAME:
        problems.append(Problem("", f"Mục name: tên dài từ 1 đến {LONGEST_NAME} ký tự."))
    if problems:
        raise RubricError(problems)
    return found


def parse_programme(mapping: Mapping[str, Any]) -> ProgrammeData:
    """The programme of a plain mapping. Raises RubricError naming everything that cannot be read."""
    problems: list[Problem] = []
    parts: dict[str, Any] = {}
    readers = {
        "head": lambda: _parse_head(mapping), "kinds": lambda: parse_kinds(mapping.get("kinds") or ()),
        "rules": lambda: parse_rules(mapping.get("rules") or {}),
    }  # fmt: skip
    for key, read in readers.items():
        try:
            parts[key] = read()
        except RubricError as error:
            problems += error.problems
    problems += rules_problems(parts["rules"]) if "rules" in parts else ()
    if problems:
        raise RubricError(problems)
    return ProgrammeData(**parts["head"], kinds=parts["kinds"], rules=parts["rules"])


def programme_mapping(data: ProgrammeData) -> dict[str, Any]:
    """The canonical mapping; `parse_programme` of it gives the same programme."""
    head = {key: getattr(data, key) for key in _HEAD}
    return {**head, "kinds": kinds_mapping(data.kinds), "rules": rules_mapping(data.rules)}


def programme_hash(data: ProgrammeData) -> str:
    """A digest of everything a programme says, by which a page knows whether it still shows what stands."""
    text = json.dumps(programme_mapping(data), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
