"""Between the server of production and the site: what a client may send, how slowly, and how much.

granian speaks HTTP and hands on a request as soon as it has the headers (its interface RSGI). What
is kept in memory is answered at once. For everything else the body is awaited here, where waiting
costs nothing; only a request that is whole takes one of the few threads in which Django runs.
"""

from .bridge import Bridge

__all__ = ["Bridge"]
