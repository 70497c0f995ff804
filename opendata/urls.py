"""Pages in six languages."""

from django.urls import path

from . import views

app_name = "opendata"

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/api/", views.api, name="api"),
]
