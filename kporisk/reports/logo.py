"""An organisation's logo made harmless: a PNG decoded and written anew, an SVG rebuilt from what is allowed in one."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kporisk.errors import ExitCode, KporiskError

if TYPE_CHECKING:
    from PIL.Image import Image

PNG = "image/png"
SVG = "image/svg+xml"
LIMIT_PNG = 2_000_000
LIMIT_SVG = 1_000_000
LIMIT_SIDE = 4_000
"""Pixels of a PNG that is read."""
KEPT_SIDE = 1_600
"""Pixels of a PNG that is kept: more than 600 to the inch on the cover."""
LIMIT_SHAPE = 20
"""The most times that a logo may be wider than high, or higher than wide."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_OTHERS = (
    (b"\x1f\x8b", "is compressed (svgz); save it as plain SVG"),
    (b"\xff\xd8\xff", "is a JPEG; export it as PNG or SVG"),
    (b"GIF8", "is a GIF; export it as PNG or SVG"),
    (b"%PDF-", "is a PDF; export the logo as SVG or PNG"),
    (b"RIFF", "is a WebP; export it as PNG or SVG"),
    (b"%!PS", "is PostScript; export the logo as SVG or PNG"),
)


class UnfitLogo(KporiskError):
    """A picture that cannot be a logo; the message completes "the logo …" and says what to do."""

    exit_code = ExitCode.INVALID_DOCUMENT


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A harmless picture: the same bytes for the same picture, and itself when it is sanitised once more."""

    kind: str
    """image/png or image/svg+xml."""
    content: bytes
    removed: tuple[str, ...]
    """Names of what was taken out, for the organisation to know; empty for a picture that was harmless."""


def sanitise(content: bytes) -> Sanitised:
    """The picture without anything but a picture. Raises UnfitLogo for what is no PNG or SVG, is too large, or shows nothing."""
    if content.startswith(_SIGNATURE):
        return _png(content)
    for start, message in _OTHERS:
        if content.startswith(start):
            raise UnfitLogo(message)
    if len(content) > LIMIT_SVG:
        raise UnfitLogo(f"is larger than {LIMIT_SVG // 1_000_000} MB, the most that is read of an SVG (2 MB of a PNG); simplify it")
    from kporisk.reports import logo_svg

    text, removed = logo_svg.rebuilt(content)
    return Sanitised(SVG, text.encode(), removed)


def refuse_undrawable(picture: Sanitised) -> None:
    """Raise UnfitLogo for a picture that does not print cleanly, before a report fails by it: some well-formed SVGs do not."""
    from kporisk import resources
    from kporisk.errors import RenderingError
    from kporisk.reports import press
    from kporisk.reports.logo_svg import words

    folder = resources.folder("report_templates")
    try:
        foreign = picture.kind == SVG and bool(press.strange(words(picture.content), folder))
    except RenderingError as error:
        raise UnfitLogo(f"has letters that cannot be printed: {error}") from None
    try:
        press.try_picture(picture.content, picture.kind, folder, foreign=foreign)
    except RenderingError:
        raise UnfitLogo("is well-formed and yet cannot be printed; export it with its shapes and text as plain paths") from None


def refuse_shape(width: float, height: float) -> None:
    """Raise UnfitLogo for a picture that is nearly a line."""
    if max(width, height) > LIMIT_SHAPE * min(width, height):
        raise UnfitLogo(f"is more than {LIMIT_SHAPE} times as long one way as the other; give one that can be seen whole")


def _png(content: bytes) -> Sanitised:
    if len(content) > LIMIT_PNG:
        raise UnfitLogo(f"is larger than {LIMIT_PNG // 1_000_000} MB, the most that is read; {KEPT_SIDE:,} pixels are enough")
    image, removed = _decoded(content)
    if max(image.size) > KEPT_SIDE:
        from PIL.Image import Resampling

        scale = KEPT_SIDE / max(image.size)
        image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Resampling.LANCZOS)
        image = _plain(image)
        removed = (*removed, f"pixels beyond {KEPT_SIDE:,}")
    written = _encoded(image)
    if len(written) > LIMIT_PNG:
        raise UnfitLogo(f"is larger than {LIMIT_PNG // 1_000_000} MB once it is written plainly; make it smaller or simpler")
    return Sanitised(PNG, written, removed)


def _decoded(content: bytes) -> tuple[Image, tuple[str, ...]]:
    """The pixels as RGB or RGBA, and the names of what came with them."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _whole(), Image.open(io.BytesIO(content), formats=("PNG",)) as image:
                if max(image.size) > LIMIT_SIDE:
                    raise UnfitLogo(f"is larger than {LIMIT_SIDE:,} by {LIMIT_SIDE:,} pixels; {KEPT_SIDE:,} are enough")
                refuse_shape(*image.size)
                frames = getattr(image, "n_frames", 1)
                image.load()
                carried = {str(name) for name in image.info} - {"transparency", "interlace", "default_image"}
                plain = _plain(image)
    except Image.DecompressionBombError:
        raise UnfitLogo(f"is larger than {LIMIT_SIDE:,} by {LIMIT_SIDE:,} pixels; {KEPT_SIDE:,} are enough") from None
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, EOFError, OverflowError, MemoryError) as error:
        raise UnfitLogo("is a damaged PNG; export it once more") from error
    if plain.mode == "RGBA" and plain.getchannel("A").getextrema() == (0, 0):
        raise UnfitLogo("is transparent all over, so that nothing would be seen")
    return plain, (*sorted(carried), *(("frames after the first",) if frames > 1 else ()))


@contextmanager
def _whole() -> Iterator[None]:
    """Half a picture is a damaged one, although WeasyPrint tells Pillow, for the whole process, to make do with it."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _plain(image: Image) -> Image:
    """RGBA where anything is transparent, else RGB."""
    if image.mode.startswith("I"):  # 16 bits of grey, which a plain conversion would clip
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        whole = image.convert("RGBA")
        if whole.getchannel("A").getextrema() != (255, 255):
            return whole
    return image.convert("RGB")


def _encoded(image: Image) -> bytes:
    from PIL import Image as Images

    bare = Images.frombytes(image.mode, image.size, image.tobytes())
    file = io.BytesIO()
    bare.save(file, "PNG", compress_level=9)
    return file.getvalue()
