"""Forms of the pages of members."""

from django import forms

from scoring.registration.forms import names_field, words


class NamesForm(forms.Form):
    """Members put on the list, one name a line."""

    names = names_field()


class RemoveForm(forms.Form):
    """Why a member is taken off the list; asked for once his sheet was handed in."""

    reason = words("Lý do", required=False)


class EraseForm(forms.Form):
    """On what ground names are taken away."""

    reason = words("Căn cứ xóa", help_text="Ví dụ: hết thời hạn lưu 24 tháng theo quy chế của cơ quan.")
