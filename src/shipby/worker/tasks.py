"""Every task of Shipby: importing this module registers them all."""

from shipby.worker import count_orders, erase_personal, import_file, recover_jobs, run_bulk, sync_account, watch_folder

__all__ = ["count_orders", "erase_personal", "import_file", "recover_jobs", "run_bulk", "sync_account", "watch_folder"]
