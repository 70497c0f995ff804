"""Requests by raw socket that no browser sends: `request(random)` gives the bytes of one."""

import re

HOST = b"127.0.0.1"
_PATHS = [
    b"/",
    b"/nl/",
    b"/ar/organisations/",
    b"/fr/agenda/?when=week",
    b"/healthz",
    b"/admin/",
    b"/en/suggest/",
    b"/static/nothing.css",
    b"/api/organisations",
    b"/sitemap.xml",
    b"/o/1",
    b"/nl/search/?q=%F0%9F%98%80",
    b"/robots.txt",
]
_ODD_PATHS = [
    b"/%",
    b"/%00",
    b"/nl/%0d%0aSet-Cookie:a=b/",
    b"/%c0%af../etc/passwd",
    b"/nl/../../etc/passwd",
    b"//evil.example/",
    b"/\\evil.example/",
    b"/nl/?q=\x80\xff",
    b"/nl/?" + b"a=b&" * 2_000,
    b"*",
    b"/" + b"a" * 9_000,
    b"/" + b"a" * 70_000,
    b"http://evil.example/nl/",
    b"evil.example:443",
    b"",
    b"/nl/search/?q=" + b"%f0" * 500,
    b"/nl/organisations/?page=" + b"9" * 400,
    b"/nl/#a b",
    b"/nl/;a=b",
    b"/NL/",
    b"/%6e%6c/",
    b"/nl/organisations/?place=%00&theme[]=x",
]
_METHODS = [
    b"GET",
    b"HEAD",
    b"POST",
    b"PUT",
    b"DELETE",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"PATCH",
    b"PROPFIND",
    b"get",
    b"G\x00T",
    b"",
    b"A" * 500,
    b"G\xc3\x89T",
    b"GET GET",
    b"PRI",
]
_VERSIONS = [
    b"HTTP/1.1",
    b"HTTP/1.0",
    b"HTTP/0.9",
    b"HTTP/2.0",
    b"HTTP/9.9",
    b"http/1.1",
    b"",
    b"X",
]
_CHARSETS = [
    b"utf-7",
    b"utf-16",
    b"utf-32",
    b"idna",
    b"punycode",
    b"rot13",
    b"hex",
    b"zlib",
    b"unicode_escape",
    b"raw_unicode_escape",
    b"undefined",
    b"mbcs",
    b"\xff",
    b"",
    b'"',
    b"x" * 300,
    b"latin-1;charset=cp037",
]
_FORM = b"application/x-www-form-urlencoded"
_BODIES = [
    b"",
    b"text=a&topic=b",
    b"a" * 2_000,
    b"\x00\xff" * 50,
    b"%00=%ff&a[]=1",
    b"{}",
    b"&" * 20_000,
    b"=" * 100,
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n",
    b"--x\r\n",
    b"csrfmiddlewaretoken=a&username=b&password=c",
]
_TYPES = [
    _FORM,
    b"multipart/form-data",
    b"multipart/form-data; boundary=x",
    b"application/json",
    b"a",
    b"multipart/form-data; boundary=" + b"x" * 200,
    b"text/plain",
    b"multipart/mixed; boundary=\xff",
    b"",
    b"; ; ;",
    b"multipart/form-data; boundary=x; charset=utf-16",
]
_HEADERS = [
    b"X_Forwarded_Proto: https",
    b"X-Forwarded_Proto: https",
    b"X-Forwarded-Proto: https",
    b"X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http",
    b"X-Forwarded-For: " + b"1.2.3.4," * 400,
    b"X-Forwarded-Host: evil.example",
    b"Forwarded: host=evil.example;proto=https",
    b"Host: evil.example",
    b"Script-Name: /evil",
    b"SCRIPT_NAME: /evil",
    b"Proxy: http://evil.example",
    b"X: a\x00b",
    b"X: a\rb",
    b"X: a\nSet-Cookie: a=b",
    b" X: folded",
    b"X : space",
    b"X",
    b": empty",
    b"X: " + b"a" * 9_000,
    b"X: " + b"a" * 80_000,
    b"Cookie: " + b"a=b; " * 1_500,
    b"Cookie: sessionid=\xff\x00; csrftoken=",
    b"Accept-Language: " + b"nl;q=0.1," * 800,
    b"Accept-Language: \xff,*;q=x",
    b"Accept-Encoding: br;q=x,,;",
    b"Accept-Encoding: *;q=0, identity;q=0",
    b"If-None-Match: " + b'"a",' * 900,
    b"If-None-Match: W/*",
    b"If-Modified-Since: Thu, 99 Foo 0000 99:99:99 GMT",
    b"Range: bytes=0-,1-,2-,-5,99999999999-",
    b"Expect: 100-continue",
    b"Expect: a",
    b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings",
    b"Upgrade: websocket\r\nConnection: upgrade",
    b"Connection: keep-alive, host",
    b"TE: trailers",
    b"User-Agent: \xf0\x9f\x98\x80",
    b"Referer: " + b"a" * 5_000,
    b"Origin: null",
    b"Content-Encoding: br",
    b"X-HTTP-Method-Override: DELETE",
    b"Accept: " + b"*/*," * 900,
    b"Authorization: Basic \xff",
]
_LENGTHS = [
    b"-1",
    b"+5",
    b"5, 5",
    b"5\r\nContent-Length: 6",
    b"99999999999999999999",
    b"0x5",
    b"",
    b"a",
    b"5 ",
]
_CODINGS = [
    b"chunked",
    b"Chunked",
    b"chunked, chunked",
    b"identity",
    b"gzip, chunked",
    b"xchunked",
    b"\x0bchunked",
    b"chunked\r\nTransfer-Encoding: identity",
    b" chunked",
    b"chunked;a=b",
    b"",
]
_CHUNKS = [
    b"5\r\nab=cd\r\n0\r\n\r\n",
    b"5;a=b\r\nab=cd\r\n0\r\nX: trailer\r\n\r\n",
    b"0\r\n\r\n",
    b"-1\r\na\r\n",
    b"fffffffffffffffff\r\na\r\n",
    b"5\r\nab=cdef\r\n0\r\n\r\n",
    b"5\nab=cd\n0\n\n",
    b"zz\r\n\r\n",
    b"5\r\nab",
    b"0\r\n" + b"X: a\r\n" * 2_000 + b"\r\n",
    b"5;" + b"a" * 30_000 + b"\r\nab=cd\r\n0\r\n\r\n",
    b"1\r\na\r\n" * 3_000 + b"0\r\n\r\n",
    b"0\r\n\r\nGET /admin/ HTTP/1.1\r\nHost: evil\r\n\r\n",
]


