"""Addresses of the admin: which ones are (for `?next=`), and where a row is changed."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def is_admin_path(url):
    """Whether `url` is a path in the admin: no host, no scheme, nothing like `//…` or `/\\…`."""
    is_path = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return is_path and url.startswith(reverse("admin:index"))


def admin_path(url):
    """`url` when it is a path in the admin, otherwise the admin's first page."""
    return url if is_admin_path(url) else reverse("admin:index")


def change_url(row):
    """The page of the admin where `row` is changed."""
    options = row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])


# The models whose rows have an overview, a page with all that one can do with one (`core.short`).
has_overview = set()


def overview_url(row):
    """The page of the admin where one sees what can be done with a row."""
    options = row._meta
    if type(row) not in has_overview:
        return change_url(row)
    return reverse("admin:overview", args=[options.app_label, options.model_name, row.pk])


# The models whose rows are added in steps (`core.short.steps`).
has_steps = set()


def add_url(model):
    """The page of the admin where a row of `model` is begun."""
    options = model._meta
    if model in has_steps:
        return reverse("admin:begin", args=[options.app_label, options.model_name])
    return reverse(f"admin:{options.app_label}_{options.model_name}_add")


def volunteers_url(row):
    """Where public pages send who looks after `row`; empty where the admin has an address that
    nobody is told (`ADMIN_PATH`)."""
    return overview_url(row) if settings.ADMIN_PATH == "admin/" else ""


def number_in(text):
    """The primary key that an address or a form names, or None for what cannot be one."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
