"""Form fields for points and days as Vietnamese users type them."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from config.common.vietnamese import format_points, parse_decimal
from config.formats.vi.formats import DATE_INPUT_FORMATS

FIRST_YEAR, LAST_YEAR = 1900, 2100


class PointsField(forms.DecimalField):
    """A Decimal typed as "4,5" or "4.5"; shown with a comma, and again as typed where it was refused."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        """Takes what forms.DecimalField takes; limits are numbers, not callables."""
        super().__init__(**options)
        limits = {
            "max_value": ("Nhiều nhất là %s.", self.max_value),
            "min_value": ("Ít nhất là %s.", self.min_value),
            "step_size": ("Đi theo bước %s.", self.step_size),
        }
        own = options.get("error_messages") or {}
        for code, (sentence, limit) in limits.items():
            if limit is not None and code not in own:
                self.error_messages[code] = sentence % format_points(Decimal(str(limit)))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The keypad with a decimal sign, and no suggestions of earlier points."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The number typed, None where nothing was. Raises ValidationError for anything else."""
        if value is None or isinstance(value, Decimal):
            return value
        if not str(value).strip():
            return None
        try:
            return parse_decimal(str(value))
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from problem

    def prepare_value(self, value: Any) -> Any:
        """Points of the database with a comma; what was typed stays as it is."""
        return format_points(value) if isinstance(value, Decimal | int) else value


class DateField(forms.DateField):
    """A day typed as dd/mm/yyyy (also with - or ., or as yyyy-mm-dd from a browser's own picker)."""

    widget = forms.DateInput(format="%d/%m/%Y")
    input_formats = DATE_INPUT_FORMATS
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/02/2026.",
        "year": f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Day before month is said in the box; no suggestions of earlier days."""
        return {**super().widget_attrs(widget), "placeholder": "ngày/tháng/năm", "autocomplete": "off"}

    def to_python(self, value: Any) -> date | None:
        """The day typed, None where nothing was. Raises ValidationError for anything else."""
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["year"], code="year")
        return day
