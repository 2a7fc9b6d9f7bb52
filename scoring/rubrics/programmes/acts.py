"""A programme in an administrator's hands: begun, given kinds of units and rules, taken whole from a file.

Every act names the content that its author saw (`seen`, the programme's hash): whoever comes second is told. Rounds
copy kinds when they are prepared, so that a change reaches only those prepared later.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from config.common.audit import log
from config.common.vietnamese import search_key
from organizations.access import require
from organizations.models import Level, User
from scoring.models import Ballot, Programme, RegistrationCall, Round, Rubric, RubricVersion
from scoring.pure.kinds import (
    Kind,
    ProgrammeData,
    kinds_mapping,
    kinds_problems,
    parse_kinds,
    programme_hash,
    rules_problems,
)
from scoring.pure.problems import Problem, RubricError
from scoring.pure.programme import Aim, Duty, ProgrammeRules, parse_rules, rules_mapping
from scoring.pure.vocabulary import Condition
from scoring.rubrics.draft import DraftError, StaleDraftError
from scoring.rubrics.publish import may

LONGEST_CODE = 60
CHANGED = "Mô hình vừa được người khác sửa. Hãy xem lại rồi sửa tiếp trên bản hiện có."
Change = Callable[[ProgrammeData], ProgrammeData]


def read_programme(programme: Programme) -> ProgrammeData:
    """A stored programme as plain values. Raises RubricError where it cannot be read."""
    return ProgrammeData(
        programme.code, programme.name, programme.subject, programme.period, parse_kinds(programme.kinds),
        parse_rules(programme.rules),
    )  # fmt: skip


def hash_of(programme: Programme) -> str:
    """The digest of a stored programme."""
    return programme_hash(read_programme(programme))


def code_for(name: str) -> str:
    """A code that no programme has, made of the letters of a name."""
    base = search_key(name).replace(" ", "-")[: LONGEST_CODE - 4].strip("-") or "mo-hinh"
    taken = set(Programme.objects.filter(code__startswith=base).values_list("code", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(code for code in numbered if code not in taken)


@transaction.atomic
def create_programme(*, actor: User, name: str, subject: str, period: str) -> Programme:
    """Begin a programme without kinds and rules. Raises Refused, DraftError where one of this name stands."""
    require(actor, "rubric.edit")
    taken = DraftError(f"Đã có mô hình tên “{name}”: mở mô hình đó để khai tiếp.")
    if Programme.objects.filter(name=name).exists():
        raise taken
    try:
        with transaction.atomic():
            programme = Programme.objects.create(code=code_for(name), name=name, subject=subject, period=period)
    except IntegrityError:
        raise taken from None
    log("programme.create", programme, actor=actor)
    return programme


def lock_programme(code: str, seen: str | None) -> Programme | None:
    """Lock a programme; call it inside the act. `seen` is the hash that a page showed ("" for a programme that did not
    stand), None where nobody looked. Raises StaleDraftError where it has changed since.
    """
    found = Programme.objects.select_for_update().filter(code=code).first()
    if seen is not None and seen != (hash_of(found) if found else ""):
        raise StaleDraftError(CHANGED)
    return found


def problems_of(data: ProgrammeData, programme: Programme | None) -> Iterator[Problem]:
    """What keeps this content from being stored: what does not hold together, and what it names that does not stand."""
    yield from kinds_problems(data.kinds)
    yield from rules_problems(data.rules)
    levels = set(Level.objects.values_list("code", flat=True))
    rubrics = dict(Rubric.objects.values_list("code", "programme__code"))
    for kind in data.kinds:
        named = [kind.level, *(step.level for step in kind.stages if step.level)]
        for code in named:
            if code not in levels:
                yield Problem("", f"Loại tổ chức {kind.level}: phần mềm không có loại tổ chức mã {code}.")
        if kind.rubric not in rubrics:
            yield Problem("", f"Chưa có bộ tiêu chí mã {kind.rubric}: hãy lập hoặc nạp bộ tiêu chí này trước.")
        elif rubrics[kind.rubric] != data.code:
            yield Problem("", f"Bộ tiêu chí mã {kind.rubric} là của mô hình khác.")
    if programme is not None and _turns(programme, data) and _used(programme):
        yield Problem("", "Mô hình đã có bộ tiêu chí hoặc đợt nên giữ nguyên “chấm cho” và “kỳ đánh giá”.")
    if programme is not None:
        yield from _ballot_problems(programme, data)


def _ballot_problems(programme: Programme, data: ProgrammeData) -> Iterator[Problem]:
    """Votes are read by the rule that stands today: a rule by which something was entered stays."""
    before, after = parse_rules(programme.rules).ballot, data.rules.ballot
    opened = Round.objects.filter(programme=programme).exclude(state=Round.State.DRAFT)
    if (before is None) != (after is None) and opened.exists():
        yield Problem("", "Mô hình đã có đợt mở nên không thêm, không bỏ biểu quyết được; hãy lập mô hình mới.")
    elif before != after and Ballot.objects.filter(assessment__evaluation__round__in=opened).exists():
        yield Problem(
            "", "Đã ghi biểu quyết theo quy định đang có nên giữ nguyên tỷ lệ; quy định mới thì lập mô hình mới."
        )


def _turns(programme: Programme, data: ProgrammeData) -> bool:
    return (programme.subject, programme.period) != (data.subject, data.period)


def _used(programme: Programme) -> bool:
    """Say whether something of a programme was made for its subject and period."""
    found = (RubricVersion.objects.filter(rubric__programme=programme), Round.objects.filter(programme=programme),
             RegistrationCall.objects.filter(programme=programme))  # fmt: skip
    return any(each.exists() for each in found)


@transaction.atomic
def store_programme(data: ProgrammeData, *, actor: User | None, seen: str | None = None) -> Programme:
    """Store a programme whole, new or in the place of the one of its code; None is the installation itself.

    Raises Refused, StaleDraftError, and RubricError naming everything that is wrong; then nothing is stored.
    """
    may(actor, "rubric.edit")
    programme = lock_programme(data.code, seen)
    return _store(data, programme, actor=actor, act="load")


def _store(data: ProgrammeData, programme: Programme | None, *, actor: User | None, act: str) -> Programme:
    before = read_programme(programme) if programme else None
    if programme is not None and data == before:
        return programme
    # What was wrong already does not keep anybody from changing something else.
    known = {*problems_of(before, programme)} if before and act != "load" else set()
    problems = [each for each in dict.fromkeys(problems_of(data, programme)) if each not in known]
    if problems:
        raise RubricError(problems)
    programme = programme or Programme(code=data.code)
    programme.name, programme.subject, programme.period = data.name, data.subject, data.period
    programme.kinds, programme.rules = kinds_mapping(data.kinds), rules_mapping(data.rules)
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError:
        # A new one, which somebody else stored at the same moment.
        raise StaleDraftError(CHANGED) from None
    log(f"programme.{act}", programme, actor=actor, hash=programme_hash(data))
    return programme


@transaction.atomic
def _edit(programme: Programme, change: Change, *, actor: User, seen: str, act: str) -> Programme:
    """Lock, change, check, store, log. A change that leaves everything as it was writes nothing."""
    require(actor, "rubric.edit")
    found = lock_programme(programme.code, seen)
    if found is None:
        raise DraftError("Không còn mô hình này.")
    return _store(change(read_programme(found)), found, actor=actor, act=act)


def update_head(programme: Programme, *, actor: User, seen: str, name: str, subject: str, period: str) -> Programme:
    """Change name, subject and period; the last two only while nothing was made for them.

    Raises what every act here raises: Refused, DraftError, StaleDraftError, RubricError.
    """
    change: Change = lambda data: replace(data, name=name, subject=subject, period=period)  # noqa: E731
    return _edit(programme, change, actor=actor, seen=seen, act="update_head")


def set_kind(programme: Programme, number: int, kind: Kind, *, actor: User, seen: str) -> Programme:
    """Add a kind of units (number 0) or change one, counted from 1."""

    def change(data: ProgrammeData) -> ProgrammeData:
        kept = [kind if place == number else each for place, each in enumerate(data.kinds, 1)]
        return replace(data, kinds=tuple(kept if number else [*kept, kind]))

    return _edit(programme, change, actor=actor, seen=seen, act="set_kind")


def remove_kind(programme: Programme, level: str, *, actor: User, seen: str) -> Programme:
    """Take a kind of units away, by its level."""

    def change(data: ProgrammeData) -> ProgrammeData:
        return replace(data, kinds=tuple(each for each in data.kinds if each.level != level))

    return _edit(programme, change, actor=actor, seen=seen, act="remove_kind")


def set_rules(programme: Programme, rules: ProgrammeRules, *, actor: User, seen: str) -> Programme:
    """Replace the rules but the duties, which have acts of their own."""
    change: Change = lambda data: replace(data, rules=replace(rules, duties=data.rules.duties))  # noqa: E731
    return _edit(programme, change, actor=actor, seen=seen, act="set_rules")


def set_aims(programme: Programme, aims: tuple[Aim, ...], *, actor: User, seen: str) -> Programme:
    """Replace the numbers of titles that the registration aims at."""
    return _edit(programme, lambda data: _asking(data, aims=aims), actor=actor, seen=seen, act="set_aims")


def set_eligibility(programme: Programme, condition: Condition | None, *, actor: User, seen: str) -> Programme:
    """Replace the condition to register; None for none."""
    change: Change = lambda data: _asking(data, eligibility=condition)  # noqa: E731
    return _edit(programme, change, actor=actor, seen=seen, act="set_eligibility")


def _asking(data: ProgrammeData, **changed: Any) -> ProgrammeData:
    asked = data.rules.registration
    if asked is None:
        raise DraftError("Mô hình không có bước đăng ký: khai ở phần “Sửa quy định” trước.")
    return replace(data, rules=replace(data.rules, registration=replace(asked, **changed)))


def set_duty(programme: Programme, number: int, duty: Duty, *, actor: User, seen: str) -> Programme:
    """Add a duty (number 0) or change one, counted from 1; a new one is given a code, an old one keeps its own."""

    def change(data: ProgrammeData) -> ProgrammeData:
        duties = data.rules.duties
        if number:
            kept = [replace(duty, code=each.code) if place == number else each for place, each in enumerate(duties, 1)]
        else:
            kept = [*duties, replace(duty, code=_next_code(duties))]
        return replace(data, rules=replace(data.rules, duties=tuple(kept)))

    return _edit(programme, change, actor=actor, seen=seen, act="set_duty")


def _next_code(duties: tuple[Duty, ...]) -> str:
    taken = {duty.code for duty in duties}
    return next(f"viec-{number}" for number in range(1, len(taken) + 2) if f"viec-{number}" not in taken)


def remove_duty(programme: Programme, code: str, *, actor: User, seen: str) -> Programme:
    """Take a duty away, by its code."""

    def change(data: ProgrammeData) -> ProgrammeData:
        kept = tuple(each for each in data.rules.duties if each.code != code)
        return replace(data, rules=replace(data.rules, duties=kept))

    return _edit(programme, change, actor=actor, seen=seen, act="remove_duty")
