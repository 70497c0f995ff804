import re
import time
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.rich_text import sanitised

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("", ""),
        ("<p>Dag <strong>jij</strong></p>", "<p>Dag <strong>jij</strong></p>"),
        ("<h2>A</h2><h3>B</h3><h4>C</h4>", "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ol><li><p>a</p></li></ol>", "<ol><li>a</li></ol>"),
        (
            "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
            "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
        ),
        ("<p>x<script>alert(1)</script></p>", "<p>x</p>"),
        ('<p onclick="x()" style="color:red">x</p>', "<p>x</p>"),
        (
            '<p><a href="https://one.be" target="_blank">x</a></p>',
            '<p><a href="https://one.be" rel="noopener">x</a></p>',
        ),
        (
            '<p><a href="/nl/faq/?a=1&amp;b=2">x <b>y</b></a></p>',
            '<p><a href="/nl/faq/?a=1&amp;b=2" rel="noopener">x <strong>y</strong></a></p>',
        ),
        (
            '<p><a href="tel:112">112</a> <a href="mailto:a@b.be">a</a></p>',
            '<p><a href="tel:112" rel="noopener">112</a> '
            '<a href="mailto:a@b.be" rel="noopener">a</a></p>',
        ),
        ('<p>ب <bdi dir="ltr">112</bdi></p>', '<p>ب <bdi dir="ltr">112</bdi></p>'),
        ("<p>« oui » à 10&nbsp;h</p>", "<p>« oui » à 10&nbsp;h</p>"),
    ],
)
def test_safe_subset_is_kept(html, safe):
    assert sanitised(html) == safe
    assert sanitised(safe) == safe


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        # Word
        ("<p class=MsoNormal>Dag<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>", "<p>Dag</p>"),
        ('<p style="mso-margin-top-alt:auto"><font face="Arial">a</font></p>', "<p>a</p>"),
        (
            "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><style>p{}</style>"
            "<p>a</p>",
            "<p>a</p>",
        ),
        (
            "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:"
            'Symbol\'><span style="mso-list:Ignore">·<span style="font:7.0pt">&nbsp;&nbsp;&nbsp; '
            "</span></span></span><![endif]>Een<o:p></o:p></p><p>·&nbsp;&nbsp; <b>Twee</b></p>",
            "<ul><li>Een</li><li><strong>Twee</strong></li></ul>",
        ),
        *(
            (
                "<p class=MsoListParagraph><span style='font-family:Wingdings'>"
                f"<span style='mso-list:Ignore'>{sign}<span style='font:7.0pt'>&nbsp;&nbsp; "
                f"</span></span></span>Een</p><p><span style='font-family:\"{font}\"'>{sign}</span>"
                " Twee</p>",
                "<ul><li>Een</li><li>Twee</li></ul>",
            )
            for sign, font in [("§", "Wingdings"), ("ü", "Wingdings 2"), ("Ø", "Webdings"),
                               ("v", "Symbol"), ("o", "Courier New")]
        ),
        *(
            (f"<p>{sign}&nbsp;&nbsp; Een</p><p>{sign}&nbsp; Twee</p>",
             "<ul><li>Een</li><li>Twee</li></ul>")
            for sign in "§üØvnqo"
        ),
        ("<p><font face=Wingdings>n</font> Een</p>", "<ul><li>Een</li></ul>"),
        ("<p>1.&nbsp;&nbsp; Bel</p><p>2.&nbsp;&nbsp; Ga</p>", "<ol><li>Bel</li><li>Ga</li></ol>"),
        ("<h1>Titel</h1><h5>Klein</h5>", "<h2>Titel</h2>\n<h4>Klein</h4>"),
        ("<p>a&nbsp;&nbsp;&nbsp;b&nbsp; c</p>", "<p>a b c</p>"),
        # E-mail
        ("<div>a</div><div><br></div><div><span>b</span></div>", "<p>a</p>\n<p>b</p>"),
        ("a<br>b<br><br>c", "<p>a<br>b</p>\n<p>c</p>"),
        ("<div dir=rtl>سلام<div>ب</div></div>", "<p>سلام</p>\n<p>ب</p>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<p>a</p>\n<p>b</p>"),
        ("<blockquote><p>a</p></blockquote><hr>b", "<p>a</p>\n<p>b</p>"),
        ("<p>Zo:<br>- een<br>- twee<br>klaar</p>", "<p>Zo:</p>\n<ul><li>een</li><li>twee</li></ul>"
         "\n<p>klaar</p>"),
        # A document of Google
        (
            '<b style="font-weight:normal"><p><span style="font-weight:700">a</span>'
            '<span style="font-style:italic">b</span></p></b>',
            "<p><strong>a</strong><em>b</em></p>",
        ),
        # WhatsApp and plain text
        ("*Nu:* bel _vandaag_.", "<p><strong>Nu:</strong> bel <em>vandaag</em>.</p>"),
        ("Een.\r\nTwee.\r\n\r\n& 4 < 5", "<p>Een.<br>Twee.</p>\n<p>&amp; 4 &lt; 5</p>"),
        ("• a\n•b\n\n- c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("1. a\n2) b\n4. c", "<ol><li>a</li><li>b</li></ol>\n<p>4. c</p>"),
        ("1/ a\n2/ b", "<ol><li>a</li><li>b</li></ol>"),
        ("1° a\n2° b", "<ol><li>a</li><li>b</li></ol>"),
        # A PDF
        ("\uf0b7 Een\n\uf0b7 Twee", "<ul><li>Een</li><li>Twee</li></ul>"),
        ("<p>\uf0a7Een</p><p>&#xf0a7; Twee \uf0e0</p>", "<ul><li>Een</li><li>Twee</li></ul>"),
        # Half HTML, as somebody without a script may write it
        ("<h3>A</h3>\nb <b>c</b>\n\nd", "<h3>A</h3>\n<p>b <strong>c</strong></p>\n<p>d</p>"),
        ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
        ("<ul><ul><li>a</li></ul></ul><li>b", "<ul><li>a</li><li>b</li></ul>"),
    ],
)  # fmt: skip
def test_pasted_text_is_cleaned(pasted, clean):
    assert sanitised(pasted) == clean
    assert sanitised(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "- Niet waar, zei ze.",
        "1. staat hier alleen",
        "2 * 3 * 4 en 2*3*4",
        "een_lange_naam en https://one.be/_x_/",
        "-5 graden",
        "* los sterretje",
        "§ 5 van de wet",
        "o wat fijn",
        "✅ Gratis",
        "→ naar het station",
        "a) staat hier alleen",
    ],
)
def test_text_that_only_looks_like_a_sign_stays(text):
    assert sanitised(text) == f"<p>{text}</p>"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><p>x</p></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<p onmouseover="alert(1)">x',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p>a\0b<\0script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=a()&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "&lt;img src=x onerror=alert(1)&gt;",
    '<a href="https://x.be/&quot; onclick=&quot;alert(1)">x</a>',
    '<bdi dir="ltr&quot; onclick=&quot;x">1</bdi>',
    "<p style=\"background:url('javascript:alert(1)')\">x</p>",
    "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<p>\u202etxt\u2028</p>",
]


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))


