"""The interface texts in every language: extracting, updating, compiling and checking catalogues.

Babel does all of it, so nobody needs GNU gettext. `manage.py catalogues` is the command line.
The files change only when a text changes: no dates, no line numbers, no guessed translations.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

SOURCE_LANGUAGE = "en"  # message ids are English

# Where Babel's rule is not Django's or ours. Its Arabic one gives 11 to 99 the form of 100.
_PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
    "es": "nplurals=2; plural=(n != 1);",  # and no third form for millions
    **dict.fromkeys(("fr", "tr"), "nplurals=2; plural=(n > 1);"),
}

_HEADER = """\
# The interface texts. `make messages` keeps this file in step with the sources.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def extract_django(fileobj, keywords, comment_tags, options):
    """Babel's extraction method for Django templates; see `babel.cfg`.

    Django turns the template into something like Python, with all else as runs of one letter.
    Its indentation means nothing there, so it goes.
    """
    code = templatize(fileobj.read().decode(options.get("encoding", "utf-8")))
    code = "\n".join(line.lstrip() for line in code.split("\n"))
    yield from extract_python(BytesIO(code.encode()), keywords, comment_tags, options)


def path_of(language):
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def extracted():
    """A `Catalog` of every text in the sources, without translations."""
    with (settings.BASE_DIR / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog()
    for filename, line, message, comments, context in extract_from_dir(
        settings.BASE_DIR,
        methods,
        options,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        catalogue.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return catalogue


def read(language):
    """The `Catalog` of a language; an empty one when it has no file yet."""
    path = path_of(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def update(language, sources):
    """Writes the catalogue of `language` with exactly the texts of the `Catalog` `sources`.

    Translations stay where the text is the same; a changed text is a new one, without translation.
    Returns the number of texts without translation.
    """
    old, new = read(language), _empty(language)
    for message in sources:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        if known and bool(known.pluralizable) != bool(message.pluralizable):
            known = None
        translation = known.string if known else ""
        if language == SOURCE_LANGUAGE and not _is_complete(translation):
            translation = message.id
        new.add(
            message.id,
            translation,
            message.locations,
            flags={"fuzzy"} if known and known.fuzzy else (),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_HEADER.format(language=language, plural_forms=new.plural_forms).encode())
        write_po(file, new, width=100, omit_header=True, sort_by_file=True, include_lineno=False)
    return sum(not _is_complete(message.string) for message in new if message.id)


def compile_all():
    """Compiles the catalogues that changed since last time; returns their languages."""
    changed = []
    for language, _ in settings.LANGUAGES:
        path = path_of(language)
        compiled = path.with_suffix(".mo")
        if not path.exists() or (
            compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime
        ):
            continue
        with compiled.open("wb") as file:
            write_mo(file, read(language))
        # Django read the language of the site while it started: the old texts, or none.
        translation_file_changed(None, compiled)
        changed.append(language)
    return changed


def problems():
    """What is wrong with the catalogues, a sentence each; an empty list when all is well.

    Every language has every text of the sources and no other, translated, not fuzzy, with its own
    number of plural forms and without unknown placeholders.
    """
    sources = extracted()
    return [
        f"{language}: {problem}"
        for language, _ in settings.LANGUAGES
        for problem in _problems_of(read(language), sources)
    ]


def _problems_of(catalogue, sources):
    messages = [message for message in catalogue if message.id]
    used, kept = _keys(sources), _keys(catalogue)
    kinds = {
        "not in the catalogue; run `make messages`": [key[0] for key in used - kept],
        "no longer in the sources; run `make messages`": [key[0] for key in kept - used],
        "not translated": [row.id for row in messages if not _is_complete(row.string)],
        "marked fuzzy": [row.id for row in messages if row.fuzzy],
    }
    for kind, ids in kinds.items():
        if ids:
            examples = ", ".join(sorted(map(_quoted, ids))[:3])
            yield f"{len(ids)} {kind}: {examples}{', …' if len(ids) > 3 else ''}"
    for message, errors in catalogue.check():
        for error in errors:
            yield f"{_quoted(message.id)}: {error}"


def _keys(catalogue):
    return {(message.id, message.context) for message in catalogue if message.id}


def _quoted(message_id):
    text = message_id if isinstance(message_id, str) else message_id[0]
    return f"“{' '.join(text.split())}”"


def _is_complete(translation):
    forms = [translation] if isinstance(translation, str) else translation
    return bool(forms) and all(form and form.strip() for form in forms)


def _empty(language):
    catalogue = Catalog(locale=language)
    if language in _PLURAL_FORMS:
        catalogue.mime_headers = [("Plural-Forms", _PLURAL_FORMS[language])]
    return catalogue
