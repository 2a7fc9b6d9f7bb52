"""The further programmes of the demonstration, run by the same code for all: only their files differ."""

from django.db.models import Q

from organizations.access import forget_rights
from recognition.demo.cases import Case, cases, read
from recognition.demo.known import inherit
from recognition.demo.members import list_members
from recognition.demo.sheets import acting, take
from recognition.demo.team import minutes, send_team
from recognition.demo.votes import run_months
from recognition.demo.work import Work
from scoring.models import OutcomeSet, Programme, RegistrationCall, Round
from scoring.registration.calls import open_call
from scoring.registration.services import approve_list, register_unit
from scoring.rounds.children import parts_left, prepare_part
from scoring.rounds.lines import add_line, remove_line
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rounds.outcomes import bind_outcomes
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from scoring.workflow import evaluation_with_work

CONTACT = "Ban Xây dựng Đảng, điện thoại 0200 000 000"


def run_cases(work: Work, first: Round) -> None:
    """Run every further programme as its file says; `first` is the round of this year that is open already."""
    for case in cases(work.today):
        run_case(work, case, first)


def run_case(work: Work, case: Case, first: Round | None) -> None:
    """Run one programme; `first` is asked for where it is a part of the first one's year."""
    round_ = _part(work, case, first) if first is not None and "part" in case.plain else _round(work, case)
    if "months" in case.plain:
        run_months(work, case, round_)
    else:
        _take_all(work, case, round_)
    list_members(work, case, round_)
    minutes(work, case, round_)


def _take_all(work: Work, case: Case, round_: Round) -> None:
    for unit in case.units():
        take(work, case, unit, evaluation_with_work().get(round=round_, organization__code=unit.code))


def _round(work: Work, case: Case) -> Round:
    programme, outcome_sets = load(case)
    if "forerunners" in case.plain:
        for unit in case.units():
            inherit(work, case, unit)
    if "call" in case.plain:
        _register(work, case, programme)
    actor = work.demo.users["quantri"]
    forget_rights(actor)
    start, end = case.span
    round_ = prepare_round(
        actor=actor, programme=programme, owner=case.body(work.demo.bodies), name=case.name(case.plain["name"]),
        start=start, end=end, deadlines=Deadlines(*(case.deadline(step) for step in (1, 2, 3))),
        outcome_sets=outcome_sets, contact=CONTACT,
    )  # fmt: skip
    if "branches" in case.plain:
        _narrow(work, case, round_)
    send_team(work, case, round_)
    open_round(round_, actor=actor)
    return Round.objects.get(pk=round_.pk)


def _part(work: Work, case: Case, first: Round) -> Round:
    """Open the review of the part of this year in which today lies."""
    actor = work.demo.users["quantri"]
    part = next(each for each in parts_left(first) if each.start <= work.today <= each.end)
    round_ = prepare_part(first, part.number, actor=actor, deadline=case.deadline(1))
    for level, code in case.plain.get("unset", {}).items():
        line = round_.rubrics.select_related("version__rubric").get(level__code=level)
        bind_outcomes(line, load_outcomes(read(f"outcomes/{code}.yaml"), line.version.rubric, actor=None), actor=actor)
    open_round(round_, actor=actor)
    return Round.objects.get(pk=round_.pk)


def load(case: Case) -> tuple[Programme, dict[str, OutcomeSet]]:
    """Publish the rubrics of a programme and return it with its outcomes by rubric: its own, or those of the case."""
    mapping = read(f"programmes/{case.plain['programme']}.yaml")
    outcomes = case.plain.get("outcomes", mapping["outcomes"])
    programme = load_programme(mapping, actor=None)
    bound = {}
    for code in sorted({kind["rubric"] for kind in programme.kinds}):
        version = publish(load_rubric(read(f"rubrics/{code}.yaml"), actor=None), actor=None)
        bound[code] = load_outcomes(read(f"outcomes/{outcomes}.yaml"), version.rubric, actor=None)
    return programme, bound


def _register(work: Work, case: Case, programme: Programme) -> RegistrationCall:
    """Call for registrations, register the units of the case, and approve the list."""
    plain = case.plain["call"]
    years = case.years_of(plain)
    call = open_call(
        actor=work.demo.users["quantri"], programme=programme, owner=case.body(work.demo.bodies),
        name=case.name(plain["name"]), first_year=years[0], last_year=years[-1], deadline=case.deadline(1),
    )  # fmt: skip
    chosen = []
    for code in plain["units"]:
        unit = work.demo.organizations[code]
        actor = acting(Q(organization=unit, role="secretary"))
        chosen += [each.pk for each in register_unit(call, unit, actor=actor, minutes_number="02-BB/CB")]
    approve_list(call, chosen, actor=work.demo.users["lanhdao"], number="15-QĐ/ĐU", day=work.today)
    return call


def _narrow(work: Work, case: Case, round_: Round) -> None:
    """Let a round reach only some branches: the others have other programmes."""
    actor = work.demo.users["quantri"]
    lines = list(round_.rubrics.select_related("level", "version", "outcome_set"))
    for line in lines:
        for code in case.plain["branches"].get(line.level.code, ()):
            add_line(
                round_, actor=actor, level=line.level, version=line.version, title=line.title,
                branch=work.demo.organizations[code], outcome_set=line.outcome_set,
            )  # fmt: skip
    for line in lines:
        remove_line(line, actor=actor)
