"""The OpenAPI description of `/api/hsds/`: the published one, with what is ours filled in."""

import json
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

from core.languages import CODES
from directory.licences import FACTS, SITE

from . import asking

PUBLISHED = Path(__file__).parent / "openapi.json"


def described(url):
    """For an interface at `url`."""
    description = deepcopy(_published())
    description["info"] = {
        "title": f"{SITE}: HSDS",
        "version": "3.0",
        "summary": "What there is for mothers in Brussels, as Open Referral HSDS 3.",
        "description": "Read only, without a key. One language at a time (lang).",
        "license": {"name": FACTS.name, "identifier": FACTS.spdx},
    }
    description["servers"] = [{"url": url.rstrip("/")}]
    parameters = description["components"]["parameters"]
    parameters["lang"] = {
        "name": "lang",
        "in": "query",
        "required": False,
        "description": "The language of texts and names.",
        "schema": {"type": "string", "enum": CODES, "default": CODES[0]},
    }
    parameters["per_page"]["schema"] |= {
        "minimum": 1,
        "maximum": asking.MOST,
        "default": asking.A_PAGE,
    }
    parameters["page"]["schema"] |= {"minimum": 1, "default": 1}
    parameters["format"]["schema"]["enum"] = ["json", "ndjson"]
    for path in description["paths"].values():
        path["get"].setdefault("parameters", []).append({"$ref": "#/components/parameters/lang"})
        path["get"]["responses"]["default"] = _PROBLEM
    return description


_PROBLEM = {
    "description": "What is wrong (RFC 9457): a question that means nothing is 400, a page or an "
    "identifier that is not there 404, what was public once 410.",
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}


@lru_cache
def _published():
    return json.loads(PUBLISHED.read_text())
