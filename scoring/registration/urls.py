from django.urls import path

from scoring.registration import list_views as lists
from scoring.registration import title_views as titles
from scoring.registration import views

urlpatterns = [
    path("dang-ky/", views.call_list, name="calls"),
    path("dang-ky/moi/", views.call_create, name="call_create"),
    path("dang-ky/danh-hieu/", titles.titles, name="titles"),
    path("dang-ky/danh-hieu/<int:pk>/khong-giu/", titles.title_lapse, name="title_lapse"),
    path("dang-ky/<int:pk>/", views.call_detail, name="call"),
    path("dang-ky/<int:pk>/don-vi/<slug:code>/", views.register, name="register"),
    path("dang-ky/<int:pk>/phe-duyet/", lists.approve, name="call_approve"),
    path("dang-ky/<int:pk>/bo-sung/", lists.add, name="registration_add"),
    path("dang-ky/<int:pk>/ket-thuc/<int:registration>/", lists.end, name="registration_end"),
]
