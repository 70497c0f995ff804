"""Brussels streets as sources write them, with both names in one field."""

import re

from core.text import clean, fold

# A dash or slash with spaces around it, or a long dash: "Saint-Géry" and "12/14" stay whole.
_BETWEEN = re.compile(r"\s+[-/]\s+|\s*[–—]\s*")
_POSTAL_CODE = re.compile(r"^(?P<code>1[0-2]\d\d)\s+(?P<rest>\D.*)$")
_NUMBER_FIRST = re.compile(r"^(?P<number>\d+\s?[A-Za-z]?)\s?,\s*(?P<rest>\D.*)$")
_NUMBER = re.compile(
    r"^(?P<rest>.*?\D)[\s,]\s*(?P<number>\d+\s?[A-Za-z]?(?![A-Za-z])"
    r"(?:\s?[-–/]\s?\d+\s?[A-Za-z]?(?![A-Za-z]))*"
    r"(?:\s*[,/]?\s*(?:bte|bo[iî]te|bus|box|b)\b\.?\s*\w+)?)$",
    re.IGNORECASE,
)

_FRENCH = re.compile(
    r"^(?:rue|r|avenue|av|boulevard|bd|bld|chaussee|ch|place|pl|square|sq|quai|impasse|allee|"
    r"chemin|drive|dreve|clos|parvis|galerie|passage|sentier|rond point|montee|cite|cours|porte|"
    r"pont|parc|venelle|esplanade|petite|vieille|vieux|grand place|marche|gare|mail|promenade|"
    r"ruelle|hameau|plaine|jardin|digue|voie|escalier)\b|\b(?:de la|de l|du|des|aux?)\b"
)
_DUTCH = re.compile(
    r"(?:straat|str|laan|steenweg|stwg|plein|lei|weg|dreef|kaai|gang|hof|baan|markt|plaats|pad|"
    r"galerij|berg|poort|brug|dries|oever|dal|veld|park|square|wijk|dijk|steeg|warande|hoek|"
    r"promenade|esplanade|station|gaarde|tuin|doorgang|rotonde|vest|wal|singel|ring)$|"
    r"^(?:oude|nieuwe|grote|kleine)\b|\b(?:van|het|der|den|aan|ter|ten)\b"
)
# Places that are not streets, French and Dutch; folded.
_PLACES = {
    "bruxelles": "brussel",
    "bruxelles ville": "stad brussel",
    "forest": "vorst",
    "ixelles": "elsene",
    "saint gilles": "sint gillis",
    "saint josse": "sint joost",
    "saint josse ten noode": "sint joost ten node",
    "schaerbeek": "schaarbeek",
    "uccle": "ukkel",
    "auderghem": "oudergem",
    "watermael boitsfort": "watermaal bosvoorde",
    "woluwe saint lambert": "sint lambrechts woluwe",
    "woluwe saint pierre": "sint pieters woluwe",
    "berchem sainte agathe": "sint agatha berchem",
    "molenbeek saint jean": "sint jans molenbeek",
    "laeken": "laken",
    "haren": "haren",
    "neder over heembeek": "neder over heembeek",
}


def split_bilingual(text):
    """The Dutch and the French name in `text`, as `{"nl": …, "fr": …}`; `{}` when it is one name.

    A house number counts for both and comes last, a postal code for both and comes first. Equal
    names are one name for both languages. When it is not clear which half is which, the answer is
    `{}` as well: a guess would put a wrong name on a page.
    """
    text = re.sub(r"\s+", " ", clean(text))
    code, number = "", ""
    if match := _POSTAL_CODE.match(text):
        code, text = match["code"], match["rest"]
    text, number = split_number(text)
    halves = [split_number(half) for half in _BETWEEN.split(text)]
    if len(halves) != 2 or not all(re.search(r"[^\W\d]{2}", half) for half, _ in halves):
        return {}
    number = number or halves[0][1] or halves[1][1]
    one, other = (half for half, _ in halves)
    names = _told_apart(one, other)
    return {
        language: " ".join(part for part in (code, name, number) if part)
        for language, name in names.items()
    }


def split_number(text):
    """`("Rue de Flandre", "12 bte 3")` from a street with its house number, first or last.

    The number is an empty string when there is none.
    """
    text = text.strip(" ,")
    match = _NUMBER_FIRST.match(text) or _NUMBER.match(text)
    if not match:
        return text, ""
    return match["rest"].strip(" ,"), match["number"].strip()


def language_of(street):
    """ "fr" or "nl" when the name of a street says which it is, otherwise an empty text."""
    weight = _frenchness(fold(street))
    return {1: "fr", -1: "nl"}.get(weight, "")


def _told_apart(one, other):
    plain, plain_other = fold(one), fold(other)
    if plain == plain_other:
        return {"nl": one, "fr": one}
    if _PLACES.get(plain) == plain_other:
        return {"nl": other, "fr": one}
    if _PLACES.get(plain_other) == plain:
        return {"nl": one, "fr": other}
    # Above zero: `one` is the French name.
    weight = _frenchness(plain) - _frenchness(plain_other)
    if not weight:
        return {}
    return {"nl": other, "fr": one} if weight > 0 else {"nl": one, "fr": other}


def _frenchness(plain):
    return bool(_FRENCH.search(plain)) - bool(_DUTCH.search(plain))
