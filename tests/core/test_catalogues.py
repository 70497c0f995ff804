"""The catalogues choose the plural form that the language wants (Unicode CLDR, plural rules), all
texts speak to her in one voice, and what is compiled is shown."""

import json
import re
from gettext import c2py

import pytest
from babel import Locale
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation.reloader import translation_file_changed

from core.catalogues import compile_all, path_of, read

pytestmark = pytest.mark.one_database

FORMS = {
    "nl": ["one", "other"],
    "fr": ["one", "other"],
    "en": ["one", "other"],
    "es": ["one", "other"],
    "ar": ["zero", "one", "two", "few", "many", "other"],
}


@pytest.mark.parametrize("language", FORMS)
def test_plural_rule_agrees_with_unicode(language):
    form_of = c2py(read(language).plural_expr)

    chosen = [FORMS[language][form_of(number)] for number in range(1_000)]

    assert chosen == [Locale(language).plural_form(number) for number in range(1_000)]


# We say je, vous, tú (never vosotros: most who read Spanish do not) and siz, and to a woman in
# Arabic; these words would be another voice.
OTHER_VOICE = {
    "nl": r"(?<!\d )[Uu]w?(?!\.)",
    "fr": "[Tt]u|[Tt]oi|[Tt]es|[Tt]on",
    "es": "[Uu]sted(es)?|[Vv]osotr[ao]s|[Vv]uestr[ao]s?|os|"
    "Escriba|Elija|Indique|Marque|Añada|Guarde|Pulse|Busque|Haga|Compruebe|"
    "Introduzca|Pregunte|Llame|Cambie|Seleccione|Confirme|Lea|Corrija",
    "tr": "[Ss]en|[Ss]enin|[Ss]eni|[Ss]ana",
    "ar": "اكتب|اختر|اضغط|أدخل|ابحث|اسأل|اتصل|احفظ|أضف|انقر|انسخ|ابدأ|ضع",
}


# What she may say to somebody else.
SAID = re.compile("[“«„][^”»]*[”»]|‘[^’]*’")


def speaks_otherwise(language, text):
    return re.search(rf"(?<!\w)({OTHER_VOICE[language]})(?!\w)", SAID.sub("", text))


def texts_of(language):
    for message in read(language):
        yield from [message.string] if isinstance(message.string, str) else message.string
    for fixture in settings.DEMO_FIXTURES:
        for row in json.loads((settings.BASE_DIR / f"fixtures/{fixture}.json").read_text()):
            for name, value in row["fields"].items():
                # Patterns are what she types: nobody speaks to her in them.
                if name.endswith(f"_{language}") and value and not name.startswith("patterns_"):
                    yield value


@pytest.mark.parametrize("language", OTHER_VOICE)
def test_all_texts_speak_in_one_voice(language):
    assert [text for text in texts_of(language) if speaks_otherwise(language, text)] == []


# Words of our texts whose last alif carries a sign; not every final alif does (هذا, معنا).
ACCUSATIVES = (
    "أبدا|أحيانا|أسبوعا|أغراضا|أوراقا|أولا|أيضا|إضافيا|اجتماعيا|بسيطا|بعضا|بدلا|بيوتا|"
    "تقريبا|جدا|جزءا|حاليا|حاملا|حديثا|حفاضا|خصوصا|دائما|دعما|رقما|ساريا|شكرا|شيئا|"
    "صباحا|طفلا|عددا|عموما|غالبا|غدا|فورا|قليلا|كبيرا|كتبا|كثيرا|كيسا|ليلا|مباشرا|"
    "مبكرا|مثلا|مجانا|مرحبا|معا|مكانا|موعدا|مولودا|نفسيا|نهارا|واحدا|يوما"
)


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("the sign stands after the alif", "ًا"),
        ("an accusative has its sign", rf"(?<!\w)و?({ACCUSATIVES})(?![\wً])"),
        ("no vowel that the other words do not have", "كِ"),
        ("Arabic has its own comma, semicolon and question mark", "[ء-ي] ?[,;?]"),
        ("quotation marks are « and »", "[ء-ي][\"'„“]"),
        ("an office is no service", "خدمة (ال)?(اجتماعية|قانونية)"),
        ("a husband is meant too", "(?<!أو )شريك[كي]"),
        ("she is not lonely because she raises her child on her own", "أمّ? وحيدة"),
        ("Schaerbeek as Brussels says it", "سخاربيك"),
    ],
)
def test_arabic_is_written_one_way(reason, wrong):
    assert [text for text in texts_of("ar") if re.search(wrong, text)] == [], reason


def test_french_signs_never_begin_a_line():
    """A space that does not break stands before them, and inside the quotation marks."""
    assert [text for text in texts_of("fr") if re.search("[ ][:;?!»]|«[ ]", text)] == []


def test_another_voice_is_noticed():
    for language, text in {
        "nl": "Kunt u dit lezen?",
        "fr": "Tu peux lire.",
        "es": "Escriba un nombre.",
        "tr": "Bu senin listen.",
        "ar": "اختر لغتها أولاً",
    }.items():
        assert speaks_otherwise(language, text)


RAINBOW = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Rainbow"
msgstr "Gökkuşağı"
"""


@pytest.fixture
def own_catalogue(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    path = path_of("tr")
    path.parent.mkdir(parents=True)
    yield path
    translation_file_changed(None, path.with_suffix(".mo"))


def test_compiled_text_is_shown_although_the_language_was_read_before(own_catalogue):
    with override("tr"):
        before = gettext("Rainbow")
    own_catalogue.write_text(RAINBOW, encoding="utf-8")

    compiled = compile_all()

    with override("tr"):
        assert (before, compiled, gettext("Rainbow")) == ("Rainbow", ["tr"], "Gökkuşağı")
