"""What the board enters besides marks."""

from django import forms

from config.common.fields import DateField
from scoring.appraisal.complete import Conclusion


class ConclusionForm(forms.Form):
    """The conclusion of the deciding body, as its minutes have it."""

    recognised = forms.TypedChoiceField(
        label="Kết luận",
        choices=[("yes", "Công nhận"), ("no", "Không công nhận")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    day = DateField(label="Ngày họp kết luận")
    minutes_number = forms.CharField(label="Số biên bản", max_length=60, help_text="Ví dụ: 08-BB/ĐU")
    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bắt buộc khi kết luận khác với đề xuất của bước thẩm định.",
    )

    def conclusion(self) -> Conclusion:
        """Return what was entered; call only when the form is valid."""
        return Conclusion(**self.cleaned_data)
