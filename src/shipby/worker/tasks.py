"""Every task of Shipby: importing this module registers them all."""

from shipby.worker import import_file, recover_jobs, watch_folder

__all__ = ["import_file", "recover_jobs", "watch_folder"]
