"""Addresses without a language: `/api/`."""

app_name = "api"

urlpatterns = []
