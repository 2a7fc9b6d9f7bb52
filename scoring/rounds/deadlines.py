"""The last days of all steps of a round, set anew in preparation or while it is open."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import Assessment, Round, Stage
from scoring.rounds.open import RoundError
from scoring.sheets.submit import NotReady


@transaction.atomic
def set_deadlines(round_: Round, deadlines: Mapping[int, date], *, actor: User) -> int:
    """Set the last day of steps, by key of the stage, and return how many changed. Sheets that had the old day of a
    step and have not done it get the new one; a sheet that was given more time by itself keeps its own.

    Raises Refused, RoundError for a closed round, NotReady naming the key of each stage whose day cannot be.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("owner__organization").get(pk=round_.pk)
    require(actor, "round.create", round_.owner)
    if round_.state == Round.State.CLOSED:
        raise RoundError(["Đợt đánh giá này đã kết thúc nên không đổi hạn."])
    stages = list(round_.stages.select_related("level"))
    if problems := _problems(stages, deadlines):
        raise NotReady(problems)
    changed = [stage for stage in stages if deadlines.get(stage.pk, stage.deadline) != stage.deadline]
    for stage in changed:
        new = deadlines[stage.pk]
        waiting = Assessment.objects.filter(stage=stage, deadline=stage.deadline)
        waiting.exclude(state=Assessment.State.DONE).update(deadline=new)
        log(
            "round.deadline", round_, actor=actor, organization_id=round_.owner.organization_id, stage=stage.pk,
            old=stage.deadline.isoformat(), new=new.isoformat(),
        )  # fmt: skip
        stage.deadline = new
    Stage.objects.bulk_update(changed, ["deadline"])
    return len(changed)


def _problems(stages: list[Stage], deadlines: Mapping[int, date]) -> list[tuple[str, str]]:
    found = []
    before: dict[int, date] = {}
    today = timezone.localdate()
    for stage in sorted(stages, key=lambda each: (each.level_id, each.position)):
        day = deadlines.get(stage.pk, stage.deadline)
        if day != stage.deadline and day < today:
            found.append((str(stage.pk), "Hạn mới phải từ hôm nay trở đi."))
        elif stage.level_id in before and day < before[stage.level_id]:
            found.append((str(stage.pk), "Hạn này phải từ hạn của bước trước trở đi."))
        before[stage.level_id] = day
    return found
