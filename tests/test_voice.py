"""What a machine can find in the texts of the site: see docs/voice.md, which says what and why.

Each finder gives what it found as lines to read, and says in its first line what to do about it;
one test plants a fault of each kind.
"""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from core import catalogues
from core.languages import CODES
from handbook.book import LANGUAGES, book_in, path_of
from tests.test_conventions import PYTHON_FILES, name_of, template_of

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
FIXTURES = sorted((ROOT / "fixtures").glob("*.json"))


class Text(NamedTuple):
    """`html` as it is written, and `plain` what is read: a line for each block."""

    language: str
    name: str
    html: str

    @property
    def plain(self):
        return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(p|li|h3)>|<br>", "\n", self.html)))


@cache
def texts():
    """Every text of catalogues, fixtures and the handbook, in every language."""
    return [*_of_catalogues(), *_of_fixtures(), *_of_handbook()]


def _of_catalogues():
    for code in CODES:
        for message in catalogues.read(code):
            name = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string if isinstance(message.string, tuple) else [message.string]
            yield from (Text(code, f"catalogue: {name}", form) for form in forms if name)


def _of_fixtures():
    for fixture in FIXTURES:
        for row in json.loads(fixture.read_text()):
            slug = row["fields"].get("slug") or row["fields"].get("title", "")
            for field, value in row["fields"].items():
                code = field.rpartition("_")[2]
                # Patterns are what she types.
                if code in CODES and value and not field.startswith("patterns_"):
                    yield Text(code, f"{fixture.stem}: {slug} {field}", value)


def _of_handbook():
    for language in LANGUAGES:
        for part in book_in(language).parts:
            name = f"{path_of(language).name}: {part.title}"
            # What stands in code is what one types.
            yield Text(language, name, re.sub(r"<code>.*?</code>", "", part.html))


# Words that we do not use, each with what we write instead. Where another word in the same text
# makes one right, it follows `|||`.

