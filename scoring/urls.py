from django.urls import include, path

from scoring.appraisal import bulk_views
from scoring.appraisal import desk_views as desk
from scoring.appraisal import views as appraisal
from scoring.bodies import remedy_views as remedies
from scoring.bodies import roll_up_views as roll_ups
from scoring.bodies import vote_views as votes
from scoring.evidence import removal_views as removals
from scoring.evidence import views as proofs
from scoring.rounds import deadline_views as deadlines
from scoring.rounds import line_views as round_lines
from scoring.rounds import outcome_views as outcomes
from scoring.rounds import part_views as round_parts
from scoring.rounds import views as rounds
from scoring.rubrics import views as rubrics
from scoring.sheets import row_views as rows
from scoring.sheets import talk_views as talks
from scoring.sheets import views as sheets
from scoring.sheets import why_views as reasons

app_name = "scoring"
urlpatterns = [
    path("ho-so/", sheets.sheet_list, name="sheets"),
    path("ho-so/<int:pk>/", sheets.sheet, name="sheet"),
    path("ho-so/<int:pk>/dong/<int:key>/", rows.save, name="save_row"),
    path("ho-so/<int:pk>/vi-sao/", reasons.why_page, name="why"),
    path("ho-so/<int:pk>/xem-thu/", reasons.what_if, name="what_if"),
    path("ho-so/<int:pk>/bieu-quyet/", votes.vote, name="vote"),
    path("ho-so/<int:pk>/khac-phuc/", remedies.remedies, name="remedies"),
    path("ho-so/<int:pk>/khac-phuc/<int:key>/", remedies.remedy, name="remedy"),
    path("ho-so/<int:pk>/nop/", sheets.submit, name="submit"),
    path("ho-so/<int:pk>/da-nop/", sheets.submitted, name="submitted"),
    path("ho-so/<int:pk>/rut-nop/", sheets.withdraw, name="withdraw"),
    path("ho-so/<int:pk>/minh-chung/<int:key>/", proofs.add_proof, name="add_proof"),
    path("ho-so/<int:pk>/trao-doi/<int:key>/", talks.talk, name="talk"),
    path("minh-chung/<int:pk>/tep/", proofs.proof_file, name="proof_file"),
    path("minh-chung/<int:pk>/xem-truoc.jpg", proofs.proof_preview, name="proof_preview"),
    path("minh-chung/<int:pk>/xoa/", removals.proof_remove, name="proof_remove"),
    path("tham-dinh/", appraisal.board, name="board"),
    path("tham-dinh/<int:pk>/", appraisal.appraise, name="appraise"),
    path("tham-dinh/<int:pk>/nhan-diem/", appraisal.accept, name="accept"),
    path("tham-dinh/<int:pk>/ket-luan/", appraisal.conclusion, name="conclusion"),
    path("tham-dinh/hang-loat/", bulk_views.bulk, name="bulk"),
    path("tham-dinh/bang-diem.xlsx", appraisal.table, name="score_table"),
    path("tham-dinh/<int:pk>/tra-lai/", desk.send_back, name="return"),
    path("tham-dinh/<int:pk>/mo-lai/", desk.reopen, name="reopen"),
    path("tham-dinh/<int:pk>/nhap-thay/", desk.take_paper_sheet, name="take_paper"),
    path("ho-so/<int:pk>/phieu-giay/", desk.paper_scan, name="paper_scan"),
    path("tham-dinh/<int:pk>/ghi-chu/", desk.note, name="note"),
    path("ho-so/<int:pk>/qua-trinh/", desk.sheet_history, name="history"),
    path("dot/", rounds.round_list, name="rounds"),
    path("dot/moi/", rounds.round_create, name="round_create"),
    path("dot/<int:pk>/", rounds.round_detail, name="round"),
    path("dot/<int:pk>/bo-sung/", rounds.unit_add, name="unit_add"),
    path("dot/<int:pk>/rut/<int:sheet>/", rounds.unit_withdraw, name="unit_withdraw"),
    path("dot/<int:pk>/mo/", rounds.round_open, name="round_open"),
    path("dot/<int:pk>/xep-loai/<int:line>/", outcomes.round_outcomes, name="round_outcomes"),
    path("dot/<int:pk>/dong/", round_lines.line_add, name="line_add"),
    path("dot/<int:pk>/dong/<int:line>/bo/", round_lines.line_remove, name="line_remove"),
    path("dot/<int:pk>/han/", deadlines.round_deadlines, name="round_deadlines"),
    path("dot/<int:pk>/bieu-quyet/", roll_ups.round_votes, name="round_votes"),
    path("dot/<int:pk>/bieu-quyet.xlsx", roll_ups.round_votes_table, name="round_votes_table"),
    path("dot/<int:pk>/lap-lai/", outcomes.round_clone, name="round_clone"),
    path("dot/<int:pk>/ky/", round_parts.round_part, name="round_part"),
    path("bo-tieu-chi/", rubrics.rubric_list, name="rubrics"),
    path("bo-tieu-chi/<int:pk>/", rubrics.rubric_detail, name="rubric"),
    path("bo-tieu-chi/", include("scoring.rubrics.builder.urls")),
    path("bo-tieu-chi/mo-hinh/", include("scoring.rubrics.programmes.urls")),
    path("", include("scoring.facts.urls")),
    path("", include("scoring.registration.urls")),
    path("", include("scoring.bodies.visit_urls")),
    path("", include("scoring.duties.urls")),
    path("", include("scoring.members.urls")),
]
