from django.urls import path

from recognition.visits import views

urlpatterns = [
    path("kiem-tra/<int:pk>/lich-kiem-tra.pdf", views.schedule_pdf, name="schedule_pdf"),
    path("kiem-tra/<int:pk>/bao-cao.pdf", views.team_report_pdf, name="team_report_pdf"),
    path("kiem-tra/<int:pk>/bao-cao.docx", views.team_report_docx, name="team_report_docx"),
    path("kiem-tra/lich/<int:pk>/ho-so/", views.dossier, name="dossier"),
    path("kiem-tra/bien-ban/<int:pk>/bien-ban.pdf", views.minutes_pdf, name="minutes_pdf"),
]