NOT_OURS = {
    "nl": {
        "[Kk]un (je|jij)": "kan je",
        "[Jj]e kunt": "je kan",
        "[Kk]wetsba(ar|re)": "zeg wat er is: je voelt je alleen, je bent moe",
        "psychisch probleem": "het gaat niet goed in je hoofd of je hart",
        "pijn gedaan wordt": "iemand doet je pijn",
        "slaapt niet, ook als": "slaapt niet, ook niet als",
        "alles vol": "volzet",
        "Hier is niets anders": "Hier is niets veranderd",
        # The words of the desk.
        "[Ss]lugs?": "webadres",
        r"[Oo]pslaan|[Oo]pgeslagen": "bewaren",
        r"[Ii]nloggen|[Ii]ngelogd|[Uu]itgelogd": "aanmelden, afmelden",
        r"[Aa]fzeggen|[Aa]fgezegd": "een datum afgelasten",
        r"[Oo]ntwerp(en)?": "concept",
        "datums": "data",
        "[Oo]bjecten|met succes": "zeg wat er gebeurd is",
        r"[Dd]e \{name\}|[Hh]et \{name\}": "zonder lidwoord: ‘{obj}’ is gewijzigd",
    },
    "fr": {
        "Aide proche": "Près de chez vous",
        "[Vv]ulnérables?": "dites ce qui est : vous vous sentez seule, vous êtes fatiguée",
        "ne devez pas (vous inscrire|être)": "pas besoin de vous inscrire, d’être",
        "Puis-je venir une fois": "Puis-je passer un jour",
        "[Pp]ublic cible": "mamans, parents",
        "([Ll]es|[Dd]es|[Uu]ne|dix) mères?": "mamans",
        "demandez le psychologue": "demandez à parler à un ou une psychologue",
        "n’avez (rien|pas) à décider": "rien ne vous oblige à décider",
        "peur pour votre séjour": "peur de perdre votre droit de séjour",
        "pouvez demander là": "pouvez vous y renseigner",
        "tout le monde connaît cela": "tout le monde est passé par là",
        "rester une île": "Personne n’est une île",
        # The words of the desk.
        "[Ss]lugs?": "adresse web",
        "[Aa]ujourd’hui exacte?|[Tt]oujours exacte?": "toujours juste",
        "[Aa]jout de %": "Ajouter : %",
        "[Ll]’objet|avec succès": "dites ce qui s’est passé",
        "bureau de consultation": "the name that it has: consultation ONE",
        # “d’” before a vowel: nobody knows how a name begins.
        r"(de|du|que) %\((name|site|place|title|beside|organisation)\)s": "« … : %(name)s »",
    },
    "en": {
        "[Ss]lugs?": "web address",
        "successfully": "say what happened",
        "[Vv]ulnerable": "say what is: you feel alone, you are tired",
        "[Tt]arget group": "mothers, parents",
        "stand together": "are all in one place",
        "can’t any more": "can’t go on",
        "very many": "a lot of",
        r"child of \d": "child aged 3",
        "[Rr]ather codes": "say what the button does",
        "no page of this site": "not a page of this site",
        "consultation bureau": "baby clinic",
        "how it is with": "what it is like with",
        "You (become|register) .* (first|member)": "Become a member first, Register first",
        "when in danger": "if you are in danger",
        "makes coming": "makes it easier to come",
        "your own is not there": "your own doctor is away",
        "leave by the": "leave with the",
    },
    "ar": {
        "سخاربيك": "سكاربيك",
        "(ال|ب|بال)?رخصة": "ترخيص",
        "لإكسل|لبرنامج إكسل": "Excel: إكسل is Ixelles",
        "مع أهل آخرين": "مع أمهات وآباء آخرين",
        "صباح القهوة": "لقاء الصباح مع فنجان قهوة",
        "\\w*\u064b\u0627": "the tanwin after the alif: شكراً",
        "إثنين": "اثنين",
        "أمّ? وحيدة": "أمّ تربّي أطفالها وحدها",
        "عند العنف، أو": "إذا كنت تتعرضين للعنف",
        r"ملفات? تعريف \(": "ملفات تعريف ارتباط",
        "[يت]فكر(ون)? معك": "يساعدك على التفكير في",
    },
    "es": {
        r"\w+(áis|éis)": "ustedes: cuiden, miren",
        "[Oo]s|[Vv]osotr[ao]s|[Vv]uestr[ao]s?|cuidad|mirad": "ustedes: cuiden, miren",
        "[Mm]adres? solas?|padres solos": "cría sola, familias monoparentales",
        "[Mm]añana de café|[Cc]afé de bebés": "lo que se hace allí: un encuentro con café",
        "[Aa]lgo mal aquí": "¿Ves algún error?",
        "[Vv]ulnerables?": "lo que pasa: te sientes sola, estás cansada",
        "prima de nacimiento ||| prime de naissance": "la ayuda por nacimiento",
        "[Cc]arritos?": "cochecito",
        "[Oo]rdenador": "computadora",
        "[Aa]p[uú]nta(rse|te)": "inscribirse",
        "[Ee]nséñal[ao]": "muéstrala",
        "la ONE": "ONE",
        "([Ll]as?|[Oo]tras?|[Uu]nas?) webs?": "un sitio, un sitio web",
        "piensan? contigo": "te aconseja sobre",
        "Mañana en [a-z]+": "una mañana en árabe: mañana es también otro día",
    },
    "tr": {
        r"[Yy]alnız (bir )?anne\w*": "çocuğunu tek başına büyüten anne",
        r"[Yy]alnız gel\w+": "tek başına gelmek",
        "Felemenkçe ||| Flamanca": "Flamanca",
        "Kahve sabahı|bebek kafesi": "kahve sohbeti",
        "Uzmanlar için": "sosyal hizmet ve sağlık çalışanları",
        "Ruh sağlığı": "Kendimi daha iyi hissetmek",
        r"[Hh]assas anne\w*": "anne",
        r"avro\w*": "euro",
        r"[Ww]eb site\w*": "internet sitesi",
        r"[Bb]esleme(ler)?": "akış (feed); a baby is fed: emzirme, mama",
        "[Dd]ilsiz": "dili olmayan: dilsiz is somebody who cannot speak",
        "Sorun: .*": "arayıp sorun, sorabilirsiniz",
        "bir sosyal hizmete": "bir sosyal hizmet bürosuna",
        r"sizinle birlikte düşün\w*": "size yol gösterir",
    },
}


def forbidden_words(texts):
    """A word that we do not use, and what we write: docs/voice.md, the section of the language."""
    for text in texts:
        for word, ours in NOT_OURS[text.language].items():
            wrong, _bar, unless = word.partition(" ||| ")
            found = re.search(rf"(?<!\w)({wrong})(?!\w)", text.plain)
            if found and not (unless and unless in text.plain):
                yield f"{text.language}, {text.name}: {found[0]} (we write: {ours})"


