from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.languages import all_texts, texts_with_language


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self):
        from core import roles
        from core.editing import history, sheets
        from core.kept import memory
        from core.kept.watching import watch
        from core.links import checking
        from core.search import crisis, documents

        from . import listed, places, vocabulary
        from .models import (
            Audience,
            Campaign,
            CampaignCall,
            ExternalId,
            Location,
            Municipality,
            Neighbourhood,
            Notice,
            OpeningHours,
            Organisation,
            Source,
            Theme,
        )

        documents.register("organisation", Organisation, _searched)
        documents.register("theme", Theme, _searched_theme)
        crisis.offer("theme", Theme)
        documents.register("municipality", Municipality, _searched_place)
        documents.register("neighbourhood", Neighbourhood, _searched_place)
        documents.register("audience", Audience, _searched_names, is_public=False)
        documents.register("location", Location, _searched_location, is_public=False)
        checking.register(Organisation, "website", volunteers=("owner", "backup"))
        checking.register(
            Source,
            "address",
            rows=_public_sources,
            volunteers=("organisation__owner", "organisation__backup"),
            parent="organisation",
        )
        history.register(Organisation, follow=["locations", "notices", "sources", "external_ids"])
        history.register(Location, follow=["organisation", "opening_hours", "notices"])
        history.register(OpeningHours, follow=["location"])
        history.register(Notice, follow=["organisation", "location"])
        history.register(Source, follow=["organisation"])
        history.register(ExternalId, follow=["organisation"])
        words = (Theme, Audience, Municipality, Neighbourhood)
        for model in words:
            history.register(model)
        roles.allow(Organisation, events="view", volunteers="add change", editors="delete")
        roles.allow(Location, events="view", volunteers="add change delete")
        roles.allow(Source, events="view", volunteers="add change delete")
        roles.allow(ExternalId, volunteers=roles.EVERYTHING)
        roles.allow(OpeningHours, Notice, CampaignCall, volunteers=roles.EVERYTHING)
        roles.allow(*words, Campaign, volunteers="view", editors="add change delete")
        memory.register("places", places.build, places.follow)
        memory.register("vocabulary", vocabulary.build, vocabulary.follow)
        memory.register("organisations", listed.build, listed.follow)
        family = ("pk", "parent_organisation", "sub_organisations")
        watch(Organisation, organisation=family, event="events")
        watch(Location, organisation="organisation", event="events")
        watch(OpeningHours, organisation="location__organisation")
        watch(Notice, organisation=("organisation", "location__organisation"))
        watch(Source, organisation="organisation")
        for model, kind in ((Theme, "theme"), (Audience, "audience")):
            watch(model, **{kind: "pk"}, vocabulary="pk")
            sheets.register_successors(model, partial(vocabulary.successors_of, kind))
        for model, kind in ((Municipality, "municipality"), (Neighbourhood, "neighbourhood")):
            watch(model, **{kind: "pk"}, place="pk")


def _public_sources():
    from .models import Organisation, Source

    return Source.objects.filter(organisation__in=Organisation.objects.published())


def _searched(organisation):
    """In which words an organisation is found; its themes and places are found by theirs."""
    return {
        "name": texts_with_language(organisation, "name"),
        "summary": texts_with_language(organisation, "summary"),
        "body": texts_with_language(organisation, "description", "how_to_join", "cost_note"),
    }


def _searched_names(audience):
    return {"name": texts_with_language(audience, "name")}


def _searched_location(location):
    return {"name": texts_with_language(location, "name", "street")}


def _searched_theme(theme):
    return {
        "name": texts_with_language(theme, "name"),
        "summary": texts_with_language(theme, "tagline"),
    }


def _searched_place(place):
    """All its names; short names, aliases and postal codes have no language of their own."""
    names = texts_with_language(place, "name")
    others = [*place.aliases, *place.postal_codes]
    if hasattr(place, "short_name"):
        others += all_texts(place, "short_name")
    return {"name": [*names, *((name, "") for name in others)]}
