"""All lists of records by name: what is also given out whole, and written as files."""

from . import activity_views, api_views

LISTS = {
    "organisations": api_views.OrganisationList,
    "activities": activity_views.ActivityList,
    "questions": api_views.QuestionList,
    "insights": api_views.InsightList,
    "themes": api_views.ThemeList,
    "audiences": api_views.AudienceList,
    "municipalities": api_views.MunicipalityList,
    "neighbourhoods": api_views.NeighbourhoodList,
}
