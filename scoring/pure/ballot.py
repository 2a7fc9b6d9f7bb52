"""Votes of a body: whether counts can be true, whether the meeting was fit to vote, and what it decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .codec import DECIMAL, Codec, checked, one_of, record

OF = ("present", "due")


@dataclass(frozen=True)
class Counts:
    """People called to the meeting, present, and their votes. All are whole numbers from 0."""

    due: int
    present: int
    in_favour: int
    against: int
    blank: int = 0


@dataclass(frozen=True)
class BallotRule:
    """How a body decides. `quorum` is the share (percent) of those due that has to be present; a motion is carried by
    more than `majority` percent of those present, or of all due (`of`).
    """

    quorum: Decimal = Decimal("66.666666")
    majority: Decimal = Decimal(50)
    of: str = "present"


def _complaint(found: BallotRule) -> str | None:
    if not 0 <= found.quorum <= 100 or not 0 <= found.majority < 100:
        return "tỷ lệ biểu quyết phải từ 0 đến 100"
    return None


BALLOT_RULE: Codec = checked(
    record(BallotRule, {"quorum": DECIMAL, "majority": DECIMAL, "of": one_of(*OF)}), _complaint
)


def impossible(counts: Counts) -> Iterator[tuple[str, str]]:
    """What cannot be true of the counts: (field, Vietnamese sentence)."""
    for name in ("due", "present", "in_favour", "against", "blank"):
        if getattr(counts, name) < 0:
            yield name, "Số người không thể âm."
    if counts.due == 0:
        yield "due", "Số được triệu tập phải từ 1 trở lên."
    if counts.present > counts.due:
        yield "present", f"Có mặt {counts.present} nhưng chỉ triệu tập {counts.due}."
    votes = counts.in_favour + counts.against + counts.blank
    if votes != counts.present:
        yield (
            "in_favour",
            f"Đồng ý, không đồng ý và không có ý kiến cộng lại là {votes}, khác số có mặt {counts.present}.",
        )


def quorate(counts: Counts, rule: BallotRule) -> bool:
    """Whether enough people were present for the vote to count."""
    return counts.present * 100 >= rule.quorum * counts.due


def carried(counts: Counts, rule: BallotRule) -> bool:
    """Whether the motion was carried; never in a meeting that was not quorate."""
    whole = counts.present if rule.of == "present" else counts.due
    return quorate(counts, rule) and counts.in_favour * 100 > rule.majority * whole
