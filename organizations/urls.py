from django.urls import include, path

from organizations import views

app_name = "organizations"
urlpatterns = [
    path("", views.organization_list, name="list"),
    path("nhap/", include("organizations.imports.urls")),
    path("", include("organizations.administration.urls")),
    path("<slug:code>/", views.organization_detail, name="detail"),
]
