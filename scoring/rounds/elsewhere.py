"""Two rounds of one programme and period never judge the same unit: it would have two sheets, and two conclusions."""

from scoring.models import Evaluation, Round
from scoring.names import MEMBER

MOST_NAMED = 3


def judged_elsewhere(round_: Round, units: set[int]) -> str:
    """Say which of these units have a sheet of the same programme and period in another round; "" where none has."""
    if round_.programme.subject == MEMBER:
        # Of the members of one cell each may stand in a list of another body.
        return ""
    others = Evaluation.objects.filter(
        round__programme=round_.programme_id, round__period=round_.period, round__start=round_.start,
        round__end=round_.end, withdrawn_at__isnull=True,
    ).exclude(round=round_.pk)  # fmt: skip
    found = others.order_by("sort", "pk").values_list("organization_id", "name", "round__name", "round__owner__name")
    twice = {key: (name, title, owner) for key, name, title, owner in found if key in units}
    if not twice:
        return ""
    (_, title, owner), names = next(iter(twice.values())), [name for name, *_ in twice.values()]
    more = f" và {len(names) - MOST_NAMED} tổ chức đảng khác" if len(names) > MOST_NAMED else ""
    return f"Đã có phiếu cùng kỳ trong đợt “{title}” của {owner}: {', '.join(names[:MOST_NAMED])}{more}."
