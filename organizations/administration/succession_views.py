"""The page on which an administrator writes what an organisation follows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from organizations.access import current_user, require, visible_organizations
from organizations.administration.forms import SuccessionForm
from organizations.administration.succession import SuccessionDayError, record_succession
from organizations.administration.views import FORM_METHODS, form_page
from organizations.tree import TreeError


@FORM_METHODS
def succession_add(request: HttpRequest, code: str) -> HttpResponse:
    """Write what the organisation follows, and whether it inherits the years before."""
    user = current_user(request)
    visible = visible_organizations(user)
    organization = get_object_or_404(visible, code=code)
    require(user, "organization.administer", organization)
    form = SuccessionForm(request.POST or None, units=visible)
    if request.method == "POST" and form.is_valid():
        try:
            record_succession(organization, actor=user, **form.cleaned_data)
        except SuccessionDayError as error:
            form.add_error("day", str(error))
        except TreeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã ghi tổ chức đảng tiền thân.")
            return redirect("organizations:detail", code)
    words = {
        "page_title": "Ghi tổ chức đảng tiền thân", "page_caption": organization.name, "button": "Ghi",
        "breadcrumbs": [
            ("Tổ chức đảng", "/to-chuc/"), (organization.name, f"/to-chuc/{code}/"), ("Tiền thân", ""),
        ],
        "back": f"/to-chuc/{code}/",
        "lead": "Kết quả các năm trước chỉ được tính cho đơn vị mới khi văn bản nói rõ là kế thừa.",
    }  # fmt: skip
    return form_page(request, "person_form", form, **words)
