"""Which fields exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Insight, Question


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "answer")


@register(Insight)
class InsightTranslation(TranslationOptions):
    fields = ("text",)
