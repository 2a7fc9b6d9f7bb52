from django.urls import path

from recognition import paper_views, register_views
from recognition.decisions import issue_views, views
from recognition.lists import views as lists

app_name = "recognition"
urlpatterns = [
    path("quyet-dinh/", views.decisions, name="decisions"),
    path("quyet-dinh/moi/", views.new_decision, name="new"),
    path("quyet-dinh/so/", register_views.register, name="register"),
    path("quyet-dinh/so/giu-so/", register_views.reserve_number, name="reserve"),
    path("quyet-dinh/so/<int:pk>/tra-lai/", register_views.give_number_back, name="give_back"),
    path("quyet-dinh/<int:pk>/", views.decision, name="decision"),
    path("quyet-dinh/<int:pk>/them/", views.add_units, name="add_units"),
    path("quyet-dinh/<int:pk>/bo/<int:entry>/", views.remove_unit, name="remove_unit"),
    path("quyet-dinh/<int:pk>/huy/", views.discard, name="discard"),
    path("quyet-dinh/<int:pk>/ban-hanh/", issue_views.issue_page, name="issue"),
    path("quyet-dinh/<int:pk>/xem-thu.pdf", issue_views.preview_pdf, name="preview_pdf"),
    path("quyet-dinh/<int:pk>/ban-trinh-ky.pdf", issue_views.signing_pdf, name="signing_pdf"),
    path("quyet-dinh/<int:pk>/quyet-dinh.pdf", issue_views.decision_pdf, name="decision_pdf"),
    path("danh-sach/", lists.recognised_list, name="lists"),
    path("danh-sach/<int:year>.xlsx", lists.recognised_xlsx, name="list_xlsx"),
    path("ho-so/<int:pk>/phieu.pdf", paper_views.sheet_pdf, name="sheet_pdf"),
    path("ho-so/<int:pk>/to-trinh.pdf", paper_views.request_pdf, name="request_pdf"),
]
