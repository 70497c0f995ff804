"""Feeds in six languages."""

from django.urls import path

from . import views

app_name = "news"

urlpatterns = [
    path("organisations/feed.atom", views.organisations, name="organisations"),
    path("agenda/feed.atom", views.agenda, name="agenda"),
]
