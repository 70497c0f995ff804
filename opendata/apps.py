from django.apps import AppConfig

# What a record says of words: their address, whether they are sensitive, or nothing of what is
# archived. What it says of rows that belong to it, or that it belongs to, `watch` knows.
_WORDS = {"theme": ["themes"], "audience": ["audiences"]}
SAYS = {
    "organisation": {
        **_WORDS,
        "municipality": ["serves_municipalities", "locations__municipality"],
        "neighbourhood": ["locations__neighbourhood"],
    },
    "event": {
        **_WORDS,
        "municipality": ["municipality", "location__municipality"],
        "neighbourhood": ["neighbourhood", "location__neighbourhood"],
    },
    "question": {"theme": ["themes"]},
    "insight": {"theme": ["themes"]},
    "municipality": {"municipality": ["neighbours"]},
    "neighbourhood": {"municipality": ["municipality"]},
}
# Which organisations it names, while they are public.
NAMES = {
    "event": {"organisation": ["calendar_entry__source__organisation"]},
    "question": {"organisation": ["organisations"]},
}


class OpendataConfig(AppConfig):
    name = "opendata"

    def ready(self):
        from agenda.models import Event
        from core.changes.writing import follow
        from directory.models import Audience, Municipality, Neighbourhood, Organisation, Theme
        from directory.tables import hsds_own
        from faq.models import Insight, Question

        from .hsds import recognised

        hsds_own.register(recognised.said)
        for model in (Organisation, Event, Question, Insight):
            kind = model._meta.model_name
            follow(kind, model.objects.published, says=SAYS[kind], names=NAMES.get(kind))
        for model in (Theme, Audience, Municipality, Neighbourhood):
            kind = model._meta.model_name
            follow(kind, model.objects.all, says=SAYS.get(kind))
