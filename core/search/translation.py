"""Which fields exist in every language."""

from modeltranslation.translator import translator

from .models import CrisisNumber, CrisisTopic

translator.register(CrisisTopic, fields=("sentence", "patterns"))
translator.register(CrisisNumber, fields=("label", "hours"))