# Signs


def straight_signs(texts):
    """A straight apostrophe or quotation mark, where people read: it should be a curved one."""
    for text in texts:
        if found := re.search(r".{,9}['\"].{,9}", text.plain):
            yield f"{text.language}, {text.name}: {found[0]}"


def quotation_marks(texts):
    """Quotation marks of another language: the table in docs/voice.md has those of each."""
    ours = {"nl": "‘’", "fr": "«»", "en": "“”", "ar": "«»", "es": "«»", "tr": "“”"}
    for text in texts:
        wrong = set("«»“”‘„‹›") - set(ours[text.language])
        plain = text.plain
        if text.language == "es":  # those of English stand within another quotation
            plain = re.sub(r"(?<=«)[^»]*", "", plain)
        if found := sorted(wrong & set(plain)):
            yield f"{text.language}, {text.name}: {''.join(found)}"


def french_spaces(texts):
    """A wide space, or none, before : ; ? ! or »: French has a narrow no-break space there."""
    for text in texts:
        wrong = r"\w+[ \u00a0]?(:(?!//)|(?<!:\d\d);|[?!»])(?=\s|$)|«(?!\u202f)"
        if text.language == "fr" and (found := re.search(wrong, text.plain)):
            yield f"{text.name}: {found[0]}"


# Hours as we do not write them. Dutch says “tot 12.30 uur” in a sentence, too.
CLOCKS = {
    "nl": r"\d:\d\d|\d ?u\b",
    "fr": r"\d:\d\d|\d ?h(?=\b|\d)",
    "en": r"\d ?[ap]\.?m\b",
    "ar": r"\b\d{1,2}\.\d\d (صباحاً|مساءً)",
    "es": r"\d ?h\b|\d ?[ap]\. ?m\.",
    "tr": r"\d:\d\d|(?<![\d.])\d\.\d\d(?!\d)",
}


def other_clocks(texts):
    """Hours that the language writes otherwise: the table in docs/voice.md has an example."""
    for text in texts:
        # What is typed is the same in every language.
        if re.search(r"[Ss]uch as:? .*\d:\d\d|from 0:00", text.name):
            continue
        if found := re.search(CLOCKS[text.language], text.plain):
            yield f"{text.language}, {text.name}: {found[0]}"


def long_sentences(texts):
    """A sentence of an answer with more than 25 words: make two of it."""
    for text in texts:
        if text.name.startswith("faq: ") and " answer_" in text.name:
            # A list begins with what it is about.
            html = re.sub(r"(<(?:li|p)>\s*<strong>.*?</strong>)", r"\1<br>", text.html)
            lines = text._replace(html=html).plain
            for sentence in re.split(r"[.!?؟…]+[»”’)]*(?:\s|$)|\n", lines):
                if len(sentence.split()) > MOST_WORDS:
                    yield f"{text.language}, {text.name}: {' '.join(sentence.split()[:6])}"


MOST_WORDS = 25


# Guides: what the Dutch one says is said in all six languages

LEAST_LETTERS = {"fr": 0.85, "en": 0.85, "ar": 0.75, "es": 0.85, "tr": 0.85}


def thin_guides(texts):
    """A guide that lost something that the Dutch one says: a heading, an item, a number."""
    guides = {}
    for text in texts:
        if " guide_" in text.name:
            guides.setdefault(text.name.split()[1], {})[text.language] = text
    for name, by_language in guides.items():
        dutch = by_language["nl"]
        for code, least in LEAST_LETTERS.items():
            for what in _lost(by_language.get(code), dutch, least):
                yield f"{code}, guide of {name}: {what}"


def _lost(guide, dutch, least):
    if guide is None:
        return ["all of it"]
    lost = []
    for tag in ("<h3>", "<li>", "<p>"):
        if guide.html.count(tag) < dutch.html.count(tag):
            lost.append(f"{tag} {guide.html.count(tag)} of {dutch.html.count(tag)}")
    numbers = _numbers(dutch) - _numbers(guide)
    lost += [f"number {number}" for number in sorted(numbers)]
    share = _letters(guide) / _letters(dutch)
    return lost + ([f"{share:.0%} of the letters"] if share < least else [])


