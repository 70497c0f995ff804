from django.urls import path

from . import views

app_name = "sharing"

urlpatterns = [
    path("share/", views.share, name="share"),
    path("selection/", views.selection_start, name="selection_start"),
    path("selection/<str:token>/", views.selection, name="selection"),
    path("poster/", views.poster, name="poster"),
    path("embed/", views.embed, name="embed"),
    path("professionals/", views.professionals, name="professionals"),
    path("organisations/<str:slug>.vcf", views.organisation_card, name="organisation_card"),
]
