from django.urls import include, path

from recognition import paper_views, register_views
from recognition.copies import views as copies
from recognition.decisions import issue_views, paper_pages, views
from recognition.jobs import views as jobs
from recognition.lists import views as lists
from recognition.verify import views as verification
from recognition.votes import views as votes

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
    path("quyet-dinh/<int:pk>/trinh-ky/", issue_views.present, name="present"),
    path("quyet-dinh/<int:pk>/xem-thu/", paper_pages.preview, name="preview"),
    path("quyet-dinh/<int:pk>/xem-thu.pdf", paper_pages.preview_pdf, name="preview_pdf"),
    path("quyet-dinh/<int:pk>/ban-trinh-ky.pdf", paper_pages.signing_pdf, name="signing_pdf"),
    path("quyet-dinh/<int:pk>/quyet-dinh.pdf", paper_pages.decision_pdf, name="decision_pdf"),
    path("quyet-dinh/<int:pk>/quyet-dinh.docx", paper_pages.decision_docx, name="decision_docx"),
    path("quyet-dinh/<int:pk>/in-lai/", copies.reprint_page, name="reprint"),
    path("quyet-dinh/<int:pk>/trich-sao/", copies.extract_page, name="extract"),
    path("quyet-dinh/<int:pk>/ban-sao/<int:copy>.pdf", copies.copy_pdf, name="copy_pdf"),
    path("danh-sach/", lists.recognised_list, name="lists"),
    path("danh-sach/<int:year>.xlsx", lists.recognised_xlsx, name="list_xlsx"),
    path("ho-so/<int:pk>/phieu.pdf", paper_views.sheet_pdf, name="sheet_pdf"),
    path("ho-so/<int:pk>/phieu-trong.pdf", paper_views.blank_pdf, name="blank_pdf"),
    path("ho-so/<int:pk>/to-trinh.pdf", paper_views.request_pdf, name="request_pdf"),
    path("ho-so/<int:pk>/thong-bao.pdf", paper_views.notice_pdf, name="notice_pdf"),
    path("ho-so/<int:pk>/bao-cao.pdf", votes.report_pdf, name="votes_pdf"),
    path("ho-so/<int:pk>/bao-cao.docx", votes.report_docx, name="votes_docx"),
    path("tham-dinh/in-phieu/<int:pk>/", paper_views.round_sheets, name="round_sheets"),
    path("", include("recognition.visits.urls")),
    path("viec/<int:pk>/", jobs.job, name="job"),
    path("viec/<int:pk>/lam-tiep/", jobs.go_on, name="job_go_on"),
    path("viec/<int:pk>/ket-qua/", jobs.job_result, name="job_result"),
    path("xac-minh/", verification.verify_start, name="verify_start"),
    path("xac-minh/<str:code>/", verification.verify, name="verify"),
]
