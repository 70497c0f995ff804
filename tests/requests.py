"""Requests as a server hands them to the site, of everything that visitors and robots send."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from hypothesis import strategies as st

ADDRESSES = [
    ("/nl/", ""),
    ("/ar/organisations/", "place=ixelles&q=caf%C3%A9"),
    ("/nl/organisations/", ""),
    ("/nl/organisations/", "q=caf%E9;place=ixelles&q=%00"),
    ("/nl/organisations/", "q=café"),
    ("/fr/organisations/x/", ""),
    ("/fr/organisations/é/", ""),
    ("/tr/agenda/", "when=month"),
    ("/es/agenda/calendar.ics", "place=ixelles"),
    ("/nl/search/", "q=x"),
    ("/en/faq/x/", "?"),
    ("/nl/themes/", "&"),
    ("/nl/about/", "a=" + "b" * 400),
    ("/nl/about/", "a=" + "b" * 390),
    ("/nl/poster/", "path=/"),
    ("/nl/qr.svg", "path=/"),
    ("/NL/about/", ""),
    ("/nl/nowhere/", ""),
    ("/nl", ""),
    ("/", ""),
    ("", ""),
    ("//nl/", ""),
    ("/nl/../admin/", ""),
    ("/nl/about/\xff", ""),
    ("/sitemap.xml", ""),
    ("/sitemap-pages.xml", ""),
    ("/robots.txt", ""),
    ("/healthz", ""),
    ("/o/1", ""),
]
ENCODINGS = [
    *("br", "gzip", "gzip, deflate, br, zstd", "gzip, deflate", "identity", "*", "", "BR"),
    *("br;q=0, gzip", "br; q=0.0 ,gzip;q=1.0", "br;Q=0", "br;q=0.001", "gzip;q=0", ";", ",br,"),
    *("identity;q=0", "br;q=0" + "0" * 200, "x" * 300 + ", br"),
]
# What stands for the entity tag of the page itself, and for another.
MATCHES = [
    "*", " * ", "{tag}", "{strong}", 'W/"x", {tag}', '"x",{strong},"y"', '{tag}x', 'W/"x"', '"*"',
    "{bare}", "", "W/",
]  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT": st.sampled_from(["text/html", "application/json"]),
    "HTTP_ACCEPT_ENCODING": st.sampled_from(ENCODINGS),
    "HTTP_ACCEPT_LANGUAGE": st.sampled_from(["fr", "ar-MA,ar;q=0.9", "xx", "*", "tr;q=1.5"]),
    "HTTP_AUTHORIZATION": st.just("Basic YWRtaW46YWRtaW4="),
    "CONTENT_TYPE": st.sampled_from(["text/plain; charset=cp037", "multipart/form-data", "; x=y"]),
    "CONTENT_LENGTH": st.sampled_from(["", "0", "7", "-1", "x"]),
    "HTTP_COOKIE": st.sampled_from(["sessionid=x; csrftoken=y", "django_language=fr", "=;;"]),
    "HTTP_IF_MODIFIED_SINCE": st.just("Fri, 01 Jan 2100 00:00:00 GMT"),
    "HTTP_IF_NONE_MATCH": st.sampled_from(MATCHES),
    "HTTP_IF_MATCH": st.sampled_from(["*", '"x"']),
    "HTTP_RANGE": st.sampled_from(["bytes=0-9", "bytes=-1"]),
    "HTTP_ORIGIN": st.just("https://evil.example"),
    "HTTP_SAVE_DATA": st.just("on"),
    "HTTP_USER_AGENT": st.sampled_from(["", "curl/8", "Googlebot/2.1"]),
    "HTTP_X_FORWARDED_HOST": st.just("evil.example"),
    "HTTP_X_FORWARDED_FOR": st.just("10.0.0.1, evil"),
    "HTTP_X_FORWARDED_PORT": st.just("1"),
    "HTTP_X_FORWARDED_PROTO": st.sampled_from(["https", "http", "https,http", "HTTPS", "x", ""]),
    "HTTP_X_HTTP_METHOD_OVERRIDE": st.sampled_from(["POST", "DELETE"]),
    "HTTP_X_ORIGINAL_URL": st.just("/admin/"),
    "HTTP_X_SCRIPT_NAME": st.just("/evil"),
    "SERVER_PROTOCOL": st.sampled_from(["HTTP/1.0", "HTTP/1.1", "HTTP/2"]),
}
HOSTS = [
    *("testserver", "testserver:80", "testserver:8000", "TESTSERVER", "localhost", "127.0.0.1"),
    *("testserver.", "evil.example", "testserver@evil.example", "testserver, evil.example", ""),
    *("[::1]", "testserver:x", " testserver", None),
]


def environ(path, query="", **more):
    """What a server would hand over for a GET of `path`; what is None is left out."""
    given = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "testserver", **more}
    setup_testing_defaults(given)
    return {name: value for name, value in given.items() if value is not None}


@st.composite
def any_request(draw):
    """The environ of a request, mostly an ordinary one with something odd about it."""
    path, query = draw(st.sampled_from(ADDRESSES))
    usual = st.fixed_dictionaries({}, optional=HEADERS)
    few = st.dictionaries(st.sampled_from([*HEADERS]), st.none(), max_size=3)
    chosen = {name: draw(HEADERS[name]) for name in draw(st.one_of(few, usual.map(dict)))}
    host = draw(st.one_of(st.just("testserver"), st.sampled_from(HOSTS)))
    method = draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "get"]))
    scheme = draw(st.sampled_from(["http", "http", "https"]))
    more = {"HTTP_HOST": host, "REQUEST_METHOD": method, "wsgi.url_scheme": scheme}
    return environ(path, query, **chosen, **more)


class Site:
    """A front with Django behind it and, to compare, the same site that keeps nothing."""

    def __init__(self, front):
        self.front, self._behind = front, front.application
        self._plain = get_wsgi_application()
        self.asked_django = self.asked_front = 0
        self.said = []
        front.application = self._counting

    def _counting(self, environ, start_response):
        self.asked_django += 1
        return self._behind(environ, start_response)

    def ask(self, asked):
        """`(status, headers, body)` of the front."""
        before = self.asked_django
        answer = self._answer(self.front, asked)
        self.asked_front += before == self.asked_django
        return answer

    def ask_django(self, asked):
        """The same of the site that keeps nothing."""
        with override_settings(PAGE_CACHE_BYTES=0):
            return self._answer(self._plain, asked)

    def with_its_tag(self, asked):
        """The request with the entity tag of its own page where `{tag}` stands in it."""
        known = asked.get("HTTP_IF_NONE_MATCH", "")
        if "{" not in known:
            return asked
        headers = dict(self.ask_django({**asked, "HTTP_IF_NONE_MATCH": ""})[1])
        tag = headers.get("ETag", 'W/"y"')
        known = known.format(tag=tag, strong=tag[2:], bare=tag[3:-1])
        return {**asked, "HTTP_IF_NONE_MATCH": known}

    def _answer(self, application, asked):
        given = {name: value for name, value in asked.items() if value is not None}
        given["wsgi.input"] = BytesIO()
        self.said = []
        response = application(given, lambda *said: self.said.extend(said))
        body = b"".join(response)
        getattr(response, "close", bool)()
        return self.said[0], [*self.said[1]], body
