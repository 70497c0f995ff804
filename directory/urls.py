from django.urls import path

from . import views
from .questions import sheet_check

app_name = "directory"

urlpatterns = [
    path("organisations/", views.organisation_list, name="organisation_list"),
    path("organisations/<str:slug>/", views.organisation, name="organisation"),
    path("themes/", views.theme_list, name="theme_list"),
    path("themes/<str:slug>/", views.theme, name="theme"),
    path("places/", views.place_list, name="place_list"),
    path("places/<str:slug>/", views.municipality, name="municipality"),
    path("places/<str:municipality>/<str:slug>/", views.neighbourhood, name="neighbourhood"),
    path("check/<str:token>/", sheet_check.sheet_check, name="sheet_check"),
]
