"""Votes as pages and papers read them: which stages of a sheet have some, and their counts in words."""

from collections.abc import Iterable

from scoring.models import Assessment, Ballot, Evaluation
from scoring.pure.ballot import Counts
from scoring.rubrics.rules import ballot_rule


def counts_of(ballot: Ballot) -> Counts:
    """Return a stored vote as the pure engine takes it."""
    return Counts(ballot.due, ballot.present, ballot.in_favour, ballot.against, ballot.blank)


def ballots_of(evaluation: Evaluation, stages: Iterable[Assessment]) -> dict[int, dict[int, Ballot]]:
    """Return the votes of these stages of a sheet by stage and criterion: one query where some stage votes."""
    voting = [stage for stage in stages if ballot_rule(evaluation, stage) is not None]
    found: dict[int, dict[int, Ballot]] = {stage.pk: {} for stage in voting}
    for ballot in Ballot.objects.filter(assessment__in=voting) if voting else ():
        found[ballot.assessment_id][ballot.criterion_id] = ballot
    return found


def voters_of(evaluation: Evaluation, stage: Assessment) -> dict[str, int]:
    """Return how many were called to the latest vote of a stage and came; {} where it does not vote or has not yet."""
    if ballot_rule(evaluation, stage) is None:
        return {}
    last = Ballot.objects.filter(assessment=stage).order_by("at", "pk").last()
    return {"due": last.due, "present": last.present} if last else {}


def ballot_words(counts: Counts) -> str:
    """Return a vote in words: "10 đồng ý, 1 không đồng ý trên 11 có mặt (triệu tập 12)"."""
    said = [f"{counts.in_favour} đồng ý"]
    said += [f"{counts.against} không đồng ý"] if counts.against else []
    said += [f"{counts.blank} không có ý kiến"] if counts.blank else []
    return f"{', '.join(said)} trên {counts.present} có mặt (triệu tập {counts.due})"
