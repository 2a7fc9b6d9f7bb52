from django.urls import path

from scoring.facts import fact_views as facts
from scoring.facts import ledger_views as ledgers
from scoring.facts import log_views as logs

urlpatterns = [
    path("so-sinh-hoat/", logs.log_list, name="logs"),
    path("so-sinh-hoat/<slug:code>/", logs.log_page, name="log"),
    path("so-sinh-hoat/<slug:code>/ghi/", logs.meeting_add, name="meeting_add"),
    path("so-sinh-hoat/<slug:code>/<int:pk>/", logs.meeting_change, name="meeting"),
    path("so-sinh-hoat/<slug:code>/<int:pk>/gach-bo/", logs.meeting_strike, name="meeting_strike"),
    path("so-lieu/", facts.facts_waiting, name="facts_waiting"),
    path("so-lieu/<slug:code>/", facts.fact_page, name="facts"),
    path("so-lieu/<slug:code>/<slug:field>/", facts.fact_history, name="fact_history"),
    path("so-theo-doi/<slug:code>/", ledgers.ledger, name="ledger"),
    path("so-theo-doi/<slug:code>/ghi/", ledgers.ledger_add, name="ledger_add"),
    path("so-theo-doi/<slug:code>/<int:pk>/bo/", ledgers.ledger_drop, name="ledger_drop"),
]
