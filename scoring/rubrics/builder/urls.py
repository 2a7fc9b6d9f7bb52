"""Addresses of the pages that build a rubric; all below /bo-tieu-chi/."""

from django.urls import path

from scoring.rubrics.builder import condition_views as conditions
from scoring.rubrics.builder import draft_views as drafts
from scoring.rubrics.builder import file_views as files
from scoring.rubrics.builder import head_views as heads
from scoring.rubrics.builder import map_views as maps
from scoring.rubrics.builder import paste_views as pasting
from scoring.rubrics.builder import row_views as rows
from scoring.rubrics.builder import set_views as sets
from scoring.rubrics.builder import trial_views as trials

urlpatterns = [
    path("moi/", drafts.rubric_create, name="rubric_create"),
    path("<int:pk>/ban-thao/", drafts.draft_create, name="draft_create"),
    path("<int:pk>/bo-tieu-chi.xlsx", files.xlsx, name="rubric_xlsx"),
    path("<int:pk>/bo-tieu-chi.yaml", files.yaml, name="rubric_yaml"),
    path("<int:pk>/doi-chieu/", maps.version_map, name="version_map"),
    path("<int:pk>/muc-xep-loai/", sets.outcome_sets, name="outcome_sets"),
    path("<int:pk>/phieu-thu/", trials.trial, name="trial"),
    path("<int:pk>/sua/", drafts.draft_page, name="draft"),
    path("<int:pk>/sua/bo/", drafts.draft_discard, name="draft_discard"),
    path("<int:pk>/sua/ban-hanh/", drafts.draft_publish, name="draft_publish"),
    path("<int:pk>/sua/dan/", pasting.paste, name="draft_paste"),
    path("<int:pk>/sua/tai-len/", files.upload, name="draft_upload"),
    path("<int:pk>/sua/thong-tin/", heads.head, name="draft_head"),
    path("<int:pk>/sua/mau-phieu/", heads.printed_form, name="draft_form"),
    path("<int:pk>/sua/so-lieu/", heads.fields, name="draft_fields"),
    path("<int:pk>/sua/so-lieu/<int:number>/", heads.field_edit, name="draft_field"),
    path("<int:pk>/sua/them/", rows.row_add, name="row_add"),
    path("<int:pk>/sua/dong/<int:key>/", rows.row_edit, name="row_edit"),
    path("<int:pk>/sua/dong/<int:key>/cho/", rows.row_place, name="row_place"),
    path("<int:pk>/sua/dong/<int:key>/dieu-kien/", conditions.conditions, name="conditions"),
    path("<int:pk>/sua/dong/<int:key>/dieu-kien/<int:number>/", conditions.condition_edit, name="condition"),
]
