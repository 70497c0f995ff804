from django.urls import path

from . import views

app_name = "faq"

urlpatterns = [
    path("faq/", views.question_list, name="question_list"),
    path("faq/<str:slug>/", views.question, name="question"),
    path("faq/<str:slug>/clear/", views.question_clarity, name="question_clarity"),
]
