"""HTTP/1.1 over asyncio: small, in order, and with the simulator's own Date header."""

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote

import msgspec

MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024 * 1024

REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 302: "Found", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 413: "Payload Too Large",
    415: "Unsupported Media Type", 422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class Request(msgspec.Struct):
    """One request as it came over the wire; header names are in lower case, ``target`` is undecoded."""

    method: str
    target: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    query: list[tuple[str, str]] = []


class Response(msgspec.Struct):
    """What goes back. ``drop`` closes the connection unanswered; ``delay_ms`` and ``drip_ms`` are real milliseconds."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = []
    content_type: str = "application/json"
    drop: bool = False
    delay_ms: int = 0
    drip_ms: int = 0
    cut_at: int | None = None


Handler = Callable[[Request], Response]


class BadRequestError(ValueError):
    """The bytes are not HTTP/1.1."""


def parse_head(head: bytes) -> Request:
    """Read request line and headers. Raises BadRequestError."""
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequestError(lines[0][:80])
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequestError(line[:80])
        headers[name.lower()] = value.strip()
    path, _, query = parts[1].partition("?")
    return Request(parts[0], parts[1], unquote(path), headers, b"", parse_qsl(query, keep_blank_values=True))


def _chunked(buffer: bytes) -> tuple[bytes, int] | None:
    """Return body and bytes used of a chunked body, or None while it is incomplete."""
    body, at = bytearray(), 0
    while True:
        end = buffer.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(buffer[at:end].split(b";")[0], 16)
        at = end + 2
        if len(buffer) < at + size + 2:
            return None
        if size == 0:
            return bytes(body), at + 2
        body += buffer[at : at + size]
        at += size + 2


def encode(response: Response, date: str, *, close: bool) -> bytes:
    """Return the bytes of an answer; order of headers is fixed."""
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Unknown')}", f"Date: {date}"]
    if response.body or response.status not in {204, 304}:
        lines += [f"Content-Type: {response.content_type}", f"Content-Length: {len(response.body)}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if close:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + response.body


class Connection(asyncio.Protocol):
    """One client's connection: requests are answered one after the other."""

    def __init__(self, handle: Handler, date: Callable[[], str]) -> None:
        self._handle, self._date = handle, date
        self._buffer = bytearray()
        self._request: Request | None = None
        self._busy = False
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (the protocol's own signature)
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._work()

    def _work(self) -> None:
        """Answer every complete request in the buffer."""
        try:
            while not self._busy and self._transport is not None:
                request = self._next()
                if request is None:
                    return
                self._answer(request, self._handle(request))
        except (BadRequestError, ValueError):
            self._refuse(400)

    def _next(self) -> Request | None:
        """Take one complete request off the buffer."""
        if self._request is None:
            self._request = self._head()
        request = self._request
        if request is None:
            return None
        if request.headers.get("transfer-encoding", "").lower() == "chunked":
            found = _chunked(bytes(self._buffer))
        else:
            found = self._sized(int(request.headers.get("content-length") or 0))
        if found is None:
            return None
        request.body = found[0]
        del self._buffer[: found[1]]
        self._request = None
        return request

    def _head(self) -> Request | None:
        """Take request line and headers off the buffer."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > MAX_HEAD:
                raise BadRequestError("headers too long")
            return None
        request = parse_head(bytes(self._buffer[:end]))
        del self._buffer[: end + 4]
        if request.headers.get("expect", "").lower() == "100-continue" and self._transport:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return request

    def _sized(self, length: int) -> tuple[bytes, int] | None:
        """Return a body of known length and the bytes used, or None while it is incomplete."""
        if not 0 <= length <= MAX_BODY:
            raise BadRequestError("body too long")
        return (bytes(self._buffer[:length]), length) if len(self._buffer) >= length else None

    def _answer(self, request: Request, response: Response) -> None:
        if response.delay_ms or response.drip_ms:
            self._busy = True
            task = asyncio.get_running_loop().create_task(self._later(request, response))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        self._send(request, response)

    async def _later(self, request: Request, response: Response) -> None:
        """Answer after a delay, or byte by byte."""
        await asyncio.sleep(response.delay_ms / 1000)
        if response.drip_ms and not response.drop:
            raw = encode(response, self._date(), close=False)
            step = max(1, len(raw) // 20)
            for at in range(0, len(raw), step):
                if self._transport is None:
                    return
                self._transport.write(raw[at : at + step])
                await asyncio.sleep(response.drip_ms / 1000)
        else:
            self._send(request, response)
        self._busy = False
        self._work()

    def _send(self, request: Request, response: Response) -> None:
        if self._transport is None:
            return
        if response.drop:
            self._transport.abort()
            return
        close = request.headers.get("connection", "").lower() == "close"
        raw = encode(response, self._date(), close=close)
        if response.cut_at is not None:
            self._transport.write(raw[: len(raw) - len(response.body) + response.cut_at])
            self._transport.close()
            return
        self._transport.write(b"" if request.method == "HEAD" else raw)
        if close:
            self._transport.close()

    def _refuse(self, status: int) -> None:
        """Answer bytes that are not HTTP as Amazon does since 2023: 400 with an HTML body (sp-api 1.2)."""
        if self._transport is not None:
            page = Response(status, b"<html><body><h1>400 Bad Request</h1></body></html>", content_type="text/html")
            self._transport.write(encode(page, self._date(), close=True))
            self._transport.close()
