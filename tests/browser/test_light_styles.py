"""Style sheets without comments say what they said."""

import pytest
from django.conf import settings

from brussels_support.static_files import LIGHT

pytestmark = pytest.mark.browser

# What has a variable in it, browsers keep as it was written.
RULES = r"""
(texts) => texts.map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) =>
    rule.cssText.replace(/\s*,\s*|\s+/g, (gap) => gap.trim() || " "));
})
"""


def test_styles_say_the_same(page):
    written = [path.read_text() for path in sorted(settings.BASE_DIR.glob("static/css/**/*.css"))]

    before = page.evaluate(RULES, written)
    after = page.evaluate(RULES, [LIGHT["css"](text) for text in written])

    assert all(before)
    assert after == before
