from django.urls import path

from scoring.bodies import minutes_views as minutes
from scoring.bodies import report_views as reports
from scoring.bodies import team_views as teams
from scoring.bodies import visit_views as visits

urlpatterns = [
    path("kiem-tra/", teams.team_list, name="teams"),
    path("kiem-tra/lap/<int:pk>/", teams.team_create, name="team_create"),
    path("kiem-tra/<int:pk>/", teams.team_detail, name="team"),
    path("kiem-tra/<int:pk>/sua/", teams.team_change, name="team_change"),
    path("kiem-tra/<int:pk>/them-nguoi/", teams.member_add, name="team_member_add"),
    path("kiem-tra/<int:pk>/nguoi/<int:member>/dua-ra/", teams.member_remove, name="team_member_remove"),
    path("kiem-tra/<int:pk>/kien-nghi/", teams.team_advice, name="team_advice"),
    path("kiem-tra/<int:pk>/them-lich/", visits.visit_create, name="visit_create"),
    path("kiem-tra/lich/<int:pk>/", visits.visit_detail, name="visit"),
    path("kiem-tra/lich/<int:pk>/sua/", visits.visit_change, name="visit_change"),
    path("kiem-tra/lich/<int:pk>/bo/", visits.visit_cancel, name="visit_cancel"),
    path("kiem-tra/bien-ban/<int:pk>/", minutes.minutes, name="minutes"),
    path("kiem-tra/bien-ban/<int:pk>/tra-loi/", minutes.minutes_answer, name="minutes_answer"),
    path("dot/<int:pk>/bao-cao/", reports.report_list, name="reports"),
    path("dot/<int:pk>/bao-cao.xlsx", reports.report_xlsx, name="reports_xlsx"),
    path("dot/<int:pk>/bao-cao/them/", reports.report_add, name="report_add"),
    path("dot/<int:pk>/bao-cao/don-vi/<slug:code>/", reports.receipts, name="receipts"),
    path("bao-cao/<int:pk>/sua/", reports.report_change, name="report_change"),
]
