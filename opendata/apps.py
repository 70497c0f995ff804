from django.apps import AppConfig


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
            follow(model._meta.model_name, model.objects.published)
        for model in (Theme, Audience, Municipality, Neighbourhood):
            follow(model._meta.model_name, model.objects.all)