def _numbers(text):
    """Telephone numbers and ages, without the spaces in them."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", text.plain)))


def _letters(text):
    return sum(character.isalpha() for character in text.plain)


# Templates and Python


def formats_by_hand(files):
    """A date or a time that is put together by hand: `core.wording` knows how languages write it.

    ISO dates are for programs.
    """
    by_hand = (
        r"""\|date:(?!"Y-m-d")[^}]*|\|time\b[^}]*|\bdate_format\(|\bstrftime\("""
        r"""|\bWEEKDAYS_ABBR\b|%[aAbB]\b|format_date(time)?\("""
    )
    for name, source in files:
        if name not in MAY_FORMAT:
            for found in re.finditer(by_hand, source):
                yield f"{name}: {found[0].strip()}"


MAY_FORMAT = {
    # “on the 3rd of the month”, which CLDR has no pattern for.
    "agenda/sentence.py",
    # For programs.
    "sharing/vcard.py",
    # What volunteers type is read in both ways.
    "directory/questions/week.py",
    # What stands in the cells of a spreadsheet.
    "core/tables/workbook_styles.py",
}


def times_by_hand(files):
    """A time that people read, made by an f-string: `core.wording.hours.clock` writes it."""
    for name, source in files:
        if name not in MAY_SAY_ISO_TIMES and "/migrations/" not in name:
            for found in re.finditer(r"\{[^{}]*:%H:%M\}", source):
                yield f"{name}: {found[0]}"


MAY_SAY_ISO_TIMES = {
    "agenda/calendars/saying.py",  # compared, never shown
    "agenda/models/occurrence.py",
    "core/imports/columns.py",  # cells of a table
    "core/tables/workbook_styles.py",
    "directory/opening.py",  # schema.org
    "directory/tables/organisations.py",
}


def glued_labels(files):
    """A colon by hand before a value: `{% colon %}` or `core.wording.labels.labelled` writes it."""
    for name, source in files:
        if name in MAY_GLUE or "/management/commands/" in name:
            continue
        if name.endswith(".py"):
            pattern = r"""\}: \{|["']\{\}: |>: \{\}"""
        else:
            source = re.sub(
                r"{% blocktranslate.*?{% endblocktranslate %}", "", source, flags=re.DOTALL
            )
            pattern = r"(?:}}|%}|</\w+>):(?= |\n|</)|>: (?={[{%])|\bWhatsApp: ?{"
        for found in re.finditer(pattern, source):
            yield f"{name}: {source[max(0, found.start() - 30) : found.end()]!r}"


# What only people with a terminal read, and what another program wrote.
MAY_GLUE = {
    "core/catalogues.py",
    "directory/placing/geocoding.py",
    "directory/tables/hsds_objects.py",
    "faq/models.py",
    "feedback/models.py",
    "geo/best.py",
    "watching/going.py",
    "watching/logs.py",
    "watching/views.py",
}


@cache
def template_files():
    paths = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    return [(name_of(path), template_of(path)) for path in sorted(paths)]


@cache
def python_files():
    return [(name_of(path), path.read_text()) for path in PYTHON_FILES]


# The tests


def told(finder, found):
    """What to do, and below it where: for who wrote a text and never saw these tests."""
    return "\n".join([finder.__doc__.splitlines()[0], *found])


@pytest.mark.parametrize(
    "finder",
    [
        forbidden_words,
        straight_signs,
        quotation_marks,
        french_spaces,
        other_clocks,
        long_sentences,
        thin_guides,
    ],
)
def test_texts_are_in_our_voice(finder):
    found = list(finder(texts()))

    assert not found, told(finder, found)


@pytest.mark.parametrize("finder", [formats_by_hand, glued_labels])
def test_templates_leave_dates_and_labels_to_the_language(finder):
    found = list(finder(template_files()))

    assert not found, told(finder, found)


@pytest.mark.parametrize("finder", [formats_by_hand, times_by_hand, glued_labels])
def test_python_leaves_dates_and_labels_to_the_language(finder):
    files = [file for file in python_files() if not file[0].startswith("core/wording/")]
    found = list(finder(files))

    assert not found, told(finder, found)


def test_what_is_found_says_what_to_do():
    found = list(forbidden_words([Text("nl", "catalogue: Come in", "Kun je komen?")]))

    assert told(forbidden_words, found) == (
        "A word that we do not use, and what we write: docs/voice.md, the section of the language."
        "\nnl, catalogue: Come in: Kun je (we write: kan je)"
    )


@pytest.mark.parametrize(
    ("finder", "planted"),
    [
        (forbidden_words, Text("nl", "a", "Je <b>kun je</b> melden.")),
        (forbidden_words, Text("fr", "a", "Aide proche")),
        (forbidden_words, Text("fr", "a", "L’agenda de %(name)s")),
        (forbidden_words, Text("en", "a", "For vulnerable mothers")),
        (forbidden_words, Text("ar", "a", "في سخاربيك")),
        (forbidden_words, Text("ar", "a", "الأماكن لبرنامج إكسل")),
        (forbidden_words, Text("ar", "a", "الرخصة")),
        (forbidden_words, Text("es", "a", "Quedáis en casa.")),
        (forbidden_words, Text("es", "a", "Madre sola")),
        (forbidden_words, Text("tr", "a", "Yalnız anne")),
        (forbidden_words, Text("tr", "a", "Felemenkçe konuşulur.")),
        (straight_signs, Text("fr", "a", "l'agenda")),
        (straight_signs, Text("nl", "a", 'zeg "ja"')),
        (quotation_marks, Text("fr", "a", "dites “oui”")),
        (quotation_marks, Text("es", "a", "toca “Fechas”")),
        (forbidden_words, Text("es", "a", "En otra web")),
        (forbidden_words, Text("tr", "a", "Besleme")),
        (french_spaces, Text("fr", "a", "Où ?")),
        (french_spaces, Text("fr", "a", "Site\u00a0: oui")),
        (french_spaces, Text("fr", "a", "«oui\u202f»")),
        (other_clocks, Text("nl", "a", "Open van 09:00 tot 12.00")),
        (other_clocks, Text("fr", "a", "dès 9h30")),
        (other_clocks, Text("tr", "a", "saat 9.30")),
        (long_sentences, Text("nl", "faq: a answer_nl", "<p>" + "woord " * 26 + "</p><p>ja</p>")),
    ],
)
def test_planted_fault_of_a_text_is_found(finder, planted):
    assert len(list(finder([planted]))) == 1


GUIDE = "<h3>Hulp</h3><ul><li>Bel 02 123 45 67.</li><li>Ga langs.</li></ul><p>Samen lukt het.</p>"


@pytest.mark.parametrize(
    ("wrong", "lost"),
    [
        (GUIDE.replace("<h3>Hulp</h3>", "<p>Hulp</p>"), "<h3> 0 of 1"),
        (GUIDE.replace("<li>Ga langs.</li>", "Ga langs."), "<li> 1 of 2"),
        (GUIDE.replace("67", "68"), "number 021234567"),
        (GUIDE.replace("Samen lukt het.", "Ja."), "62% of the letters"),
        (None, "all of it"),
    ],
)
def test_planted_hole_in_a_guide_is_found(wrong, lost):
    texts = [Text(code, f"vocabulary: a guide_{code}", GUIDE) for code in CODES if code != "es"]
    if wrong:
        texts.append(Text("es", "vocabulary: a guide_es", wrong))

    assert list(thin_guides(texts)) == [f"es, guide of a: {lost}"]


@pytest.mark.parametrize(
    ("finder", "name", "source"),
    [
        (formats_by_hand, "a.html", '{{ day|date:"D j M" }}'),
        (formats_by_hand, "a.html", '{{ slot.opens|time:"H:i" }}'),
        (formats_by_hand, "a.py", 'date_format(day, "j F")'),
        (formats_by_hand, "a.py", 'f"{day:%d %b}"'),
        (times_by_hand, "a.py", 'f"{slot.opens:%H:%M}"'),
        (glued_labels, "a.html", '{% translate "E-mail" %}: {{ email }}'),
        (glued_labels, "a.html", '<span class="visually-hidden">: {{ name }}</span>'),
        (glued_labels, "a.py", "f\"{_('Agenda')}: {name}\""),
        (glued_labels, "a.py", 'format_html("{}: {}", label, value)'),
        (glued_labels, "a.py", "format_html('<span>: {}</span>', name)"),
    ],
)
def test_planted_format_or_label_is_found(finder, name, source):
    assert len(list(finder([(name, source)]))) == 1
