"""Every task of Shipby: importing this module registers them all."""

from shipby.worker import erase_personal, import_file, recover_jobs, run_bulk, sync_account, watch_folder

__all__ = ["erase_personal", "import_file", "recover_jobs", "run_bulk", "sync_account", "watch_folder"]
