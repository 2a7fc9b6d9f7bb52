"""Every address of the installation."""

from allauth.account import views as account
from django.urls import include, path

from config.common import guides, http
from organizations.first_run.views import first_run
from organizations.kept_forms.views import kept_forms
from organizations.views import home

urlpatterns = [
    path("", home, name="home"),
    path("bat-dau/", first_run, name="first_run"),
    path("noi-dung-da-go/", kept_forms, name="kept_forms"),
    path("to-chuc/", include("organizations.urls")),
    path("", include("scoring.urls")),
    path("", include("recognition.urls")),
    path("dang-nhap/", account.LoginView.as_view(), name="account_login"),
    path("dang-xuat/", account.LogoutView.as_view(), name="account_logout"),
    path("doi-mat-khau/", account.PasswordChangeView.as_view(), name="account_change_password"),
    path("xac-nhan-mat-khau/", account.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("tro-giup/", guides.guide_list, name="guides"),
    path("tro-giup/<slug:name>/", guides.guide_page, name="guide"),
    path("healthz", http.health, name="health"),
]

handler400 = http.bad_request
handler403 = http.forbidden
handler404 = http.not_found
handler429 = http.too_many_requests
handler500 = http.server_error
