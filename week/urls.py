"""Pages in six languages."""

from django.urls import path

from . import views

app_name = "week"

urlpatterns = [
    path("agenda/week/", views.week, name="week"),
    path("agenda/week/sheet/", views.sheet, name="sheet"),
    path("agenda/week/feed.atom", views.feed, name="feed"),
]
