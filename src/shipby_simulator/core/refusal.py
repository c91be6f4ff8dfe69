"""A refusal in Amazon's form: ``{"errors": [{"code", "message", "details"}]}`` (sp-api 1.2)."""

import msgspec

from shipby_simulator.core.wire import Response


class Refusal(Exception):
    """A call is refused with an HTTP status, Amazon's code and a sentence."""

    def __init__(self, status: int, code: str, message: str, details: str | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message, self.details = status, code, message, details

    def response(self) -> Response:
        """Return the refusal as it goes over the wire."""
        error = {"code": self.code, "message": self.message}
        if self.details is not None:
            error["details"] = self.details
        return Response(self.status, msgspec.json.encode({"errors": [error]}))


def invalid(message: str, details: str | None = None) -> Refusal:
    """Return a 400 InvalidInput."""
    return Refusal(400, "InvalidInput", message, details)


def not_found(message: str) -> Refusal:
    """Return a 404 NotFound."""
    return Refusal(404, "NotFound", message)