def _head(random, method, path, version, *more, host=HOST):
    lines = [b" ".join(part for part in (method, path, version)), b"Host: " + host, *more]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _odd_line(random, host):
    return _head(
        random,
        random.choice(_METHODS),
        random.choice(_PATHS + _ODD_PATHS),
        random.choice(_VERSIONS),
        host=host,
    )


def _odd_headers(random, host):
    more = random.sample(_HEADERS, random.randint(1, 4))
    path = random.choice(_PATHS + _ODD_PATHS)
    return _head(random, random.choice(_METHODS[:4]), path, b"HTTP/1.1", *more, host=host)


def _odd_body(random, host):
    kind = random.choice(_TYPES)
    if random.random() < 0.5:
        kind += b"; charset=" + random.choice(_CHARSETS)
    body = random.choice(_BODIES)
    length = b"Content-Length: " + (
        str(len(body)).encode() if random.random() < 0.7 else random.choice(_LENGTHS)
    )
    more = [b"Content-Type: " + kind, length, *random.sample(_HEADERS, random.randint(0, 1))]
    method = random.choice([b"POST", b"POST", b"PUT", b"GET", b"DELETE", b"HEAD"])
    return _head(random, method, random.choice(_PATHS), b"HTTP/1.1", *more, host=host) + body


def _odd_chunks(random, host):
    more = [b"Transfer-Encoding: " + random.choice(_CODINGS), b"Content-Type: " + _FORM]
    if random.random() < 0.4:
        more.insert(random.randint(0, 2), b"Content-Length: " + random.choice([b"0", b"5", b"40"]))
    path = random.choice(_PATHS)
    head = _head(random, random.choice([b"POST", b"GET"]), path, b"HTTP/1.1", *more, host=host)
    return head + random.choice(_CHUNKS)


def _many_headers(random, host):
    count = random.choice([50, 99, 101, 500, 3_000])
    more = [b"X-%d: a" % number for number in range(count)]
    return _head(random, b"GET", random.choice(_PATHS), b"HTTP/1.1", *more, host=host)


def _pipelined(random, host):
    asked = [
        _head(random, b"GET", random.choice(_PATHS), b"HTTP/1.1", host=host)
        for _time in range(random.randint(2, 12))
    ]
    return b"".join(asked) + random.choice([b"", b"GET / HT", b"\x00\x00"])


def _half(random, host):
    whole = random.choice([_odd_headers, _odd_body])(random, host)
    return whole[: random.randint(1, len(whole))]


def _no_http(random, host):
    return random.choice(
        [
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
            b"GET /nl/\r\n",
            b"GET /nl/\r\n\r\n",
            b"\r\n\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00",
            b"\x00" * 500,
            random.randbytes(random.randint(1, 3_000)),
            b"SSH-2.0-x\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\nHost: " + host + b"\n\n",
            b"a" * 100_000,
            b"Host: " + host + b"\r\n\r\n",
        ]
    )


KINDS = [
    _odd_line,
    _odd_headers,
    _odd_headers,
    _odd_body,
    _odd_body,
    _odd_chunks,
    _odd_chunks,
    _many_headers,
    _pipelined,
    _half,
    _no_http,
]


def request(random, host=HOST):
    return random.choice(KINDS)(random, host)


def is_whole(sent):
    """Whether there is nothing of a request for which a server would have to wait."""
    head, end, body = sent.partition(b"\r\n\r\n")
    if b"HTTP/" not in head or not end:
        return False
    if b"chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    lengths = re.findall(rb"\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return all(int(length) <= len(body) for length in lengths) and b"Expect" not in head
