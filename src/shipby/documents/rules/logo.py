"""A seller's logo: checked, made small, and written anew, so that nothing of the file that was handed in is kept."""

import hashlib
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from shipby.words.refusals import Refusal
from shipby.words.text import N_

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 20_000_000
WIDEST, HIGHEST = 1200, 480
"""Pixels of a logo on paper: 300 a inch at 4 x 1.6 inches."""


class NotAPicture(Refusal):
    """Bytes that are no whole PNG or JPEG."""

    code = "not_a_picture"
    sentence = N_("This file is not a whole PNG or JPEG picture.")
    remedy = N_("Save the logo as PNG or JPEG and choose that file.")


class PictureTooLarge(Refusal):
    """More bytes or pixels than anybody needs on paper."""

    code = "picture_too_large"
    sentence = N_("The picture is too large.")
    remedy = N_("Use a picture of at most 5 MB and 20 million pixels.")


class LogoGone(Refusal):
    """A logo that is not kept: another shop's, or forgotten because no template took it."""

    code = "logo_gone"
    sentence = N_("The logo is not here any more.")
    remedy = N_("Choose the picture again.")


def read_logo(content: bytes) -> bytes:
    """The picture as a PNG on white, at most 1200 x 480 pixels, without metadata.

    Raises:
        PictureTooLarge: too many bytes, or too many pixels once unpacked (looked at before unpacking).
        NotAPicture: another format, cut off, or broken.
    """
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge
            coloured = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise NotAPicture from error
    coloured.thumbnail((WIDEST, HIGHEST))
    flat = Image.new("RGB", coloured.size, "white")
    flat.paste(coloured, mask=coloured.getchannel("A"))
    into = BytesIO()
    flat.save(into, "PNG", optimize=True)
    return into.getvalue()


def digest_of(picture: bytes) -> str:
    """The name of a logo: the same picture has the same one."""
    return hashlib.sha256(picture).hexdigest()
