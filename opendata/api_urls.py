"""Addresses without a language: `/api/`."""

from django.urls import include, path, re_path

from . import activity_views, exports
from . import api_views as views
from .lists import LISTS

app_name = "api"

# Of at most 18 digits: no database takes more.
_ID = r"(?P<pk>[1-9][0-9]{0,17})"


def _of(name, all_of_them, one, name_of_one=""):
    return [
        path(f"{name}/", all_of_them.as_view(), name=name),
        re_path(rf"^{name}/{_ID}/$", one.as_view(), name=name_of_one or one.kind),
    ]


urlpatterns = [
    path("", views.Root.as_view(), name="root"),
    *_of("organisations", views.OrganisationList, views.OrganisationDetail),
    *_of("activities", activity_views.ActivityList, activity_views.ActivityDetail, "activity"),
    re_path(
        rf"^activities/{_ID}/dates/$",
        activity_views.ActivityDates.as_view(),
        name="activity-dates",
    ),
    *_of("questions", views.QuestionList, views.QuestionDetail),
    *_of("insights", views.InsightList, views.InsightDetail),
    *_of("themes", views.ThemeList, views.ThemeDetail),
    *_of("audiences", views.AudienceList, views.AudienceDetail),
    *_of("municipalities", views.MunicipalityList, views.MunicipalityDetail),
    *_of("neighbourhoods", views.NeighbourhoodList, views.NeighbourhoodDetail),
    *(
        path(f"{name}.ndjson", exports.of(view).as_view(), name=f"all-{name}")
        for name, view in LISTS.items()
    ),
    path("gone/", views.GoneList.as_view(), name="gone"),
    path("schema.json", views.Description.as_view(), name="schema"),
    path("hsds/", include("opendata.hsds.urls")),
    # The last one.
    re_path(r"", views.Unknown.as_view()),
]
