from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class DeskConfig(AppConfig):
    """Without models: an app for its command."""

    name = "core.desk"


class AdminSiteConfig(admin_apps.AdminConfig):
    """Stands in INSTALLED_APPS instead of `django.contrib.admin`."""

    default = False
    default_site = "core.desk.site.Site"
