"""Drafting a decision: which units may go in, what the form says, what the office changes in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.utils import timezone

from config.common.audit import log
from config.common.vietnamese import sort_key
from organizations.access import require
from organizations.models import Body, User
from recognition.decisions.names import listed_as, listed_of
from recognition.decisions.paper import head_of
from recognition.decisions.wording import fill, form_for, known_values, proposers, titles_of
from recognition.models import Decision, Entry, PaperForm
from recognition.papers import REQUEST, written_number
from recognition.register import RegisterError, term_on
from recognition.verify.codes import new_code
from scoring.models import Assessment, Evaluation, Round, Stage

# What the office may change in the wording; lines of the list are added and removed one by one.
TEXTS = frozenset({"place", "office", "signer"})
LISTS = frozenset({"bases", "recipients", "issuing_lines"})
EDITABLE = TEXTS | LISTS | {"subject", "articles"}
FAR = 1_000_000


class DecisionError(ValueError):
    """The decision cannot be drafted or issued so; `problems` are Vietnamese sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class ConflictError(DecisionError):
    """Somebody changed the draft meanwhile; `standing` is the decision as it stands now."""

    def __init__(self, standing: Decision) -> None:
        super().__init__(["Dự thảo vừa được người khác sửa. Mời đồng chí xem lại nội dung hiện có."])
        self.standing = standing


def concluded(body: Body | Sequence[int]) -> QuerySet[Assessment]:
    """Return the recognising conclusions of a body (or bodies by key) that no decision has granted yet."""
    granted = Entry.objects.filter(evaluation=OuterRef("evaluation"), effect=Entry.Effect.GRANT)
    return Assessment.objects.filter(
        ~Exists(granted),
        body__in=[body.pk] if isinstance(body, Body) else list(body),
        kind=Stage.Kind.APPROVAL,
        state=Assessment.State.DONE,
        conclusion=Assessment.Conclusion.RECOGNISED,
        evaluation__current__isnull=True,
        evaluation__withdrawn_at__isnull=True,
    )


def candidates(body: Body, round_: Round) -> list[Evaluation]:
    """Return the sheets that `body` concluded to recognise in a round and that stand in no decision yet,
    in Vietnamese order of their names.
    """
    keys = concluded(body).filter(evaluation__round=round_).values("evaluation")
    found = Evaluation.objects.filter(pk__in=keys).select_related("level", "rule", "organization")
    return list(found.prefetch_related("assessments").order_by("sort", "parent_name", "pk"))


@transaction.atomic
def draft_decision(*, actor: User, body: Body, round_: Round, evaluations: Iterable[Evaluation]) -> Decision:
    """Draft the decision of `body` on these units from the form of its programme.

    Raises Refused, DecisionError where no unit is chosen, one of them may not go in (any more), the
    programme has no form for this kind of body, or the body no term.
    """
    require(actor, "decision.draft", body)
    body = Body.objects.select_related("organization__parent").get(pk=body.pk)
    chosen = _eligible(body, round_, evaluations)
    form = form_for(round_.programme, body.kind)
    if form is None:
        raise DecisionError([f"Mô hình này chưa có mẫu quyết định cho {body.get_kind_display()}."])
    try:
        term = term_on(body, timezone.localdate())
    except RegisterError as problem:
        raise DecisionError([str(problem)]) from problem
    entries = [_entry(evaluation, position) for position, evaluation in enumerate(chosen, 1)]
    values = known_values(body, term, round_) | {
        "de_nghi": proposers(entries, form.data["units"]),
        "danh_hieu": titles_of(entry.title for entry in entries),
    }
    decision = Decision.objects.create(
        body=body,
        term=term,
        round=round_,
        form=form,
        subject=fill(form.data["subject"], values),
        context=_context(body, form, values),
        code=new_code(),
        created_at=timezone.now(),
        created_by_id=actor.pk,
    )
    _store(decision, entries)
    _log("decision.draft", decision, actor, units=len(entries))
    return decision


@transaction.atomic
def edit_decision(decision: Decision, *, actor: User, revision: int, changes: Mapping[str, Any]) -> Decision:
    """Change the wording of a draft; `changes` has keys of EDITABLE, articles as (label, text) mappings.

    The same wording again changes nothing. Raises Refused, ConflictError for an old `revision`, KeyError for a key
    that may not be changed.
    """
    if strange := set(changes) - EDITABLE:
        raise KeyError(*sorted(strange))
    decision = lock_draft(decision, actor)
    subject = changes.get("subject", decision.subject)
    context = decision.context | {key: value for key, value in changes.items() if key != "subject"}
    changed = sorted(key for key in changes if changes[key] != _standing(decision, key))
    if not changed:
        return decision
    _check_revision(decision, revision)
    decision.subject, decision.context = subject, context
    _touch(decision, "subject", "context")
    _log("decision.edit", decision, actor, changed=changed)
    return decision


@transaction.atomic
def add_entries(decision: Decision, *, actor: User, revision: int, evaluations: Iterable[Evaluation]) -> Decision:
    """Put more units into a draft. Raises Refused, ConflictError, DecisionError for a unit that may not go in."""
    decision = lock_draft(decision, actor)
    _check_revision(decision, revision)
    chosen = _eligible(decision.body, decision.round, evaluations)
    before = list(decision.entries.order_by("position"))
    last = decision.entries.aggregate(last=Max("position"))["last"] or 0
    added = [_entry(evaluation, last + number) for number, evaluation in enumerate(chosen, 1)]
    _store(decision, added)
    _rearrange(decision, before)
    _touch(decision, "context")
    _log("decision.add", decision, actor, units=_units(added))
    return decision


