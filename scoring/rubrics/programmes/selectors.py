"""A programme as its page shows it: kinds with their chains, rules and duties in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from config.common.vietnamese import format_date, format_points
from organizations.models import Level
from scoring.duties.selectors import WHO
from scoring.models import Programme, Rubric, RubricVersion
from scoring.pure.kinds import Kind, ProgrammeData
from scoring.pure.programme import Aim, Duty, ProgrammeRules
from scoring.rubrics.programmes.steps import chain_words


@dataclass(frozen=True)
class ShownKind:
    """One kind of units: `lacking` where its rubric is not published, so that no round can be prepared."""

    number: str
    kind: Kind
    level: str
    rubric: str
    lacking: bool
    steps: list[str]


def rubrics_of(programme: Programme) -> list[tuple[str, str, bool]]:
    """Code and name of the rubrics of a programme, and whether one is published: one query."""
    published = RubricVersion.objects.filter(rubric=OuterRef("pk"), state=RubricVersion.State.PUBLISHED)
    found = Rubric.objects.filter(programme=programme).annotate(published=Exists(published)).order_by("name")
    return [*found.values_list("code", "name", "published")]


def shown_kinds(programme: Programme, data: ProgrammeData) -> list[ShownKind]:
    """The kinds of units in words: two queries."""
    levels = dict(Level.objects.values_list("code", "name"))
    rubrics = {code: (name, published) for code, name, published in rubrics_of(programme)}
    return [
        ShownKind(
            str(number), kind, levels.get(kind.level, kind.level), rubrics.get(kind.rubric, (kind.rubric, False))[0],
            not rubrics.get(kind.rubric, ("", False))[1], chain_words(kind.stages, levels),
        )
        for number, kind in enumerate(data.kinds, 1)
    ]  # fmt: skip


def rules_words(rules: ProgrammeRules, said: str = "") -> Iterator[tuple[str, str]]:
    """The rules but the duties: heading and sentence. `said` is the condition to register in words."""
    yield "Đăng ký", _registration_words(rules)
    if said:
        yield "Điều kiện đăng ký", said
    if rules.registration is not None and rules.registration.aims:
        yield "Định hướng số đơn vị", " ".join(map(_aim_words, rules.registration.aims))
    valid = rules.validity
    until = f", duy trì đến năm {valid.until}" if valid and valid.until else ""
    lasting = f"Danh hiệu của nhiều năm, mỗi năm xem lại{until}." if valid else "Danh hiệu của một kỳ."
    yield "Thời hạn", f"{lasting} {_sentence(valid.text) if valid else ''}".strip()
    ballot = rules.ballot
    if ballot is not None:
        of = "số có mặt" if ballot.of == "present" else "số được triệu tập"
        shares = f"{format_points(ballot.quorum)}%", f"{format_points(ballot.majority)}%"
        yield "Biểu quyết", f"Có mặt ít nhất {shares[0]}; đạt khi trên {shares[1]} {of} đồng ý."
    else:
        yield "Biểu quyết", "Đơn vị không biểu quyết từng nội dung."
    months = rules.retention_months
    yield "Tên đảng viên", f"Giữ {months} tháng sau khi hết kỳ." if months is not None else "Không đặt thời hạn giữ."


def _registration_words(rules: ProgrammeRules) -> str:
    asked = rules.registration
    if asked is None:
        return "Không có bước đăng ký."
    found = [f"Hạn ngày {asked.day:02}/{asked.month:02} hằng năm."]
    found += ["Chỉ đơn vị được duyệt mới có phiếu."] if asked.required else []
    found += [_sentence(asked.text)] if asked.text else []
    found += ["Có điều kiện để đăng ký."] if asked.eligibility else []
    return " ".join(found)


def _aim_words(aim: Aim) -> str:
    found = [f"{format_points(aim.percent)}%"] if aim.percent is not None else []
    found += [f"ít nhất {aim.least} đơn vị"] if aim.least is not None else []
    found += [f"mỗi đảng ủy cơ sở ít nhất {aim.each_parent} đơn vị"] if aim.each_parent is not None else []
    return f"{aim.text.rstrip('.')} ({'; '.join(found)})." if found else _sentence(aim.text)


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def duty_when(duty: Duty) -> str:
    """When a duty falls due, in words."""
    if duty.on is not None:
        return f"Ngày {format_date(duty.on)}"
    day = "Ngày cuối" if duty.day == Duty.day else f"Ngày {duty.day:02}"
    if duty.every == "year":
        return f"Hằng năm: {day.lower()} tháng {duty.month:02}"
    whole = {"quarter": "quý", "month": "tháng"}[duty.every or "month"]
    where = f"tháng cuối của {whole}" if duty.month == 0 else f"{duty.month} tháng sau {whole} đó"
    return f"Hằng {whole}: {day.lower()}, {where}" if whole == "quý" or duty.month else f"Hằng tháng: {day.lower()}"


def shown_duties(data: ProgrammeData) -> list[dict[str, Any]]:
    """The duties in words."""
    return [
        {
            "number": str(number), "code": duty.code, "text": duty.text, "who": WHO[duty.who],
            "when": duty_when(duty), "clause": duty.clause,
        }
        for number, duty in enumerate(data.rules.duties, 1)
    ]  # fmt: skip
