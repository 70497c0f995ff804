"""Pages in six languages. A dot in the name: no organisation and no activity can be called so."""

from django.urls import path

from . import views

app_name = "downloads"

urlpatterns = [
    path("organisations/list.html", views.organisation_paper, name="organisation_paper"),
    path("agenda/list.html", views.event_paper, name="event_paper"),
    path("places/<str:slug>/sheet/", views.municipality_sheet, name="municipality_sheet"),
    path(
        "places/<str:municipality>/<str:slug>/sheet/",
        views.neighbourhood_sheet,
        name="neighbourhood_sheet",
    ),
    path("organisations/list.<str:kind>", views.organisation_file, name="organisation_file"),
    path("agenda/list.<str:kind>", views.event_file, name="event_file"),
    path("selection/<str:token>/list.<str:kind>", views.selection_file, name="selection_file"),
]
