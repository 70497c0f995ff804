"""`/api/hsds/`; a slash at the end may be there or not."""

from django.urls import re_path

from . import views

app_name = "hsds"

# What is no identifier is answered like one that belongs to nothing.
_ID = r"(?P<identifier>[^/]{1,100})"


def _of(names, name, all_of_them, one):
    return [
        re_path(rf"^{names}/?$", all_of_them.as_view(), name=names),
        re_path(rf"^{names}/{_ID}/?$", one.as_view(), name=name),
    ]


urlpatterns = [
    re_path(r"^$", views.Root.as_view(), name="root"),
    re_path(r"^openapi\.json$", views.OpenAPI.as_view(), name="openapi"),
    *_of("services", "service", views.ServiceList, views.ServiceDetail),
    *_of("organizations", "organization", views.OrganizationList, views.OrganizationDetail),
    *_of(
        "service_at_locations",
        "service_at_location",
        views.ServiceAtLocationList,
        views.ServiceAtLocationDetail,
    ),
    *_of("taxonomies", "taxonomy", views.TaxonomyList, views.TaxonomyDetail),
    *_of("taxonomy_terms", "taxonomy_term", views.TaxonomyTermList, views.TaxonomyTermDetail),
]
