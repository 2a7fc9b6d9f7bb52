from django.urls import path

from scoring.members import erasure_views as erasures
from scoring.members import views

urlpatterns = [
    path("dang-vien/", views.members, name="members"),
    path("dang-vien/luu-tru/", erasures.kept_names, name="kept_names"),
    path("dang-vien/luu-tru/<int:pk>/", erasures.erasure_propose, name="erasure_propose"),
    path("dang-vien/luu-tru/<int:pk>/xoa/", erasures.erasure_approve, name="erasure_approve"),
    path("dang-vien/<int:pk>/", views.member_round, name="member_round"),
    path("dang-vien/<int:pk>/<slug:code>/", views.candidates, name="candidates"),
    path("dang-vien/<int:pk>/<slug:code>/nop/", views.candidates_submit, name="candidates_submit"),
    path("dang-vien/<int:pk>/<slug:code>/bo/<int:sheet>/", views.candidate_remove, name="candidate_remove"),
]
