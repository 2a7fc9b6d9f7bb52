from django.urls import path

from organizations.administration import post_views, succession_views, views

urlpatterns = [
    path("nguoi-dung/", views.people, name="people"),
    path("nguoi-dung/moi/", views.person_new, name="person_new"),
    path("nguoi-dung/<int:pk>/", views.person, name="person"),
    path("nguoi-dung/<int:pk>/sua/", views.person_edit, name="person_edit"),
    path("nguoi-dung/<int:pk>/mat-khau/", views.person_password, name="person_password"),
    path("nguoi-dung/<int:pk>/trang-thai/", views.person_active, name="person_active"),
    path("nguoi-dung/<int:pk>/phan-cong/", post_views.person_appoint, name="person_appoint"),
    path("phan-cong/<int:pk>/ket-thuc/", post_views.post_end, name="post_end"),
    path("phan-cong/<int:pk>/ban-giao/", post_views.post_hand_over, name="hand_over"),
    path("<slug:code>/tien-than/", succession_views.succession_add, name="succession"),
]
