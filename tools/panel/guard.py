"""Who may talk to the panel: pages that the panel itself served, on this computer.

A web page from elsewhere can make a browser send requests to 127.0.0.1, and a hostile name server can give 127.0.0.1
a name of its own (DNS rebinding). The first shows in the Origin header, the second in the Host header.
"""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def host_allowed(host: str | None, port: int) -> bool:
    """Whether a Host header names this panel."""
    return host in {f"{name}:{port}" for name in NAMES}


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether an Origin header names the very page that a Host header was served under.

    None is refused too: every browser sends the header with a WebSocket.
    """
    return host is not None and origin == f"http://{host}"


def guard(port: int) -> Middleware:
    """A middleware that answers 403 to strangers and puts the safety headers on every answer."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = request.headers.get("Host")
        if not host_allowed(host, port):
            raise web.HTTPForbidden(text="The panel answers to 127.0.0.1 and localhost only.\n")
        origin = request.headers.get("Origin")
        if origin is not None and not origin_allowed(origin, host):
            raise web.HTTPForbidden(text="The panel answers to its own page only.\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return check
