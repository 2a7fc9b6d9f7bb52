"""Forms of the administrator."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from config.common.fields import DateField
from config.common.vietnamese import capitalise_first
from organizations.administration.days import start_too_far
from organizations.models import Body, Organization, Role, Succession
from organizations.models.people import BODY_ROLES

USERNAME = r"[a-z0-9][a-z0-9._-]{2,59}"
USERNAME_RULE = "Từ 3 đến 60 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới."
ROLES = [(role.value, capitalise_first(str(role.label))) for role in Role]


class StartField(DateField):
    """The first day of a post."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and (slip := start_too_far(day)):
            raise forms.ValidationError(slip)
        return day


class UsernameField(forms.CharField):
    """The name of an account, in small letters without diacritics."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"label": "Tên đăng nhập", "max_length": 60, "help_text": USERNAME_RULE, **options},
            validators=[RegexValidator(rf"^{USERNAME}\Z", USERNAME_RULE)],
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


class NameForm(forms.Form):
    """Name and telephone of an account holder."""

    full_name = forms.CharField(label="Họ và tên", max_length=120)
    phone = forms.CharField(
        label="Điện thoại", max_length=30, required=False,
        validators=[RegexValidator(r"^[0-9+(). -]*\Z", "Chỉ ghi chữ số và các dấu + ( ) . -")],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip


class AccountForm(NameForm):
    """A new account."""

    username = UsernameField()
    home = forms.ModelChoiceField(
        Organization.objects.none(), label="Nơi quản lý tài khoản", empty_label=None,
        help_text="Người quản trị của tổ chức này và của cấp trên được đặt lại mật khẩu, phân công.",
    )  # fmt: skip
    field_order = ("full_name", "username", "phone", "home")

    def __init__(self, *args: Any, homes: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = homes  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """A role at an organisation, for one of its bodies where the role acts for one."""

    role = forms.ChoiceField(label="Vai trò", choices=ROLES)
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Cơ quan", required=False, empty_label="không",
        help_text="Chọn khi vai trò là thẩm định, nhập kết luận hoặc văn thư.",
    )  # fmt: skip
    start = StartField(label="Từ ngày")

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role, body = data.get("role"), data.get("body")
        if role in BODY_ROLES and body is None and "body" not in self.errors:
            self.add_error("body", "Vai trò này gắn với một cơ quan: hãy chọn cơ quan.")
        if role and role not in BODY_ROLES and body is not None:
            self.add_error("body", "Vai trò này không gắn với cơ quan: hãy chọn “không”.")
        return data


class EndForm(forms.Form):
    """The last day of a post."""

    last_day = DateField(label="Đến hết ngày")


class HandOverForm(forms.Form):
    """Who follows the secretary, and from which day."""

    username = UsernameField(
        label="Tên đăng nhập của bí thư mới",
        help_text="Ghi tên đã có, hoặc tên mới: khi đó phần mềm lập tài khoản mới.",
    )
    full_name = forms.CharField(
        label="Họ và tên", max_length=120, required=False, help_text="Chỉ ghi khi lập tài khoản mới."
    )
    day = StartField(label="Nhận nhiệm vụ từ ngày", help_text="Bí thư cũ thôi nhiệm vụ từ hết ngày hôm trước.")


class SuccessionForm(forms.Form):
    """What an organisation follows, by which paper, and whether it inherits the years before."""

    predecessor = forms.SlugField(label="Mã tổ chức đảng tiền thân", help_text="Mã như trên trang của tổ chức đảng.")
    kind = forms.ChoiceField(
        label="Lý do", choices=[(kind.value, capitalise_first(str(kind.label))) for kind in Succession.Kind]
    )
    day = DateField(label="Ngày có hiệu lực")
    paper = forms.CharField(label="Theo văn bản", max_length=200)
    inherits = forms.BooleanField(label="Văn bản nói rõ kế thừa kết quả các năm trước", required=False)

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = units

    def clean_predecessor(self) -> Organization:
        """Return the unit with the code that was typed."""
        unit = self._units.filter(code=self.cleaned_data["predecessor"]).first()
        if unit is None:
            raise forms.ValidationError("Không có tổ chức đảng này trong phạm vi của đồng chí.")
        return unit
