"""Why a whole file is refused, each with what it is and what to do."""

from shipby.words.refusals import Refusal
from shipby.words.text import N_

_EXACTLY = N_("In Seller Central, open Orders, Order Reports, download the report again and upload the file exactly as it came.")


class UnreadableReport(Refusal):
    """The whole file is refused; nothing of it was taken."""

    code = "unreadable_report"
    sentence = N_("Shipby cannot read this file as one of Amazon's order reports.")
    remedy = _EXACTLY


class EmptyFile(UnreadableReport):
    code = "empty_file"
    sentence = N_("The file is empty.")


class FileCutOff(UnreadableReport):
    code = "file_cut_off"
    sentence = N_("The file is cut off: it ends in the middle of line %(line)s.")
    remedy = N_("Download the report again, wait until the download is complete, and upload it once more.")


class GzipCutOff(UnreadableReport):
    code = "gzip_cut_off"
    sentence = N_("The compressed file ends too early; part of the report is missing.")
    remedy = N_("Download the report again, wait until the download is complete, and upload it once more.")


class GzipDamaged(UnreadableReport):
    code = "gzip_damaged"
    sentence = N_("The compressed file is damaged and cannot be unpacked.")
    remedy = N_("Download the report again and upload it once more.")


class FileTooBig(UnreadableReport):
    code = "file_too_big"
    sentence = N_("The file holds more than %(megabytes)s MB of text, which is the limit for one report.")
    remedy = N_("Request the report for a shorter span of days and upload the parts one after the other.")


class PackedTooTightly(UnreadableReport):
    code = "packed_too_tightly"
    sentence = N_(
        "The compressed file unpacks to more than %(ratio)s times its size. No order report does that, so it was not opened."
    )


class LineTooLong(UnreadableReport):
    code = "line_too_long"
    sentence = N_("Line %(line)s is longer than any row of an order report.")


class SpreadsheetFile(UnreadableReport):
    code = "spreadsheet"
    sentence = N_("This is an Excel or other spreadsheet file, not the report as Amazon gives it.")
    remedy = N_("Upload the tab-delimited .txt file exactly as downloaded from Amazon, without opening and saving it in Excel.")


class ZipFile(UnreadableReport):
    code = "zip_file"
    sentence = N_("This is a ZIP archive, not a report.")
    remedy = N_("Unpack it and upload the .txt file inside.")


class OtherArchive(UnreadableReport):
    code = "archive"
    sentence = N_("This is a packed archive of a kind that Shipby does not unpack.")
    remedy = N_("Unpack it and upload the .txt file inside. Gzip is read as it is.")


class PdfFile(UnreadableReport):
    code = "pdf_file"
    sentence = N_("This is a PDF document, not a report.")


class WebPage(UnreadableReport):
    code = "web_page"
    sentence = N_(
        "This is a web page, not a report. A sign-in page is often saved instead of the report when the session has ended."
    )
    remedy = N_("Sign in to Seller Central again, download the report and upload it.")


class XmlFile(UnreadableReport):
    code = "xml_file"
    sentence = N_("This is an XML file. Shipby reads the tab-delimited order reports.")


class JsonFile(UnreadableReport):
    code = "json_file"
    sentence = N_("This is JSON, not a tab-delimited order report.")


class BinaryFile(UnreadableReport):
    code = "binary_file"
    sentence = N_("This file is not text, so it is not an order report.")


class SeparatedByCommas(UnreadableReport):
    code = "not_tab_delimited"
    sentence = N_(
        "The columns are separated by commas or semicolons, or cells are quoted: a spreadsheet has probably saved this file."
    )
    remedy = N_("Save it as tab-delimited text, or better: upload the file exactly as downloaded from Amazon.")


class NoKnownHeader(UnreadableReport):
    code = "not_an_order_report"
    sentence = N_("The first line does not name the columns of an order report.")


class MissingColumns(UnreadableReport):
    code = "missing_columns"
    sentence = N_("The report lacks columns that Shipby cannot do without: %(columns)s.")


class ConfirmationFile(UnreadableReport):
    code = "confirmation_file"
    sentence = N_("This is a shipping confirmation file. It goes to Amazon, not into Shipby.")
    remedy = N_("Upload it in Seller Central under Orders, Upload order related files.")


class ProcessingReportFile(UnreadableReport):
    code = "processing_report"
    sentence = N_("This is Amazon's processing report for an uploaded file, not an order report.")
    remedy = N_("Upload it on the shipments page, at the batch it answers.")


class ReturnsReport(UnreadableReport):
    code = "returns_report"
    sentence = N_(
        "This is a returns report. Shipby reads the Unshipped orders report, the order report and the All Orders report."
    )


class SettlementReport(UnreadableReport):
    code = "settlement_report"
    sentence = N_("This is a settlement report about payments, not an order report.")


class ListingsReport(UnreadableReport):
    code = "listings_report"
    sentence = N_("This is a listings or inventory report, not an order report.")


class UploadTemplate(UnreadableReport):
    code = "upload_template"
    sentence = N_("This is a template for uploading to Amazon, not an order report.")


class AmazonFulfilledReport(UnreadableReport):
    code = "amazon_fulfilled_report"
    sentence = N_("This is a report on shipments that Amazon made for you (FBA), not an order report.")


class UnknownEncoding(UnreadableReport):
    code = "unknown_encoding"
    sentence = N_("Shipby does not know the encoding “%(encoding)s”.")
    remedy = N_("Use one of: %(known)s.")
