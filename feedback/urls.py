from django.urls import path

from . import views

app_name = "feedback"

urlpatterns = [
    path("suggest/", views.suggest, name="suggest"),
    path("suggest/thanks/", views.thanks, name="thanks"),
]
