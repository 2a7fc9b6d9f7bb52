from django.urls import path

from scoring.duties import views

urlpatterns = [path("lich/", views.calendar, name="calendar")]
