"""Which fields exist in every language."""

from modeltranslation.translator import translator

from .models import ReplyText

translator.register(ReplyText, fields=("title", "body"))
