"""Logging in: only login, logout and the change of a password exist; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from config.common.audit import log
from organizations.access import current_user
from organizations.kept_forms.store import claim, remember_user, waiting
from organizations.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answer too many wrong passwords with the page that says how long to wait."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(respond_429(request)) from error

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Tell whoever knows the password of a closed account that it is closed."""
        return render(request, "account/account_inactive.html", status=403)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("kept_forms" if waiting(request, current_user(request)) else "home")

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """Lead to what he sent when his session was over, if that waits; else on to where he wanted to go."""
        response = super().post_login(request, user, **how)
        if claim(request, user):
            response["Location"] = resolve_url("kept_forms")
        remember_user(response, user)
        return response

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Keep the chosen password and lift the duty to choose one."""
        user.must_change_password = False
        user.set_password(password)
        user.save(update_fields=["password", "must_change_password"])
        log("account.password", user, actor=user, label=user.username)


class LoginForm(BaseLoginForm):
    """Name and password; the session is always kept, so nothing is asked about it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Words of the error summary; the page writes its own labels.
        self.fields["login"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"


class ChangePasswordForm(BaseChangePasswordForm):
    """The new password is another one: the one an administrator set does not stay."""

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu đang dùng.")
        return password
