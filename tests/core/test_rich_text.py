import pytest

from core.rich_text import sanitised


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p>Dag <strong>jij</strong></p>", "<p>Dag <strong>jij</strong></p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ('<p onclick="x()" style="color:red">x</p>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener">x</a>'),
        (
            '<a href="https://one.be" target="_blank">x</a>',
            '<a href="https://one.be" rel="noopener">x</a>',
        ),
        ('<bdi dir="ltr">112</bdi>', '<bdi dir="ltr">112</bdi>'),
        ("<img src=x onerror=alert(1)>", ""),
        ("<svg><style>x", ""),
    ],
)
def test_sanitised(html, safe):
    assert sanitised(html) == safe
    assert sanitised(safe) == safe
