"""Which sheets of the demonstration are measured: those of the first programme's year."""

from scoring.models import Evaluation, Round


def first_round() -> Round:
    """Return the round that every unit has a sheet in: the one that the demonstration opened first."""
    return Round.objects.order_by("pk").select_related("owner").earliest("pk")


def sheet_of(code: str) -> Evaluation:
    """Return the sheet of a unit in that round."""
    return Evaluation.objects.select_related("current").get(organization__code=code, round=first_round())
