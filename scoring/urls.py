from django.urls import path

from scoring.appraisal import views as appraisal
from scoring.rounds import views as rounds
from scoring.rubrics import views as rubrics
from scoring.sheets import row_views as rows
from scoring.sheets import views as sheets

app_name = "scoring"
urlpatterns = [
    path("ho-so/", sheets.sheet_list, name="sheets"),
    path("ho-so/<int:pk>/", sheets.sheet, name="sheet"),
    path("ho-so/<int:pk>/dong/<int:key>/", rows.save, name="save_row"),
    path("ho-so/<int:pk>/nop/", sheets.submit, name="submit"),
    path("ho-so/<int:pk>/da-nop/", sheets.submitted, name="submitted"),
    path("ho-so/<int:pk>/minh-chung/<int:key>/", sheets.add_proof, name="add_proof"),
    path("tham-dinh/", appraisal.board, name="board"),
    path("tham-dinh/<int:pk>/", appraisal.appraise, name="appraise"),
    path("tham-dinh/<int:pk>/nhan-diem/", appraisal.accept, name="accept"),
    path("tham-dinh/<int:pk>/ket-luan/", appraisal.conclusion, name="conclusion"),
    path("dot/", rounds.round_list, name="rounds"),
    path("dot/moi/", rounds.round_create, name="round_create"),
    path("dot/<int:pk>/", rounds.round_detail, name="round"),
    path("dot/<int:pk>/mo/", rounds.round_open, name="round_open"),
    path("dot/<int:pk>/xep-loai/<int:line>/", rounds.round_outcomes, name="round_outcomes"),
    path("bo-tieu-chi/", rubrics.rubric_list, name="rubrics"),
    path("bo-tieu-chi/<int:pk>/", rubrics.rubric_detail, name="rubric"),
]
