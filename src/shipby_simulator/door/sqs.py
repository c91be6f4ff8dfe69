"""A queue service that AWS's own clients can use (their JSON protocol), under ``/sqs``; signatures are not looked at.

It is a standard queue: at least once, unordered. Dead-letter queues, FIFO queues and encryption are not imitated.
"""

import re
from collections.abc import Callable
from hashlib import md5
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import SECOND
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.world import notices, queues
from shipby_simulator.world.engine import World
from shipby_simulator.world.state import Message

PATH = "/sqs"
OWNER = "123456789012"
"""The AWS account that all pretend queues belong to."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_QUERY_CODES = {"QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue", "QueueNameExists": "QueueAlreadyExists"}
HARDEST_WAIT = 1000
"""Real milliseconds that a long poll of an empty queue is held at most; it comes back empty then, as SQS may."""

Seconds = Annotated[int, Meta(ge=0, le=43_200)]


class SqsError(Exception):
    """A call is refused with one of SQS's codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message

    def response(self) -> Response:
        """Return the refusal in the JSON protocol; older clients read the header."""
        body = {"__type": f"com.amazonaws.sqs#{self.code}", "message": self.message}
        legacy = [("x-amzn-query-error", f"{_QUERY_CODES.get(self.code, self.code)};Sender")]
        return Response(400, msgspec.json.encode(body), legacy, "application/x-amz-json-1.0")


class _Body(msgspec.Struct, frozen=True, rename="pascal", kw_only=True):
    """Names on the wire are in PascalCase."""


class Named(_Body, frozen=True, kw_only=True):
    """CreateQueue, GetQueueUrl."""

    queue_name: str
    attributes: dict[str, str] = {}


class Listed(_Body, frozen=True, kw_only=True):
    """ListQueues."""

    queue_name_prefix: str = ""


class Queue(_Body, frozen=True, kw_only=True):
    """Calls that name a queue by its address."""

    queue_url: str
    attribute_names: list[str] = []
    attributes: dict[str, str] = {}


class Send(Queue, frozen=True, kw_only=True):
    """SendMessage."""

    message_body: Annotated[str, Meta(min_length=1, max_length=1_048_576)]
    delay_seconds: Annotated[int, Meta(ge=0, le=900)] = 0


class Receive(Queue, frozen=True, kw_only=True):
    """ReceiveMessage."""

    max_number_of_messages: Annotated[int, Meta(ge=1, le=10)] = 1
    visibility_timeout: Seconds | None = None
    wait_time_seconds: Annotated[int, Meta(ge=0, le=20)] | None = None
    message_system_attribute_names: list[str] = []


class Receipt(Queue, frozen=True, kw_only=True):
    """DeleteMessage, ChangeMessageVisibility."""

    receipt_handle: str
    visibility_timeout: Seconds = 0


class Entry(_Body, frozen=True, kw_only=True):
    """An entry of a batch."""

    id: str
    receipt_handle: str
    visibility_timeout: Seconds = 0


class Batch(Queue, frozen=True, kw_only=True):
    """DeleteMessageBatch, ChangeMessageVisibilityBatch."""

    entries: Annotated[list[Entry], Meta(min_length=1, max_length=10)]


