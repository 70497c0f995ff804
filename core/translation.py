"""Keeps translated texts honest: what looks empty is empty, rich text is safe, on every save."""

from functools import cache, partial, wraps

from modeltranslation import manager
from modeltranslation.translator import translator

from .models import RichTextField
from .rich_text import sanitised
from .text import is_blank, storable


def clean_texts(sender, instance, **_kwargs):
    """Before any save (also `loaddata`): a blank translation may not hide the fallback."""
    options = translator.get_options_for_model(sender) if sender in _registered() else None
    for field in options.get_field_names() if options else ():
        for translation in options.all_fields[field]:
            text = getattr(instance, translation.name)
            if text is None:
                continue
            text = "" if is_blank(text) else storable(text)
            if text and isinstance(translation.translated_field, RichTextField):
                text = sanitised(text)
            setattr(instance, translation.name, text)


def _registered():
    return translator.get_registered_models(abstract=False)


def keep_queryset_classes():
    """django-modeltranslation makes a class for each queryset of each query; one of each is enough.

    Making a class costs as much as a small query, and Python is slow with one that is new to it.
    """
    make = manager.multilingual_queryset_factory
    kept = cache(partial(make, instantiate=False))

    @wraps(make)  # pickle looks for it under its name
    def multilingual_queryset_factory(old_cls, instantiate=True):
        return kept(old_cls)() if instantiate else kept(old_cls)

    manager.multilingual_queryset_factory = multilingual_queryset_factory
