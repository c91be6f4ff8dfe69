"""Amazon's three order reports, from bytes to facts, as they really come (sp-api 5.2, amazon-policy 8.4).

``inspect`` reads the whole stream once and says what it is; ``read`` reads it again and gives orders in chunks. Both are pure:
bytes in, facts out, memory flat whatever the size.
"""

from shipby.amazon.wire.order_reports.inspecting import inspect
from shipby.amazon.wire.order_reports.raw import RawRows, unpack_raw
from shipby.amazon.wire.order_reports.reading import read
from shipby.amazon.wire.order_reports.refusals import UnreadableReport
from shipby.amazon.wire.order_reports.shapes import BadRow, Chunk, ReportedOrder, ReportHead, ReportType

__all__ = [
    "BadRow",
    "Chunk",
    "RawRows",
    "ReportHead",
    "ReportType",
    "ReportedOrder",
    "UnreadableReport",
    "inspect",
    "read",
    "unpack_raw",
]
