"""What Amazon says when it refuses: ``{"errors": [{"code", "message"}]}``, or OAuth's form at the log-in (sp-api 1.1, 1.2)."""

import msgspec


class _Error(msgspec.Struct):
    code: str = ""
    message: str = ""


class _Errors(msgspec.Struct):
    errors: list[_Error] = []


class _LoginError(msgspec.Struct):
    error: str = ""
    error_description: str = ""


_errors = msgspec.json.Decoder(_Errors, strict=False).decode
_login_error = msgspec.json.Decoder(_LoginError, strict=False).decode

_MOST_TEXT = 300


def refusal(body: bytes) -> tuple[str, str]:
    """Amazon's code and sentence; both empty where the body is no error of Amazon's, for example HTML."""
    try:
        found = _errors(body).errors
    except msgspec.MsgspecError:
        return "", ""
    return (found[0].code[:60], found[0].message[:_MOST_TEXT]) if found else ("", "")


def login_error(body: bytes) -> tuple[str, str]:
    """OAuth's code and sentence; both empty where the body is none."""
    try:
        found = _login_error(body)
    except msgspec.MsgspecError:
        return "", ""
    return found.error[:60], found.error_description[:_MOST_TEXT]
