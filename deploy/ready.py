"""Whether the server on PORT of this machine is ready: asks /readyz by the name of SITE_URL.

Exit code 1 when it is not. For the health checks of deploy/compose.yaml, whose images have no curl.
"""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

PATIENCE = 5  # seconds


def is_ready(port, host):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = urlsplit(os.environ["SITE_URL"]).hostname
    sys.exit(0 if is_ready(int(os.environ.get("PORT", "8001")), name) else 1)
