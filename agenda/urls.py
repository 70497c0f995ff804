from django.urls import path

from . import views

app_name = "agenda"

urlpatterns = [
    path("agenda/", views.event_list, name="event_list"),
    path("agenda/calendar.ics", views.calendar, name="calendar"),
    path("agenda/<str:slug>.ics", views.event_calendar, name="event_calendar"),
    path("agenda/<str:slug>/", views.event, name="event"),
]
