"""Whether a person asks, by the headers of her request, which are looked at here and kept nowhere.

Left out are robots that say so, whoever sends no language (every browser does), and what a browser
fetches before somebody wants it. A robot that says it is a browser is counted as one, and so is a
volunteer: nothing could tell them from others without knowing who they are.
"""

# What the names of robots have in common, in small letters. No browser says one of these: what is
# "compatible;" was Internet Explorer, before it was every robot.
_ROBOTS = ("bot", "compatible;", "http", "headless", "crawl", "spider", "preview", "lighthouse")
_CRAWLERS = ("bot", "crawl", "spider", "slurp", "monitor")


def is_person(environ):
    """Whether a browser asks for a page that somebody wants to see now.

    A browser says that it fetches ahead with `Sec-Purpose` (Fetch, 3.7), and older ones otherwise.
    """
    if (
        "HTTP_ACCEPT_LANGUAGE" not in environ
        or "HTTP_SEC_PURPOSE" in environ
        or "HTTP_PURPOSE" in environ
        or "HTTP_X_MOZ" in environ
    ):
        return False
    agent = environ.get("HTTP_USER_AGENT", "").lower()
    if not agent.startswith(("mozilla/", "opera/")):
        return False
    # Each kept page asks this, and `any` takes twice as long.
    for name in _ROBOTS:
        if name in agent:
            # Cubot makes telephones.
            return "cubot" in agent and _is_telephone(agent)
    return True


def _is_telephone(agent):
    agent = agent.replace("cubot", "")
    return not any(name in agent for name in _ROBOTS)


def is_subscriber(environ):
    """Whether a program asks for somebody who reads or keeps what it gets: no crawler."""
    agent = environ.get("HTTP_USER_AGENT", "").lower()
    return not any(name in agent for name in _CRAWLERS)
