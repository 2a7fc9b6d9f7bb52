"""Addresses of the pages of programmes; all below /bo-tieu-chi/mo-hinh/."""

from django.urls import path

from scoring.rubrics.programmes import file_views as files
from scoring.rubrics.programmes import registration_views as registration
from scoring.rubrics.programmes import views

urlpatterns = [
    path("", views.programme_list, name="programmes"),
    path("moi/", views.programme_create, name="programme_create"),
    path("tep/", files.upload, name="programme_upload"),
    path("<int:pk>/", views.programme_page, name="programme"),
    path("<int:pk>/mo-hinh.yaml", files.yaml, name="programme_yaml"),
    path("<int:pk>/ten/", views.head, name="programme_head"),
    path("<int:pk>/loai/<int:number>/", views.kind_edit, name="programme_kind"),
    path("<int:pk>/quy-dinh/", views.rules_edit, name="programme_rules"),
    path("<int:pk>/quy-dinh/dinh-huong/", registration.aims_edit, name="programme_aims"),
    path("<int:pk>/quy-dinh/dieu-kien/", registration.eligibility_edit, name="programme_eligibility"),
    path("<int:pk>/viec/<int:number>/", views.duty_edit, name="programme_duty"),
]
