"""Forms of the rules of a programme: registration, validity, votes, retention, and duties through the year."""

from decimal import Decimal
from typing import Any

from django import forms

from config.common.fields import DateField, PointsField
from scoring.duties.selectors import WHO
from scoring.pure.ballot import BallotRule
from scoring.pure.programme import Duty, ProgrammeRules, RegistrationRules, Validity
from scoring.rubrics.builder.forms import line


def _number(label: str, least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, **more)


# A majority is more than a share: all of them cannot be exceeded.
MOST = Decimal("99.999999")
ASKED = ("day", "month", "required", "text", "clause")
LASTING = ("until", "validity_text")


class RulesForm(forms.Form):
    """Registration, validity of the title, how long names are kept, votes. What has no field here stays."""

    registers = forms.BooleanField(label="Đơn vị phải đăng ký trước", required=False)
    day = _number("Hạn đăng ký: ngày", 1, 31)
    month = _number("Hạn đăng ký: tháng", 1, 12)
    required = forms.BooleanField(label="Chỉ đơn vị đăng ký được duyệt mới có phiếu", required=False)
    text = line("Quy định đăng ký", 500, required=False)
    clause = line("Theo văn bản, mục", 300, required=False)
    lasts = forms.BooleanField(label="Danh hiệu của nhiều năm, mỗi năm xem lại", required=False)
    until = _number("Duy trì đến năm", 2000, 2100, help_text="Để trống nếu không có năm cuối.")
    validity_text = line("Quy định duy trì", 500, required=False)
    retention_months = _number(
        "Số tháng giữ tên đảng viên sau khi hết kỳ", 1, 600,
        help_text="Chỉ với mô hình chấm cho đảng viên; để trống là giữ mãi.",
    )  # fmt: skip
    votes = forms.BooleanField(label="Đơn vị biểu quyết từng nội dung tại cuộc họp", required=False)
    quorum = PointsField(
        label="Có mặt ít nhất (%)", min_value=0, max_value=100, max_digits=9, decimal_places=6, required=False
    )
    majority = PointsField(
        label="Đạt khi đồng ý trên (%)", min_value=0, max_value=MOST, max_digits=9, decimal_places=6, required=False
    )
    of = forms.ChoiceField(
        label="Tính trên", choices=[("present", "Số có mặt"), ("due", "Số được triệu tập")], required=False
    )

    def __init__(self, data: Any, *, rules: ProgrammeRules) -> None:
        self.rules = rules
        asked, valid = rules.registration, rules.validity
        ballot = rules.ballot or BallotRule()
        initial: dict[str, Any] = {
            "registers": asked is not None, "lasts": valid is not None, "votes": rules.ballot is not None,
            "quorum": ballot.quorum, "majority": ballot.majority, "of": ballot.of,
            "retention_months": rules.retention_months,
        }  # fmt: skip
        if asked is not None:
            initial |= {name: getattr(asked, name) for name in ASKED}
        if valid is not None:
            initial |= {"until": valid.until, "validity_text": valid.text}
        super().__init__(data, initial=initial)

    def blocks(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Heading and fields of every part, for the page."""
        parts = {
            "Đăng ký": ("registers", *ASKED),
            "Thời hạn của danh hiệu": ("lasts", *LASTING),
            "Biểu quyết": ("votes", "quorum", "majority", "of"), "Tên đảng viên": ("retention_months",),
        }  # fmt: skip
        return [(heading, [self[name] for name in names]) for heading, names in parts.items()]

    def clean(self) -> dict[str, Any]:
        """Ask for what a part needs once it is ticked, and for the tick where something was typed."""
        found = super().clean() or {}
        needs = {"registers": ("day", "month"), "votes": ("quorum", "majority")}
        for tick, names in needs.items():
            for name in names:
                if found.get(tick) and found.get(name) is None and name not in self.errors:
                    self.add_error(name, "Ghi số này.")
        for tick, below in (("registers", ASKED), ("lasts", LASTING)):
            if not found.get(tick) and not self.initial[tick] and any(found.get(name) for name in below):
                self.add_error(tick, "Đánh dấu mục này, hoặc xóa phần đã ghi ở dưới.")
        return found

    def result(self) -> ProgrammeRules:
        """The rules without their duties; call only when the form is valid."""
        found, old = self.cleaned_data, self.rules.registration or RegistrationRules()
        asked = RegistrationRules(
            found["month"] or old.month, found["day"] or old.day, found["required"], old.eligibility, found["text"],
            found["clause"], old.aims,
        )  # fmt: skip
        ballot = BallotRule(found["quorum"], found["majority"], found["of"] or "present") if found["votes"] else None
        return ProgrammeRules(
            registration=asked if found["registers"] else None,
            validity=Validity(until=found["until"], text=found["validity_text"]) if found["lasts"] else None,
            ballot=ballot, retention_months=found["retention_months"],
        )  # fmt: skip


WHEN = {"year": "Hằng năm", "quarter": "Hằng quý", "month": "Hằng tháng", "once": "Một lần, vào một ngày"}


class DutyForm(forms.Form):
    """Something that falls due, as the calendar shows it."""

    text = line("Việc phải làm", 500)
    who = forms.ChoiceField(label="Ai làm", choices=list(WHO.items()))
    when = forms.ChoiceField(label="Khi nào", choices=list(WHEN.items()))
    day = _number("Ngày", 1, 31, help_text="Để trống là ngày cuối tháng.")
    month = _number("Tháng", 1, 12, help_text="Với việc hằng năm.")
    after = forms.BooleanField(label="Hạn ở tháng liền sau (với việc hằng quý, hằng tháng)", required=False)
    on = DateField(label="Ngày làm", required=False, help_text="Với việc làm một lần.")
    clause = line("Theo văn bản, mục", 300, required=False)

    def __init__(self, data: Any, *, duty: Duty | None) -> None:
        self.standing = duty
        initial: dict[str, Any] = {}
        if duty is not None:
            initial = {name: getattr(duty, name) for name in ("text", "who", "on", "clause")}
            initial |= {"when": duty.every or "once", "day": duty.day if duty.day != Duty.day else None}
            yearly = duty.every == "year"
            initial |= {"month": duty.month if yearly else None, "after": not yearly and duty.month > 0}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Ask for the month of a yearly duty and the day of one that falls due once."""
        found = super().clean() or {}
        needed = {"year": ("month", "Ghi tháng của việc hằng năm."), "once": ("on", "Ghi ngày làm.")}
        name, sentence = needed.get(found.get("when", ""), ("", ""))
        if name and not found.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return found

    def duty(self) -> Duty:
        """The duty, its code left open; call only when the form is valid."""
        found, when = self.cleaned_data, self.cleaned_data["when"]
        named = {"code": "", "text": found["text"], "who": found["who"], "clause": found["clause"]}
        if when == "once":
            return Duty(**named, on=found["on"])
        month = found["month"] if when == "year" else self._months_after(when) if found["after"] else 0
        return Duty(**named, every=when, month=month, day=found["day"] or Duty.day)

    def _months_after(self, when: str) -> int:
        """One month after the end, or as many as a file said."""
        old = self.standing
        return old.month if old is not None and old.every == when and old.month else 1
