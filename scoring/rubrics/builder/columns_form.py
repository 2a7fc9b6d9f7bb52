"""Forms over the same columns as the workbook: one notation, one set of words, wherever a rubric is changed."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.imports.columns import CellError, RawCell
from scoring.facts.forms import no_strange_signs
from scoring.rubrics.workbook.cells import Written
from scoring.rubrics.workbook.columns import LIST
from scoring.rubrics.workbook.table import Column

Options = Mapping[str, list[tuple[str, str]]]
LONGEST = 20_000
_LONG = {
    "text", "note", "help", "choices", "bands", "caps", "weights", "head", "head_right", "notes", "columns", "title",
    "floors",
}  # fmt: skip
# The first of these words is what holds where nothing is said.
_WITH_DEFAULT = {
    "role", "when_not_applicable", "when_plan_zero", "earns", "of", "when_empty", "when_new", "on", "until_confirmed",
    "mode", "type", "source", "aggregate", "subject", "period", "kind",
}  # fmt: skip


def name_of(column: Column) -> str:
    """The name of the field of a column: its path in one word."""
    return "_".join(column.path)


def _sentence(error: CellError) -> str:
    words = str(error).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."


def shown(written: Written) -> str:
    """What a cell holds, as people type it."""
    return str(written).replace(".", ",") if isinstance(written, float) else "" if written is None else str(written)


class CodecField(forms.CharField):
    """Text in the notation of a column; gives the plain value, None for nothing."""

    def __init__(self, column: Column, **more: Any) -> None:
        super().__init__(max_length=LONGEST, validators=[no_strange_signs], **more)
        self.column = column

    def clean(self, value: Any) -> Any:
        """Read what was typed. Raises ValidationError with the sentence of the notation."""
        typed = super().clean(value)
        try:
            return self.column.codec.take(RawCell(typed)) if typed else None
        except CellError as error:
            raise ValidationError(_sentence(error)) from None


class CodecChoice(forms.ChoiceField):
    """One of the words of a column; gives its code, None for none."""

    def __init__(self, column: Column, **more: Any) -> None:
        choices = [(word, word) for word in column.codec.words]
        if column.path[-1] not in _WITH_DEFAULT:
            choices.insert(0, ("", "–"))
        super().__init__(choices=choices, **more)
        self.column = column

    def clean(self, value: Any) -> Any:
        """The code of the word."""
        word = super().clean(value)
        return self.column.codec.take(RawCell(word)) if word else None


def _chosen(column: Column, options: list[tuple[str, str]], value: Any, common: dict[str, Any]) -> forms.Field:
    """A field that chooses codes from a list; a code that stands there already stays choosable."""
    standing = value if isinstance(value, list) else [value] if value else []
    known = {code for code, _ in options}
    choices = options + [(code, code) for code in standing if code not in known]
    if column.codec is LIST:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return forms.ChoiceField(choices=[("", "–"), *choices], **common)


def _find(record: Mapping[str, Any], column: Column) -> Any:
    found: Any = record
    for key in column.path:
        found = found.get(key) if isinstance(found, Mapping) else None
    if column.keys:
        found = {key: found[key] for key in column.keys if key in found} if isinstance(found, Mapping) else None
    return found or None if column.keys else found


def put(record: dict[str, Any], path: Iterable[str], value: Any) -> None:
    """Set a value deep in a mapping; None takes it away, with what becomes empty around it."""
    head, *rest = path
    if rest:
        below = dict(record.get(head) or {})
        put(below, rest, value)
        value = below or None
    if value is None:
        record.pop(head, None)
    else:
        record[head] = value


class ColumnsForm(forms.Form):
    """Fields for columns of the workbook over one record. `options` by name of the field give lists to choose from."""

    use_required_attribute = False

    def __init__(
        self, data: Any, *, columns: Iterable[Column], record: Mapping[str, Any], options: Options | None = None,
        labels: Mapping[str, str] | None = None, optional: Iterable[str] = (), **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **more)
        self.columns, self.base = tuple(columns), record
        for column in self.columns:
            name = name_of(column)
            value = _find(record, column)
            common: dict[str, Any] = {
                "label": (labels or {}).get(name, column.label), "help_text": column.help,
                "required": column.needed and name not in optional,
            }  # fmt: skip
            offered = next((list(each) for end, each in (options or {}).items() if name.endswith(end)), None)
            if offered is not None:
                self.fields[name] = _chosen(column, offered, value, common)
                self.initial[name] = value
            elif column.codec.words:
                self.fields[name] = CodecChoice(column, **common)
                self.initial[name] = column.codec.put(value)
            else:
                long = column.path[-1] in _LONG
                widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(attrs={"autocomplete": "off"})
                self.fields[name] = CodecField(column, widget=widget, **common)
                self.initial[name] = shown(column.codec.put(value)) if value is not None else ""

    def as_typed(self) -> None:
        """Keep what was typed and ask nothing of it yet: only the shape of the page was chosen."""
        typed = {name: self[name].value() for name in self.fields}
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.is_bound, self.initial = False, {**self.initial, **{key: each for key, each in typed.items() if each}}

    def record(self) -> dict[str, Any]:
        """The record with what was typed in the place of what stood there; what no field can show stays."""
        found = deepcopy(dict(self.base))
        for column in self.columns:
            typed, before = self.cleaned_data.get(name_of(column)), _find(self.base, column)
            value = None if typed in ("", []) else typed
            hidden = before is not None and value is None and column.codec.put(before) is None
            if hidden and not isinstance(self.fields[name_of(column)], forms.MultipleChoiceField):
                continue
            if column.keys:
                for key in column.keys:
                    put(found, (*column.path, key), (value or {}).get(key))
            else:
                put(found, column.path, value)
        return found
