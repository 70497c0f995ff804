from django.urls import path

from . import views

app_name = "offline"

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("keep/", views.keep, name="keep"),
    path("keep/numbers/", views.keep_numbers, name="keep_numbers"),
    path("keep/no-connection/", views.no_connection, name="no_connection"),
    path("keep/not-sent/", views.not_sent, name="not_sent"),
    path("keep/selection/<str:token>/", views.keep_selection, name="keep_selection"),
    path("keep/<str:slug>/", views.keep_place, name="keep_place"),
]
