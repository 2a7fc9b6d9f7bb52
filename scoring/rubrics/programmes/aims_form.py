"""The form of the numbers of titles that a programme aims at: one block of plain fields for each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from config.common.fields import PointsField
from scoring.pure.programme import Aim
from scoring.rubrics.builder.forms import line

MOST_AIMS, SPARE = 30, 2
_NUMBERS = ("percent", "least", "each_parent")
_LEAST_PERCENT = Decimal("0.000001")


def _number(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=99_999, required=False)


class AimForm(forms.Form):
    """One aim. Nothing typed: it is not there."""

    text = line("Định hướng, như trong kế hoạch", 500, required=False)
    sector = forms.ChoiceField(label="Loại hình", required=False)
    percent = PointsField(
        label="Từ bao nhiêu % số đơn vị", min_value=_LEAST_PERCENT, max_value=100, max_digits=9, decimal_places=6,
        required=False, help_text="Ví dụ 4; phần lẻ của một đơn vị tính là một đơn vị.",
    )  # fmt: skip
    least = _number("Hoặc ít nhất mấy đơn vị")
    each_parent = _number("Hoặc mỗi đảng ủy cơ sở ít nhất mấy đơn vị")

    def __init__(self, data: Any, *, aim: Aim | None, sectors: Iterable[tuple[str, str]], prefix: str) -> None:
        names = ("text", "sector", *_NUMBERS)
        super().__init__(data, initial={name: getattr(aim, name) for name in names} if aim else {}, prefix=prefix)
        self.standing = aim
        known = [("", "Mọi loại hình"), *sectors]
        if aim is not None and aim.sector not in dict(known):
            known.append((aim.sector, aim.sector))
        self.fields["sector"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for words and a number once either is typed."""
        found = super().clean() or {}
        numbers = any(found.get(name) is not None or name in self.errors for name in _NUMBERS)
        said = bool(found.get("text")) or "text" in self.errors
        new = self.standing is None
        if not said and (numbers or (new and found.get("sector"))):
            self.add_error("text", "Ghi định hướng bằng lời, hoặc xóa hết các ô của định hướng này.")
        if said and not numbers and (self.standing is None or self._has_numbers(self.standing)):
            self.add_error("percent", "Ghi ít nhất một số: tỷ lệ %, số đơn vị, hoặc số ở mỗi đảng ủy cơ sở.")
        return found

    def _has_numbers(self, aim: Aim) -> bool:
        return any(getattr(aim, name) is not None for name in _NUMBERS)

    def aim(self) -> Aim | None:
        """The aim, None where nothing was typed; call it only when the form is valid."""
        found = self.cleaned_data
        numbers = {name: found[name] for name in _NUMBERS}
        return Aim(found["text"], found["sector"], **numbers) if found["text"] else None


class AimsForm(forms.Form):
    """All aims, with room for some more."""

    rows = forms.IntegerField(min_value=1, max_value=999, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, aims: tuple[Aim, ...], sectors: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        sent = str(data.get("rows", "")) if data else ""
        wanted = int(sent) if sent.isdecimal() and len(sent) < 4 else 0
        count = max(min(len(aims) + SPARE, MOST_AIMS), min(wanted, MOST_AIMS), len(aims))
        sectors = [*sectors]
        self.initial["rows"] = count
        self.blocks = [
            AimForm(data, aim=aims[n] if n < len(aims) else None, sectors=sectors, prefix=f"aim{n}")
            for n in range(count)
        ]  # fmt: skip

    @property
    def block_problems(self) -> list[tuple[str, str]]:
        """What is wrong in the blocks, for the summary on top: (anchor, sentence)."""
        return [
            (block[name].id_for_label, f"{block[name].label} ({number}): {sentence}")
            for number, block in enumerate(self.blocks, 1) if block.is_bound
            for name, sentences in block.errors.items() for sentence in sentences
        ]  # fmt: skip

    def is_valid(self) -> bool:
        """Whether every aim can be read."""
        fine = [block.is_valid() for block in self.blocks]
        return super().is_valid() and all(fine)

    def result(self) -> tuple[Aim, ...]:
        """The aims in their order; call it only when the form is valid."""
        return tuple(aim for block in self.blocks if (aim := block.aim()) is not None)
