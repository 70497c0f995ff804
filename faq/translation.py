"""Which fields exist in every language."""

from modeltranslation.translator import translator

from .models import Insight, Question

translator.register(Question, fields=("question", "answer"))
translator.register(Insight, fields=("text",))
