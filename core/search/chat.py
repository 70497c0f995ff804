"""What people shorten in chats and in dialect, written out."""

_SHORT = {
    # Dutch, as it is spoken in Flanders and Brussels
    "ik": "kben kdenk kdurf kga khaat kheb khoor kkan kkrijg kmag kmoet kslaap kvoel kweet kwil "
    "kword kwou kzie kzit kzou",
    "niet": "ni nie",
    "niet meer": "nimeer niemeer nemeer",
    "gewoon": "gwn",
    "het is": "tis",
    "mijn": "mn mijne",
    # French
    "bebe": "bb",
    "envie": "envi",
    "j ai": "g jai",
    "j en": "jen",
    "je me": "jme",
    "je peux": "jpeux jpeu",
    "je suis": "chui chuis jsuis jsui",
    "je vais": "jvais jvai jve",
    "je veux": "jveux jveu jvx",
    "qu elle": "kelle",
    "qu il": "kil quil",
    "quand": "kand",
    "que": "ke q",
    "tout": "tt",
    "veux": "veu vx",
    # Spanish
    "quiere": "kiere qiere",
    "quieren": "kieren qieren",
    "quiero": "kiero qiero",
    "quita": "kita",
    "sigue": "sige",
    # English
    "every": "evry evrey",
    "night": "nite",
    "tonight": "tonite 2nite",
    # Arabic: “and” is written together with the word behind it
    "و ما": "وما",
    "و لا": "ولا",
    "و انا": "وانا",
    "و هو": "وهو",
    "و هي": "وهي",
    "و مش": "ومش",
    # Turkish
    "bir": "bi",
}


def _words():
    for long, shorts in _SHORT.items():
        for short in shorts.split():
            # “kwil” is “ik wil”.
            yield short, (long, short[1:]) if long == "ik" else tuple(long.split())


_WORDS = dict(_words())


def written_out(word):
    """The words that a folded word stands for: itself, mostly."""
    return _WORDS.get(word) or (word,)
