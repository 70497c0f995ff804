"""Keeps translated texts honest: what looks empty is empty, rich text is safe, on every save."""

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