class Service:
    """The queue service at one moment: the world, and where the server can be reached."""

    def __init__(self, world: World, origin: str, factor: float | None, *, again: bool) -> None:
        self.world, self.origin, self.factor, self.again = world, origin, factor, again
        self.wait = 0

    def _url(self, name: str) -> str:
        return f"{self.origin}{PATH}/{OWNER}/{name}"

    def _name(self, url: str) -> str:
        """Return the queue of an address. Raises SqsError."""
        name = url.rpartition("/")[2]
        if name not in self.world.state.queues:
            raise SqsError("QueueDoesNotExist", "The specified queue does not exist.")
        return name

    def create(self, body: Named) -> dict[str, Any]:
        """Make a queue, or return the one of this name."""
        if not _NAME.fullmatch(body.queue_name):
            raise SqsError("InvalidParameterValue", "Queue names are 1 to 80 letters, digits, hyphens and underscores.")
        if not queues.create(self.world, body.queue_name, body.attributes):
            raise SqsError("QueueNameExists", "A queue already exists with the same name and a different value of an attribute.")
        return {"QueueUrl": self._url(body.queue_name)}

    def url(self, body: Named) -> dict[str, Any]:
        """Return a queue's address."""
        return {"QueueUrl": self._url(self._name(body.queue_name))}

    def list(self, body: Listed) -> dict[str, Any]:
        """List the queues."""
        return {"QueueUrls": [self._url(name) for name in self.world.state.queues if name.startswith(body.queue_name_prefix)]}

    def delete_queue(self, body: Queue) -> dict[str, Any]:
        """Delete a queue with all that is in it."""
        name = self._name(body.queue_url)
        del self.world.state.queues[name], self.world.state.queue_attributes[name]
        return {}

    def purge(self, body: Queue) -> dict[str, Any]:
        """Delete all messages of a queue."""
        self.world.state.queues[self._name(body.queue_url)].clear()
        return {}

    def get_attributes(self, body: Queue) -> dict[str, Any]:
        """Return a queue's attributes, with how many messages wait and how many are hidden."""
        name = self._name(body.queue_url)
        held, now = self.world.state.queues[name], self.world.now
        hidden = sum(message.visible > now for message in held)
        found = self.world.state.queue_attributes[name] | {
            "QueueArn": f"arn:aws:sqs:us-east-1:{OWNER}:{name}",
            "ApproximateNumberOfMessages": str(len(held) - hidden),
            "ApproximateNumberOfMessagesNotVisible": str(hidden),
        }
        wanted = set(body.attribute_names)
        return {"Attributes": found if "All" in wanted else {key: value for key, value in found.items() if key in wanted}}

    def set_attributes(self, body: Queue) -> dict[str, Any]:
        """Change a queue's attributes."""
        name = self._name(body.queue_url)
        for key in queues.DEFAULTS:
            if key in body.attributes and not body.attributes[key].isdecimal():
                raise SqsError("InvalidAttributeValue", f"Invalid value for the parameter {key}.")
        self.world.state.queue_attributes[name] |= body.attributes
        return {}

    def send(self, body: Send) -> dict[str, Any]:
        """Put a message into a queue, as a client's own test may."""
        message = notices.put(self.world, self._name(body.queue_url), body.message_body)
        message.visible += body.delay_seconds * SECOND
        return {"MessageId": message.id, "MD5OfMessageBody": _digest(message.body)}

    def receive(self, body: Receive) -> dict[str, Any]:
        """Give out messages; a long poll of an empty queue is held for a moment where the clock runs by itself."""
        name = self._name(body.queue_url)
        hidden = body.visibility_timeout
        if hidden is None:
            hidden = queues.attribute(self.world, name, "VisibilityTimeout")
        given = queues.receive(self.world, name, body.max_number_of_messages, 0 if self.again else hidden)
        if given:
            wanted = {*body.attribute_names, *body.message_system_attribute_names}
            return {"Messages": [_given(message, wanted) for message in given]}
        wait = body.wait_time_seconds
        if wait is None:
            wait = queues.attribute(self.world, name, "ReceiveMessageWaitTimeSeconds")
        self.wait = min(HARDEST_WAIT, round(wait * SECOND / self.factor)) if self.factor else 0
        return {}

    def delete(self, body: Receipt) -> dict[str, Any]:
        """Delete a message; an older handle of it deletes nothing, and says nothing."""
        self._delete(self._name(body.queue_url), body.receipt_handle)
        return {}

    def _delete(self, name: str, receipt: str) -> None:
        if not receipt.isalnum():
            raise SqsError("ReceiptHandleIsInvalid", f'The input receipt handle "{receipt}" is not a valid receipt handle.')
        message = queues.by_receipt(self.world, name, receipt)
        if message is not None:
            self.world.state.queues[name].remove(message)

    def hide(self, body: Receipt) -> dict[str, Any]:
        """Hide a message for longer, or show it now."""
        self._hide(self._name(body.queue_url), body.receipt_handle, body.visibility_timeout)
        return {}

    def _hide(self, name: str, receipt: str, seconds: int) -> None:
        message = queues.by_receipt(self.world, name, receipt)
        if message is None or message.visible <= self.world.now:
            raise SqsError("MessageNotInflight", "The specified message is not in flight.")
        message.visible = self.world.now + seconds * SECOND

    def delete_batch(self, body: Batch) -> dict[str, Any]:
        """Delete several messages, each on its own."""
        name = self._name(body.queue_url)
        return _each(body.entries, lambda entry: self._delete(name, entry.receipt_handle))

    def hide_batch(self, body: Batch) -> dict[str, Any]:
        """Hide several messages, each on its own."""
        name = self._name(body.queue_url)
        return _each(body.entries, lambda entry: self._hide(name, entry.receipt_handle, entry.visibility_timeout))


