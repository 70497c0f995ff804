from html import unescape

from django.apps import AppConfig
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from core.languages import texts_with_language


class FaqConfig(AppConfig):
    name = "faq"
    verbose_name = _("Questions")

    def ready(self):
        from core import roles
        from core.editing import history
        from core.kept import memory
        from core.kept.watching import watch
        from core.links import checking
        from core.search import crisis, documents
        from directory.merging.relations import Way, register

        from . import urgent
        from .models import Insight, Question, QuestionSource, Remark

        memory.register("urgent", urgent.topics, urgent.followed)
        documents.register("question", Question, _searched)
        crisis.offer("questions", Question)
        documents.register("insight", Insight, _searched_insight, is_public=False)
        checking.register(QuestionSource, "url", rows=_public_sources, parent="question")
        checking.register(Insight, "link")
        # What visitors answer about an answer changes no page.
        watch(Question)
        watch(QuestionSource, question="question")
        watch(Insight)
        register(Question, "organisations", Way.LISTED)
        history.register(Question, follow=["sources"])
        history.register(QuestionSource, follow=["question"])
        history.register(Insight)
        roles.allow(Question, Insight, volunteers="view add change", editors="delete")
        roles.allow(QuestionSource, volunteers="view", editors="add change delete")
        roles.allow(Remark, editors="view delete")


def _public_sources():
    from .models import Question, QuestionSource

    return QuestionSource.objects.filter(question__in=Question.objects.published())


def _searched(question):
    return {
        "name": texts_with_language(question, "question"),
        "body": [
            (unescape(strip_tags(text.replace("<", " <"))), language)
            for text, language in texts_with_language(question, "answer")
        ],
    }


def _searched_insight(insight):
    return {
        "name": [(insight.authors, ""), (insight.title, "")],
        "body": texts_with_language(insight, "text"),
    }
