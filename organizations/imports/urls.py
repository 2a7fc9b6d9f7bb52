from django.urls import path

from organizations.imports import views

urlpatterns = [
    path("", views.upload, name="import"),
    path("mau.xlsx", views.template, name="import_template"),
    path("<int:pk>/", views.trial, name="import_trial"),
]