@transaction.atomic
def remove_entry(entry: Entry, *, actor: User, revision: int) -> Decision:
    """Take a unit out of a draft; it waits for another decision.

    Raises Refused, ConflictError, Entry.DoesNotExist.
    """
    decision = lock_draft(entry.decision, actor)
    entry = decision.entries.get(pk=entry.pk)
    _check_revision(decision, revision)
    before = list(decision.entries.order_by("position"))
    entry.delete()
    _rearrange(decision, before)
    _touch(decision, "context")
    _log("decision.remove", decision, actor, units=_units([entry]))
    return decision


@transaction.atomic
def discard_draft(decision: Decision, *, actor: User) -> None:
    """Throw a draft away; its units wait for another decision. Raises Refused, Decision.DoesNotExist."""
    decision = lock_draft(decision, actor)
    _log("decision.discard", decision, actor, units=_units(decision.entries.all()))
    decision.entries.all().delete()
    decision.delete()


def lock_decision(pk: int) -> Decision:
    """Return the decision, locked until the end of the transaction."""
    Decision.objects.select_for_update(of=("self",)).get(pk=pk)
    return Decision.objects.select_related(
        "body__organization__parent", "round__programme", "form", "term", "register_entry", "file"
    ).get(pk=pk)


def lock_draft(decision: Decision, actor: User) -> Decision:
    """Return the decision, locked, when `actor` may change it. Raises Refused."""
    locked = lock_decision(decision.pk)
    require(actor, "decision.edit", locked)
    return locked


def _eligible(body: Body, round_: Round, evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    wanted = {evaluation.pk: evaluation for evaluation in evaluations}
    if not wanted:
        raise DecisionError([f"Chưa chọn {listed_of(round_)} nào."])
    # Locked in the order of their keys: two clerks who choose the same units wait for each other.
    list(Evaluation.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    found = [evaluation for evaluation in candidates(body, round_) if evaluation.pk in wanted]
    keys = {evaluation.pk for evaluation in found}
    if missing := sorted(each.subject or each.name for pk, each in wanted.items() if pk not in keys):
        raise DecisionError(
            [f"{name} chưa có kết luận công nhận của {body.name}, hoặc đã có quyết định." for name in missing]
        )
    return found


def _entry(evaluation: Evaluation, position: int) -> Entry:
    stages = {stage.kind: stage for stage in evaluation.assessments.all()}
    own, approval = stages[Stage.Kind.SELF], stages[Stage.Kind.APPROVAL]
    return Entry(
        position=position,
        organization_id=evaluation.organization_id,
        evaluation=evaluation,
        # In a list of members the name is the member's, and stands beside the cell.
        name=evaluation.subject or evaluation.name,
        parent_name=evaluation.name if evaluation.subject else evaluation.parent_name,
        title=evaluation.rule.title,
        figures={
            "total": approval.result.get("total") or "",
            # As the request itself prints it, however it was typed.
            "request_number": written_number(own, REQUEST).removeprefix("Số ") if own.request_number else "",
            "request_date": own.request_date.isoformat() if own.request_date else "",
            # Of a member the cell, which asks and which the history names.
            **({"unit": evaluation.name} if evaluation.subject else {}),
        },
    )


def _store(decision: Decision, entries: Sequence[Entry]) -> None:
    for entry in entries:
        entry.decision = decision
    try:
        with transaction.atomic():
            Entry.objects.bulk_create(entries, batch_size=500)
    except IntegrityError as problem:
        raise DecisionError([f"Có {listed_as(decision)} vừa được đưa vào một quyết định khác."]) from problem


def _rearrange(decision: Decision, before: Sequence[Entry]) -> None:
    """Number the lines anew in Vietnamese order, and say anew who asks where nobody changed that wording."""
    entries = list(decision.entries.all())
    entries.sort(key=lambda entry: (sort_key(entry.name), sort_key(entry.parent_name), entry.pk))
    # A position is unique at every moment: all lines step aside first.
    decision.entries.update(position=F("position") + FAR)
    for position, entry in enumerate(entries, 1):
        entry.position = position
    Entry.objects.bulk_update(entries, ["position"], batch_size=200)
    if not entries:
        return
    units = decision.form.data["units"]
    old, new = proposers(before, units), proposers(entries, units)
    decision.context["bases"] = [line.replace(old, new) for line in decision.context["bases"]]


def _context(body: Body, form: PaperForm, values: Mapping[str, str]) -> dict[str, Any]:
    wording = ("bases", "issuing_lines", "articles", "recipients", "office")
    return {
        **fill({key: form.data[key] for key in wording}, values),
        **head_of(body),
        "authority": body.authority,
        "signer": "",
        "place": body.organization.place,
    }


def _units(entries: Iterable[Entry]) -> list[str]:
    """Return the units of lines for the history, which names no member."""
    return [entry.figures.get("unit") or entry.name for entry in entries]


def _standing(decision: Decision, key: str) -> Any:
    return decision.subject if key == "subject" else decision.context[key]


def _check_revision(decision: Decision, revision: int) -> None:
    if decision.revision != revision:
        raise ConflictError(decision)


def _touch(decision: Decision, *fields: str) -> None:
    decision.revision += 1
    decision.save(update_fields=["revision", *fields])


def _log(action: str, decision: Decision, actor: User, **data: Any) -> None:
    log(action, decision, actor=actor, organization_id=decision.body.organization_id, **data)
