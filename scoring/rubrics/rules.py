"""What a programme asks for besides marks, as plain values."""

import json
from functools import lru_cache

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from scoring.models import Assessment, Evaluation, Programme, Stage
from scoring.pure.ballot import BALLOT_RULE, BallotRule
from scoring.pure.programme import ProgrammeRules, parse_rules


def rules_of(programme: Programme) -> ProgrammeRules:
    """Return the rules of a programme; none where nothing was loaded. Raises RubricError where they cannot be read."""
    return parse_rules(programme.rules)


def with_ballot(evaluations: QuerySet) -> QuerySet:
    """Return sheets with `ballot`, the rule of votes of their programme as it is kept: no query of its own."""
    return evaluations.annotate(ballot=KeyTextTransform("ballot", "round__programme__rules"))


def ballot_rule(evaluation: Evaluation, stage: Assessment | None) -> BallotRule | None:
    """Return by which rule the body of a stage votes on each content, None where its rows are marked without a vote.

    A stage of voting always votes; the unit itself does where its programme has a rule for it.
    """
    if stage is None or stage.kind not in (Stage.Kind.SELF, Stage.Kind.VOTE):
        return None
    kept = vars(evaluation)
    found = _read(kept["ballot"]) if "ballot" in kept else rules_of(evaluation.round.programme).ballot
    return found or (BallotRule() if stage.kind == Stage.Kind.VOTE else None)


@lru_cache(maxsize=16)
def _read(text: str | None) -> BallotRule | None:
    mapping = json.loads(text) if text else None
    found: BallotRule | None = None if mapping is None else BALLOT_RULE.read(mapping)
    return found
