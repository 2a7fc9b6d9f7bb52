"""The first page: open to all while the installation is empty, not there afterwards."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.first_run.forms import BeginForm
from organizations.first_run.services import AlreadyBegunError, begin
from organizations.first_run.state import is_empty


@login_not_required
@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Ask for what a new installation needs; then its administrator is logged in."""
    if not is_empty():
        raise Http404
    form = BeginForm(request.POST) if request.method == "POST" else BeginForm()
    if request.method == "POST" and form.is_valid():
        try:
            administrator = begin(form.beginning())
        except AlreadyBegunError as error:
            messages.warning(request, str(error))
            return redirect("account_login")
        login(request, administrator)
        messages.success(request, "Đã thiết lập xong. Việc tiếp theo: nhập tổ chức đảng và con người.")
        return redirect("home")
    context = {
        "page_title": "Bắt đầu sử dụng", "form": form,
        "page_lead": "Ghi những điều cơ bản một lần; về sau bổ sung được.",
    }  # fmt: skip
    return render(request, "organizations/first_run.html", context, status=UNPROCESSABLE if form.errors else 200)
