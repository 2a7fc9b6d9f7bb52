"""Pictures made fit to keep: upright, no larger than a page needs, without what the camera wrote into them."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from scoring.evidence.unfit import Unfit

# 80 million is more than phones take; a PNG of that size would need half a gigabyte to look at.
MOST_PIXELS = {"JPEG": 80_000_000, "PNG": 40_000_000}
LONGEST_SIDE = 2400
PREVIEW_SIDE = 1000
QUALITY = 85
BROKEN = "Ảnh này bị hỏng, không mở được. Hãy chụp hoặc quét lại."


def clean_picture(data: bytes, kind: str) -> tuple[bytes, bytes]:
    """Return a JPEG or PNG (`kind`) turned upright, shrunk and stripped, and a small JPEG of it for looking at.

    Raises Unfit for a picture that is broken or has too many pixels.
    """
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as opened:
            picture = _upright(opened, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(BROKEN) from error
    return _written(picture, kind), preview_of(picture)


def preview_of(picture: Image.Image) -> bytes:
    """Return a JPEG of at most PREVIEW_SIDE pixels a side; what is transparent becomes white."""
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    if small.mode in ("RGBA", "LA", "PA"):
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        small = white
    return _written(small, "JPEG")


def _too_many() -> Unfit:
    return Unfit("Ảnh có quá nhiều điểm ảnh. Hãy chụp lại hoặc giảm kích thước ảnh.")


def _upright(opened: Image.Image, kind: str) -> Image.Image:
    if opened.width * opened.height > MOST_PIXELS[kind]:
        raise _too_many()
    if kind == "JPEG":
        # Decoded at a fraction of its size where that is enough: a large photo needs no large memory.
        opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if transparent and kind == "PNG" else "L" if picture.mode in ("1", "L") else "RGB"
    return picture if picture.mode == mode else picture.convert(mode)


def _written(picture: Image.Image, kind: str) -> bytes:
    # A fresh copy of the pixels alone: position, camera, comments and colour profiles stay behind.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if kind == "JPEG" and bare.mode not in ("L", "RGB"):
        bare = bare.convert("RGB")
    target = BytesIO()
    bare.save(target, kind, optimize=True, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return target.getvalue()