def _each(entries: list[Entry], act: Callable[[Entry], None]) -> dict[str, Any]:
    """Work a batch: what fails does not hinder the others."""
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for entry in entries:
        try:
            act(entry)
        except SqsError as error:
            failed.append({"Id": entry.id, "SenderFault": True, "Code": error.code, "Message": error.message})
        else:
            done.append({"Id": entry.id})
    return {"Successful": done, "Failed": failed}


def _digest(body: str) -> str:
    return md5(body.encode(), usedforsecurity=False).hexdigest()


def _given(message: Message, wanted: set[str]) -> dict[str, Any]:
    attributes = {
        "SenderId": "AIDAIENQZJOLO23YVJ4VO",
        "SentTimestamp": str(message.sent),
        "ApproximateReceiveCount": str(message.received),
        "ApproximateFirstReceiveTimestamp": str(message.first),
    }
    form: dict[str, Any] = {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": _digest(message.body),
        "Body": message.body,
    }
    shown = {key: value for key, value in attributes.items() if "All" in wanted or key in wanted}
    return form | {"Attributes": shown} if shown else form


ACTIONS: dict[str, tuple[Any, Callable[[Service, Any], dict[str, Any]]]] = {
    "CreateQueue": (Named, Service.create),
    "GetQueueUrl": (Named, Service.url),
    "ListQueues": (Listed, Service.list),
    "DeleteQueue": (Queue, Service.delete_queue),
    "PurgeQueue": (Queue, Service.purge),
    "GetQueueAttributes": (Queue, Service.get_attributes),
    "SetQueueAttributes": (Queue, Service.set_attributes),
    "SendMessage": (Send, Service.send),
    "ReceiveMessage": (Receive, Service.receive),
    "DeleteMessage": (Receipt, Service.delete),
    "DeleteMessageBatch": (Batch, Service.delete_batch),
    "ChangeMessageVisibility": (Receipt, Service.hide),
    "ChangeMessageVisibilityBatch": (Batch, Service.hide_batch),
}


def action_of(request: Request) -> str:
    """Return the action that a call names, or "" for none that is known."""
    prefix, _, action = request.headers.get("x-amz-target", "").rpartition(".")
    return action if prefix == "AmazonSQS" and action in ACTIONS else ""


def handle(world: World, request: Request, origin: str, factor: float | None, *, again: bool) -> Response:
    """Answer a call of the queue service; ``again`` shows what is received to others at once."""
    try:
        action = action_of(request)
        if not action:
            raise SqsError(
                "InvalidAction", "The action or operation requested is invalid; the JSON protocol of SQS is spoken here."
            )
        table, act = ACTIONS[action]
        service = Service(world, origin, factor, again=again)
        said = act(service, _read(table, request.body))
    except SqsError as error:
        return error.response()
    return Response(200, msgspec.json.encode(said), content_type="application/x-amz-json-1.0", delay_ms=service.wait)


def _read(table: Any, raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw or b"{}", type=table)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        code = "MissingParameter" if "missing required" in str(error) else "InvalidParameterValue"
        raise SqsError(code, str(error)) from None