def assert_harmless(html):
    for tag, attributes in Tags(html).seen:
        assert tag in {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "bdi"}
        assert set(attributes) <= {"a": {"href", "rel"}, "bdi": {"dir"}}.get(tag, set())
        # Browsers skip white space and control characters in front of and inside a scheme.
        scheme = re.match(r"([a-z]+):", re.sub(r"[\s\x00-\x20]", "", attributes.get("href", "")))
        assert scheme is None or scheme[1] in {"http", "https", "mailto", "tel"}


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_text_is_harmless(html):
    safe = sanitised(html)

    assert_harmless(safe)
    assert sanitised(safe) == safe


@pytest.mark.parametrize(
    "part",
    ["<b><div>", "<ul><li>", "- a\n", "1. a\n", "*a*_b_ ", "<p>- a", "<a href=1><p>", "<", "*a ",
     "<table>", "-\u00a0", "<svg><math>", " ", "<i>1. "],
)  # fmt: skip
def test_ten_thousand_characters_are_quick(part):
    html = part * (10_000 // len(part))
    start = time.process_time()

    safe = sanitised(html)

    assert time.process_time() - start < 2
    assert sanitised(safe) == safe


PARTS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<em>", "</em>", "<br>", "<ul>", "</ul>",
     "<ol>", "</ol>", "<li>", "</li>", "<h1>", "</h1>", "<h3>", "</h3>", "<a href='https://x.be'>",
     "<a href='javascript:x'>", "</a>", "<bdi dir=ltr>", "</bdi>", "<bdi>", "<span>", "</span>",
     "<i style='font-weight:bold'>", "</i>", "<pre>", "</pre>", "<td>", "<table>", "</table>",
     "<hr>", "<svg>", "<style>", "<!--", "-->", "&nbsp;", "&lt;", "&amp;", "&shy;", "&#0;", "&#10;",
     "*", "_", "- ", "• ", "·", "1. ", "2. ", "1", " ", "\n", "\n\n", "\t", "\u00a0", "\u202f",
     "\u2028", "\u3000", "§\u00a0 ", "o", "\uf0b7",
     "<span style='font-family:Wingdings'>", "<span style='mso-list:Ignore'>", "a",
     "b c", "ب", "(", ".", *HOSTILE]
)  # fmt: skip


@settings(max_examples=200)
@given(st.one_of(st.lists(PARTS, max_size=25).map("".join), st.text(max_size=80)))
@example("*a*_b_")
@example("*- a*\n- b")
@example("- *a* b\n- - c")
def test_sanitising_twice_changes_nothing(html):
    safe = sanitised(html)

    assert sanitised(safe) == safe
    assert_harmless(safe)
    # A browser reads it as it is written: nothing to repair, so nothing to turn against readers.
    allowed = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "bdi"}
    attributes = {"a": {"href"}, "bdi": {"dir"}}
    assert nh3.clean(safe, tags=allowed, attributes=attributes, link_rel="noopener") == safe


@given(st.text(alphabet="abc ب.\n", min_size=1))
def test_no_word_of_plain_text_is_lost(text):
    plain = re.sub(r"<[^>]+>", " ", sanitised(text))

    assert plain.split() == text.split()
