"""The key of an intent: the same effect gets the same key, also after a restore (reliability 3.5)."""

import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:shipby:outbox:intent")


def intent_key(*, account_id: int, operation: str, subject: str, subject_key: int, attempt: int) -> uuid.UUID:
    """UUIDv5 of what must happen; attempt counts from 1.

    Raises:
        ValueError: the attempt is below 1, or a word holds the separator ``|``.
    """
    if attempt < 1:
        raise ValueError(f"attempt {attempt}")
    if "|" in operation or "|" in subject:
        raise ValueError("operation and subject must not hold |")
    return uuid.uuid5(_NAMESPACE, f"{account_id}|{operation}|{subject}|{subject_key}|{attempt}")
