"""The daily erasure: rows, keys of past days, keys of accounts, uploads that nobody finished."""

from datetime import datetime, timedelta

import structlog

from shipby.actions.erase_personal import destroy_day_keys, drop_stale_uploads, erase_due, note_erased, renew_account_key
from shipby.intake.reads.imports import spools_in_use
from shipby.keys.spool import spool_folder
from shipby.shop.reads import all_accounts
from shipby.words.ports import ports
from shipby.worker.app import task

UPLOAD_KEPT = timedelta(days=2)
_MOST_STEPS = 10_000

_log = structlog.get_logger(__name__)


@task("erase_personal", every="23 2 * * *", at_start=True, lock="erase_personal")
def erase_personal(timestamp: int = 0) -> None:
    """Erase what is due today. Running it again, or a day later, does no harm and misses nothing."""
    now = ports.clock.now()
    orders = others = 0
    for _ in range(_MOST_STEPS):
        step = erase_due(now=now)
        orders, others = orders + step.orders, others + step.others
        if step.is_all:
            break
    keys = destroy_day_keys(now=now) + sum(renew_account_key(account_id=account.id) for account in all_accounts())
    _drop_uploads(now)
    if orders or others or keys:
        note_erased(orders=orders, others=others, keys=keys, now=now)
    _log.info("personal_erased", orders=orders, other_rows=others, keys=keys, due=timestamp)


def _drop_uploads(now: datetime) -> None:
    """Remove spooled files of imports that were given up, and files that no import knows (an upload that broke off)."""
    drop_stale_uploads(before=now - UPLOAD_KEPT)
    in_use = spools_in_use()
    for path in spool_folder().glob("*"):
        if path.name not in in_use and now.timestamp() - path.stat().st_mtime > UPLOAD_KEPT.total_seconds():
            path.unlink(missing_ok=True)
