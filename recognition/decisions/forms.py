"""What the office types: wording of a draft, number and date of issue, acts on the register."""

import re
from typing import Any

from django import forms

from config.common.fields import DateField
from config.common.vietnamese import capitalise_first, nfc
from recognition.models import Decision
from scoring.facts.forms import no_strange_signs

ARTICLE = re.compile(r"Điều\s+([0-9]{1,3})\s*\.\s*(.*)", re.IGNORECASE)
# "Điều 2:", "Điều 2)", "Điều 2 - ", "Điều 2" alone; a paragraph may begin with "Điều 12 của Quy chế", "Điều 2-5".
MISTYPED = re.compile(r"Điều\s+([0-9]{1,3})\s*(?:[:)]|[-–—](?!\s*[0-9])|$)", re.IGNORECASE)


class Text(forms.CharField):
    """Text that comes onto a paper or into a record, without signs that Word and workbooks cannot hold."""

    default_validators = [no_strange_signs]  # noqa: RUF012


class LinesField(Text):
    """A list typed one item per line; leading dashes and empty lines are dropped."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [line for raw in text.splitlines() if (line := raw.strip().removeprefix("- ").strip())]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class ArticlesField(Text):
    """The articles, numbered from 1, each beginning a line with "Điều 1."; further lines go on with it."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> Any:
        found: list[dict[str, str]] = []
        for line in (raw.strip() for raw in nfc(super().clean(value)).splitlines() if raw.strip()):
            if match := ARTICLE.match(line):
                found.append({"label": _label(match[1], line, len(found) + 1), "text": match[2].strip()})
            elif match := MISTYPED.match(line):
                wanted = f"Dòng “{line[:60]}” chưa đúng cách ghi một điều: hãy ghi “Điều {int(match[1])}. …”."
                raise forms.ValidationError(wanted, code="mistyped")
            elif found:
                found[-1]["text"] = f"{found[-1]['text']}\n{line}".strip()
            else:
                raise forms.ValidationError("Dòng đầu phải bắt đầu bằng “Điều 1.”.", code="invalid")
        if empty := [article["label"] for article in found if not article["text"]]:
            raise forms.ValidationError(f"{empty[0]} chưa có nội dung.", code="empty")
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "\n".join(f"{article['label']} {article['text']}" for article in value)
        return value


def _label(number: str, line: str, expected: int) -> str:
    if int(number) != expected:
        sentence = f"Các điều phải ghi theo thứ tự 1, 2, 3…: dòng “{line[:60]}” phải là “Điều {expected}.”."
        raise forms.ValidationError(sentence, code="order")
    return f"Điều {expected}."


class DraftForm(forms.Form):
    """The wording of a draft."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    subject = Text(label="Trích yếu", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    bases = LinesField(label="Căn cứ", rows=8, help_text="Mỗi dòng một căn cứ; dấu gạch, dấu chấm phẩy tự thêm.")
    issuing_lines = LinesField(label="Dòng ban hành", rows=2)
    articles = ArticlesField(label="Các điều", help_text="Mỗi điều bắt đầu một dòng bằng “Điều 1.”, “Điều 2.”…")
    recipients = LinesField(label="Nơi nhận", rows=6, help_text="Mỗi dòng một nơi nhận.")
    place = Text(label="Địa danh", max_length=80, required=False)
    office = Text(label="Chức vụ người ký", max_length=80, help_text="BÍ THƯ hoặc PHÓ BÍ THƯ; phó bí thư cũng ký T/M.")
    signer = Text(label="Họ tên người ký", max_length=120, required=False, help_text="Cần có trước khi trình ký.")

    @classmethod
    def of(cls, decision: Decision, data: Any = None) -> "DraftForm":
        """Return the form with what stands in the draft, or with what was typed."""
        standing = {"subject": decision.subject, "revision": decision.revision}
        return cls(data, initial=decision.context | standing)

    def clean_subject(self) -> str:
        """Return the subject as one line, as papers and registers write it."""
        return " ".join(self.cleaned_data["subject"].split())

    def changes(self) -> dict[str, Any]:
        """Return what was typed as `edit_decision` takes it; call only when the form is valid."""
        return {key: value for key, value in self.cleaned_data.items() if key != "revision"}


class UnitsForm(forms.Form):
    """Units ticked in a list; the choices are the candidates of this moment."""

    units = forms.TypedMultipleChoiceField(
        coerce=int,
    )

    def __init__(self, *args: Any, keys: list[int], listed: str, **kwargs: Any) -> None:
        """Take the keys of the candidates, and what they are called."""
        super().__init__(*args, **kwargs)
        units = self.fields["units"]
        units.choices = [(key, str(key)) for key in keys]  # type: ignore[attr-defined]
        units.label = capitalise_first(listed)
        units.error_messages |= {
            "required": f"Hãy chọn ít nhất một {listed}.",
            "invalid_choice": f"Có {listed} vừa được đưa vào quyết định khác. Mời đồng chí chọn lại.",
        }


class NumberForm(forms.Form):
    """A number, or none for the next one, with a letter for numbers squeezed in between."""

    number = forms.IntegerField(
        label="Số",
        min_value=1,
        max_value=99_999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Hãy nhập một số, ví dụ 5."},
    )
    suffix = forms.RegexField(
        r"^[a-zđA-ZĐ]{1,2}$",
        label="Chữ kèm số",
        required=False,
        help_text="Chỉ khi chèn số, ví dụ a trong 05a.",
        error_messages={"invalid": "Chỉ một hoặc hai chữ cái, ví dụ a."},
    )


class IssueForm(NumberForm):
    """Number and date of issue; what is typed stands on the paper for good."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    day = DateField(label="Ngày ban hành")
    checked = forms.BooleanField(
        label="Tôi đã kiểm tra bản xem thử; sau khi ban hành không sửa được nữa",
        error_messages={"required": "Hãy kiểm tra bản xem thử rồi đánh dấu vào ô này."},
    )


class ReserveForm(NumberForm):
    """Keeping a number for a paper to come, or entering one that a paper register gave out."""

    summary = Text(label="Giữ số cho văn bản nào", max_length=400)


class GiveBackForm(forms.Form):
    """Why a number is given back."""

    reason = Text(label="Lý do trả lại số", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
