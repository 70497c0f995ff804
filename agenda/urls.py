from django.urls import path

from . import views
from .feeds import views as feeds

app_name = "agenda"

urlpatterns = [
    path("agenda/", views.event_list, name="event_list"),
    path("agenda/calendar.ics", feeds.calendar, name="calendar"),
    path("agenda/<str:slug>.ics", feeds.event_calendar, name="event_calendar"),
    path("agenda/<str:slug>/", views.event, name="event"),
]
