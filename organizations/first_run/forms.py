"""What the first page asks for, in groups."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.common.fields import DateField
from config.common.vietnamese import capitalise_first
from organizations.administration.forms import UsernameField
from organizations.base import RESERVED_CODES, name_too_long, read_base
from organizations.first_run.services import Beginning, Top, Words, offered
from organizations.models import Level, User

GROUPS = (
    (
        "Tổ chức đảng cao nhất của bản cài đặt",
        ("name", "code", "level", "sector", "place", "superior", "valid_from", "paper"),
    ),
    (
        "Cấp ủy và ban tham mưu",
        ("committee", "committee_issuer", "committee_symbol", "board", "board_issuer", "board_symbol"),
    ),
    ("Nhiệm kỳ của cấp ủy", ("term", "term_start", "term_end")),
    ("Người quản trị đầu tiên", ("full_name", "username", "password1", "password2")),
    ("Mô hình và bộ tiêu chí", ("choices",)),
)
FOLDED = GROUPS[1][0]
FROM_NAME = "Để trống thì lấy theo tên tổ chức đảng."
IN_CAPITALS = "Để trống thì in tên trên bằng chữ hoa."


class BeginForm(forms.Form):
    """The first page."""

    name = forms.CharField(label="Tên tổ chức đảng", max_length=200, help_text="Ví dụ: Đảng bộ xã Suối Ngàn.")
    code = forms.SlugField(
        label="Mã",
        max_length=60,
        help_text="Chữ không dấu, chữ số, gạch ngang; dùng khi nhập tệp Excel, giữ nguyên về sau.",
    )
    level = forms.ChoiceField(label="Loại tổ chức")
    sector = forms.ChoiceField(label="Loại hình", required=False)
    place = forms.CharField(label="Địa danh", max_length=80, help_text="In trước ngày tháng trên văn bản.")
    superior = forms.CharField(
        label="Cấp trên trực tiếp, như in trên văn bản", max_length=200, required=False,
        help_text="Ví dụ: ĐẢNG BỘ TỈNH HÒA AN.",
    )  # fmt: skip
    valid_from = DateField(label="Thành lập từ ngày")
    paper = forms.CharField(
        label="Theo văn bản", max_length=200, help_text="Ví dụ: Quyết định số 01-QĐ/TU ngày 01/7/2025."
    )
    committee = forms.CharField(label="Tên cấp ủy", max_length=180, required=False, help_text=FROM_NAME)
    committee_issuer = forms.CharField(
        label="Tên cấp ủy in trên văn bản", max_length=200, required=False, help_text=IN_CAPITALS
    )
    committee_symbol = forms.CharField(
        label="Ký hiệu của cấp ủy", max_length=20, required=False, help_text="Để trống: ĐU, chi bộ là CB."
    )
    board = forms.CharField(label="Tên ban tham mưu", max_length=200, required=False, help_text=FROM_NAME)
    board_issuer = forms.CharField(
        label="Tên ban tham mưu in trên văn bản", max_length=200, required=False, help_text=IN_CAPITALS
    )
    board_symbol = forms.CharField(
        label="Ký hiệu của ban tham mưu", max_length=20, required=False, help_text="Để trống: BXDĐ."
    )
    term = forms.CharField(label="Nhiệm kỳ", max_length=40, help_text="Ví dụ: 2025 - 2030.")
    term_start = DateField(label="Nhiệm kỳ từ ngày")
    term_end = DateField(label="Đến hết ngày", required=False)
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    username = UsernameField()
    password1 = forms.CharField(
        label="Mật khẩu", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label="Mật khẩu (nhập lại)", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    choices = forms.MultipleChoiceField(
        label="Nạp sẵn mô hình", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ngưỡng xếp loại để trống cho đến khi có hướng dẫn; có thể nạp thêm về sau.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = read_base()
        self.fields["level"].choices = [("", "chọn một loại"), *_named(base["levels"])]  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", "không ghi"), *_named(base["sectors"])]  # type: ignore[attr-defined]
        self.fields["choices"].choices = [(code, label) for code, label, _ in offered()]  # type: ignore[attr-defined]
        self.fields["password1"].help_text = password_validators_help_text_html()

    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Return the fields under their headings, and whether they may lie folded: few need them, none is wrong."""
        return [
            (title, [self[name] for name in names], title == FOLDED and not any(name in self.errors for name in names))
            for title, names in GROUPS
        ]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code.lower() in RESERVED_CODES:
            raise ValidationError("Từ này dành riêng cho phần mềm: hãy chọn mã khác.")
        return code

    def clean_term(self) -> str:
        # Papers say "nhiệm kỳ" themselves.
        return re.sub(r"^nhiệm kỳ\s+", "", self.cleaned_data["term"], flags=re.IGNORECASE)

    def clean_valid_from(self) -> Any:
        if self.cleaned_data["valid_from"] > timezone.localdate():
            raise ValidationError("Ngày này chưa đến.")
        return self.cleaned_data["valid_from"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("term_start"), data.get("term_end")
        if start and end and end <= start:
            self.add_error("term_end", "Ngày này phải sau ngày bắt đầu nhiệm kỳ.")
        self._check_name(data)
        self._check_passwords(data)
        return data

    def _check_name(self, data: dict[str, Any]) -> None:
        # The levels are stored with the answer: until then they stand in the file alone.
        level = next((each for each in read_base()["levels"] if each["code"] == data.get("level")), None)
        too_long = name_too_long(data.get("name", ""), Level(**level)) if level else ""
        if too_long:
            self.add_error("name", f"{capitalise_first(too_long)}.")

    def _check_passwords(self, data: dict[str, Any]) -> None:
        first, again = data.get("password1"), data.get("password2")
        if first and again and first != again:
            self.add_error("password2", "Hai lần nhập mật khẩu chưa giống nhau.")
        if first:
            try:
                validate_password(first, User(username=data.get("username", ""), full_name=data.get("full_name", "")))
            except ValidationError as error:
                self.add_error("password1", error)

    def beginning(self) -> Beginning:
        """Return what `begin` takes; call only when the form is valid."""
        data = self.cleaned_data
        top = ("code", "name", "level", "sector", "place", "superior", "valid_from", "paper")
        same = ("term", "term_start", "term_end", "full_name", "username", "choices")
        return Beginning(
            top=Top(**{name: data[name] for name in top}),
            committee=Words(data["committee"], data["committee_issuer"], data["committee_symbol"]),
            board=Words(data["board"], data["board_issuer"], data["board_symbol"]),
            password=data["password1"],
            **{name: data[name] for name in same},
        )


def _named(things: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["code"], each["name"]) for each in things]
