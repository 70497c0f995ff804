"""What every answer says beside its content: pages, kept or not, files, errors, redirects.

It stands below what keeps pages, so that a kept one says it too, and above all that may answer or
fail. What a view said itself stays as it is.
"""

import re

from csp.utils import build_policy
from django.conf import settings

from . import hosts

# What a browser could do for a page, and ours never ask it for. Only what Chromium knows, which
# writes the others into the console of every page.
_UNUSED = (
    "camera", "display-capture", "hid", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
# More than that the pages of the public have no room to say: each counts in their weight.
_UNUSED_BY_THE_DESK = (
    *_UNUSED,
    "accelerometer", "clipboard-read", "encrypted-media", "fullscreen", "geolocation", "gyroscope",
    "idle-detection", "local-fonts", "magnetometer", "otp-credentials", "picture-in-picture",
    "screen-wake-lock", "storage-access", "window-management", "xr-spatial-tracking",
)  # fmt: skip
_PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")


def _policy(off, on):
    return ", ".join([*(f"{name}=()" for name in off), *(f"{name}=(self)" for name in on)])


# “Where I am now” is for pages of ours alone; “Share” and “Copy” need nothing said.
OF_PAGES = _policy(_UNUSED, ["geolocation"])
OF_THE_ADMIN = _policy(_UNUSED_BY_THE_DESK, [*_PASSKEYS, "clipboard-write"])

# What pages of others show or read: pictures, feeds, calendars, the script of frames, open data. By
# address, so that also an answer without any content says it.
_FOR_OTHERS = re.compile(r"/(?:api|embed)(?:/|$)|.*\.(?:png|ico|svg|atom|ics)$")


class HeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = hosts.refused(request) or self.get_response(request)
        is_admin = request.path_info.startswith(settings.ADMIN_URL)
        said = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Cross-Origin-Resource-Policy": _resource_policy(request, is_admin),
            # An error is over soon, what has moved may move back, and the admin is nobody else's.
            "Cache-Control": "no-store" if is_admin or response.status_code > 399 else "no-cache",
        }
        if response.get("Content-Type", "").startswith("text/html"):
            said["Permissions-Policy"] = OF_THE_ADMIN if is_admin else OF_PAGES
            # Of what failed or was refused before those who usually say it.
            said["Content-Security-Policy"] = build_policy()
            if not getattr(response, "xframe_options_exempt", False):
                said["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        for name, value in said.items():
            response.headers.setdefault(name, value)
        return response


def _resource_policy(request, is_admin):
    """Whether pages of others may have it among their own (`Cross-Origin-Resource-Policy`)."""
    is_open = _FOR_OTHERS.match(request.path_info) or getattr(request, "is_embedded", False)
    return "cross-origin" if is_open and not is_admin else "same-origin"
