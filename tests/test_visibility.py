"""For every person and every thing: a list holds it exactly when `can` lets him see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.common.models import StoredFile
from organizations.access import can, visible_organizations
from organizations.models import Organization
from organizations.tree import move_organization
from recognition.models import Decision, Entry, PaperForm, RegisterEntry, Series
from recognition.permissions import visible_decisions, visible_results
from scoring.bodies.remedy_permissions import visible_remedies
from scoring.evidence.permissions import visible_evidence
from scoring.models import Evaluation, Evidence, EvidenceUse, Meeting, Programme, Remedy, Round, YearResult
from scoring.permissions import visible_evaluations, visible_rounds
from tests.build import LONG_AGO, build_round, build_world, decide, sheet, submit
from tests.people import add_people, everybody

# What a list is of: the rows seen by a user, the action that asks for one, and what it is asked of.
LISTS = {
    "organization": (visible_organizations, "organization.view", lambda row: row),
    "evaluation": (visible_evaluations, "evaluation.view", lambda row: row),
    "remedy": (visible_remedies, "remedy.view", lambda row: row),
    "evidence": (visible_evidence, "evidence.view", lambda row: row),
    "round": (visible_rounds, "round.view", lambda row: row),
    "decision": (visible_decisions, "decision.view", lambda row: row),
    "result": (visible_results, "organization.view", lambda row: row.organization),
}


def _other_rounds(world, open_round: Round) -> None:
    for number, (state, body) in enumerate(
        [
            ("draft", ("tren", "board")), ("draft", ("cs1", "committee")), ("draft", ("cs1-cb1", "cell")),
            ("open", ("cs2", "committee")), ("closed", ("cs1", "helpers")), ("closed", ("cbcs", "cell")),
        ],
        1,
    ):  # fmt: skip
        now = timezone.now()
        Round.objects.create(
            programme=open_round.programme, owner=world.body(*body), name=f"Đợt {number}", period="month",
            start=open_round.start + timedelta(days=number), end=open_round.end, state=state,
            opened_at=None if state == "draft" else now, closed_at=now if state == "closed" else None,
        )  # fmt: skip


def _decisions(world, round_: Round) -> None:
    """One draft, one at issue and one issued decision of each body that issues, with and without lines."""
    file = StoredFile.objects.create(
        sha256="0" * 64, size=1, content_type="application/pdf", path="00/0", created_at=timezone.now()
    )
    named = {"tren": ["cs1", "cbcs"], "cs1": ["cs1-cb1"], "cs2": []}
    for code, kind in (("tren", "standing"), ("cs1", "committee"), ("cs2", "committee")):
        body = world.body(code, kind)
        form, _ = PaperForm.objects.get_or_create(
            programme=Programme.objects.get(), body_kind=kind, defaults={"name": "x", "source": "x", "data": {}}
        )
        series = Series.objects.create(body=body, kind="QĐ", term=body.terms.get())
        for number, state in enumerate(("draft", "issuing", "issued"), 1):
            decision = Decision.objects.create(
                body=body, term=series.term, round=round_, form=form, subject="x", created_at=timezone.now(),
                created_by_id=1, **_state(state, series, number, file),
            )  # fmt: skip
            for position, unit in enumerate(named[code], 1):
                _line(decision, position, sheet(unit))


def _state(state: str, series: Series, number: int, file: StoredFile) -> dict:
    if state == "draft":
        return {}
    entry = RegisterEntry.objects.create(
        series=series, number=number, state="used", date=LONG_AGO, by_id=1, at=timezone.now()
    )
    found = {"state": state, "paper": {"x": 1}, "register_entry": entry, "date": LONG_AGO}
    done = {"file": file, "issued_at": timezone.now(), "issued_by_id": 1}
    return found | (done if state == "issued" else {})


def _line(decision: Decision, position: int, evaluation: Evaluation) -> None:
    granted = Entry.objects.filter(evaluation=evaluation).order_by("pk").first()
    Entry.objects.create(
        decision=decision, position=position, organization=evaluation.organization, evaluation=evaluation,
        name=evaluation.name, title="x", effect="correct" if granted else "grant", replaces=granted,
    )  # fmt: skip


def _log_and_ledger(world, evaluation: Evaluation, minutes: Evidence) -> None:
    """Papers of the meeting log and of the ledger are read whether a sheet was handed on or not."""
    scan = Evidence.objects.get(organization=evaluation.organization, number="1")
    Meeting.objects.create(
        organization=evaluation.organization, body=world.body(evaluation.organization.code, "cell"), held_on=LONG_AGO,
        minutes=minutes, saved_by_id=1, saved_at=timezone.now(),
    )  # fmt: skip
    YearResult.objects.create(
        organization=evaluation.organization, year=2024, kind="grade", value="hoan_thanh", source="paper", scan=scan,
        paper_number="x", paper_date=LONG_AGO, waiting=True,
    )  # fmt: skip


def _proofs(world) -> None:
    """A proof in use, twice where the sheet was handed on, and one without use, of units in every state."""
    for code in ("cs1-cb1", "cs2-cb1", "cbcs", "cs1-cb2"):
        evaluation = sheet(code)
        for number in (1, 2):
            proof = Evidence.objects.create(
                organization=evaluation.organization, year=2026, kind="reference", number=str(number), summary="x",
                added_by_id=1, added_at=timezone.now(),
            )  # fmt: skip
        Remedy.objects.create(
            evaluation=evaluation, criterion=evaluation.version.criteria.last(), cause="x", measure="x", by_id=1,
            at=timezone.now(),
        )  # fmt: skip
        if code == "cs1-cb2":
            _log_and_ledger(world, evaluation, proof)
            continue
        for row in evaluation.version.criteria.all()[:2]:
            EvidenceUse.objects.create(evidence=proof, evaluation=evaluation, criterion=row)


@pytest.fixture
def world(db):
    world = build_world()
    round_ = build_round(world)
    add_people(world)
    submit(world, "cs2-cb1")
    decide(world, "cs1-cb1")
    Evaluation.objects.filter(organization__code="cs2-cb2").update(
        withdrawn_at=timezone.now(), withdrawn_reason="Giải thể"
    )
    Organization.objects.filter(code="cs2-cb2").update(active=False)
    _proofs(world)
    _other_rounds(world, round_)
    _decisions(world, round_)
    for organization in world.organizations.values():
        YearResult.objects.create(
            organization=organization, year=2025, kind="grade", value="Tốt", source="paper", paper_number="x",
            paper_date=LONG_AGO,
        )  # fmt: skip
    return world


def _compare(world, kind: str) -> tuple[dict, dict]:
    visible, action, asked_of = LISTS[kind]
    model = visible(world.user("quantri")).model
    rows = list(model.objects.order_by("pk"))
    people = everybody(world)
    listed = {name: sorted(visible(user).values_list("pk", flat=True)) for name, user in people.items()}
    allowed = {name: [row.pk for row in rows if can(user, action, asked_of(row))] for name, user in people.items()}
    return listed, allowed


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_holds_exactly_what_its_reader_may_see(world, kind):
    listed, allowed = _compare(world, kind)
    assert listed == allowed
    assert {name for name in ("nguoila", "hethan", "chuaden", "khoa", "khach") if listed[name]} == set()


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_follows_the_tree_when_a_unit_moves(world, kind):
    move_organization(
        Organization.objects.get(code="cs1-cb1"), actor=world.user("quantri"), parent=world.organizations["cs2"],
        valid_from=LONG_AGO + timedelta(days=1), paper="x",
    )  # fmt: skip
    listed, allowed = _compare(world, kind)
    assert listed == allowed


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_names_nothing_twice(world, kind):
    visible = LISTS[kind][0]
    for user in everybody(world).values():
        keys = list(visible(user).values_list("pk", flat=True))
        assert len(keys) == len(set(keys))


def test_drafts_of_decisions_are_seen_by_their_office_and_administrators_alone(world):
    seen = {}
    for name, user in everybody(world).items():
        states = visible_decisions(user).filter(body=world.body("cs1", "committee")).values_list("state", flat=True)
        seen[name] = set(states)
    everything = {name for name, states in seen.items() if states == {"draft", "issuing", "issued"}}
    issued = {name for name, states in seen.items() if states == {"issued"}}
    assert everything == {
        "danguy", "vanthu_cs", "kiemnhiem", "nhapgiup_duyet", "sinhhoat_duyet", "quantri", "quantri_cs1",
    }  # fmt: skip
    assert issued == {
        "bithu", "nhapgiup", "giupviec", "phutrach", "quantri_cb", "haicho", "bithu_thamdinh", "sinhhoat_thamdinh",
        "nhamco", "thamdinh", "lanhdao", "vanthu", "giamsat",
    }  # fmt: skip
