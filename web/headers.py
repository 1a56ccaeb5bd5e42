"""The headers every answer carries, and the few that a view may say better."""

from types import MappingProxyType

from flask import Response, request

# Only our own style sheet, pictures and typeface, forms only to ourselves, in nobody's frame.
EVERY_ANSWER = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
OVER_HTTPS = MappingProxyType({"Strict-Transport-Security": "max-age=31536000"})


def dress(response: Response) -> Response:
    """Add what the view left open."""
    for name, value in {**EVERY_ANSWER, **(OVER_HTTPS if request.is_secure else {})}.items():
        response.headers.setdefault(name, value)
    return response
