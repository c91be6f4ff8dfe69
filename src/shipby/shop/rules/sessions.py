"""How long a sign-in lasts (reliability 5.7; settled 21): shorter where personal data shows, never past a working day."""

from datetime import datetime, timedelta

from shipby.shop.rules.roles import Permission, Role, may

IDLE_WHERE_PERSONAL = timedelta(minutes=15)
IDLE_ELSE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)


def idle_limit(role: Role) -> timedelta:
    """How long a person of this role may do nothing before signing in again."""
    return IDLE_WHERE_PERSONAL if may(role, Permission.SEE_PERSONAL) else IDLE_ELSE


def is_session_over(role: Role, *, started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether to sign in again; a clock that ran backwards ends a session too."""
    if now < started_at or now < seen_at:
        return True
    return now - seen_at >= idle_limit(role) or now - started_at >= AT_MOST
