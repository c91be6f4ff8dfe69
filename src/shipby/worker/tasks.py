"""Every task of Shipby: importing this module registers them all."""

from shipby.worker import recover_jobs

__all__ = ["recover_jobs"]
