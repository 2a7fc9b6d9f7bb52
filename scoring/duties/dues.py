"""Something that falls due: a line of the calendar."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

DONE, OPEN, LATE = "done", "open", "late"
WHO = {"unit": "Đơn vị", "board": "Ban tham mưu, bộ phận giúp việc", "committee": "Cấp ủy, văn phòng"}


@dataclass(frozen=True)
class Due:
    """Something due on a day. `state` is "" where nobody can know whether it was done."""

    day: date
    text: str
    programme: str
    who: str = ""
    clause: str = ""
    state: str = ""
    url: str = ""

    @property
    def state_word(self) -> str:
        """Xong, đến hạn, quá hạn; "" where it is not known."""
        return {DONE: "đã xong", OPEN: "chưa xong", LATE: "quá hạn"}.get(self.state, "")


def state_of(done: bool, day: date) -> str:
    """Return the state of something due on `day` of which it is known whether it was done."""
    return DONE if done else LATE if day < timezone.localdate() else OPEN
