"""Signing: an invisible PAdES signature, appended to the file so that every byte before it stays."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kporisk.errors import InvalidDocument, KporiskError, Problem, SigningError, UsageError
from kporisk.seal.keys import SigningKey

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.signers import PdfSigner, SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "KporiskSignature"
"""How the fields that signing adds are called, with a number from 1."""

ROOM = 8 << 10
"""Bytes kept for the signature besides its certificates."""

ROOM_FOR_TIMESTAMP = 16 << 10
"""Bytes kept for a timestamp with its own certificates."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file and where the signature stands in it."""

    pdf: bytes
    field: str
    name: str


def sign(
    pdf: bytes,
    key: SigningKey,
    *,
    at: datetime,
    reason: str = "",
    name: str = "",
    location: str = "",
    field: str = "",
    timestamp_url: str | None = None,
    source: str = "the PDF",
) -> Signed:
    """`pdf` with one more signature at its end (PAdES B-B, or B-T with a timestamp); the bytes before it are those of `pdf`.

    `at` is the time that the signature claims, with its zone. A new field is added unless `field` names an empty one that is there.
    Raises InvalidDocument where `pdf` is none or is encrypted, UsageError where `field` cannot be signed, SigningError where the
    document forbids another signature or the timestamp server gives none.
    """
    from kporisk.seal.quiet import quiet
    from kporisk.seal.timestamping import timestamp_server

    server = None if timestamp_url is None else timestamp_server(timestamp_url)
    quiet()
    try:
        writer = _appending(pdf)
        chosen = _field(writer.prev, field, bool(server))
        _identify(writer, pdf, chosen, at)
        if not field:
            _order_tabs(writer)
        signer = _signer(key, chosen, reason=reason, name=name, location=location, server=server)
        room = ROOM + sum(len(one) for one in _ders(key)) + (ROOM_FOR_TIMESTAMP if server is not None else 0)
        signed = asyncio.run(_write(signer, writer, at=at, room=2 * room, existing=bool(field)))
    except KporiskError:
        raise
    except Exception as error:
        # A foreign file may break the library in any way; whatever it is, nothing was written.
        raise _told(error, source) from error
    if not signed.startswith(pdf):
        raise SigningError(f"signing would have changed {source} itself, so nothing was written; please report it")
    return Signed(signed, chosen, key.name)


def _told(error: Exception, source: str) -> KporiskError:
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.sign.general import SigningError as Refused

    if isinstance(error, PdfReadError):
        message = "is no PDF that can be signed safely, or is damaged; make it anew"
        return InvalidDocument([Problem(source, 0, "", message)])
    if isinstance(error, Refused):
        return SigningError(f"{source} cannot be signed: {_sentence(error)}; nothing was written")
    return SigningError(f"{source} cannot be signed ({type(error).__name__}); nothing was written")


def _sentence(error: Exception) -> str:
    if "forbids all changes" in str(error):
        return "an earlier signature forbids every change, further signatures included"
    return "its form or an earlier signature does not allow it"


def _appending(pdf: bytes) -> IncrementalPdfFileWriter:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Appending(IncrementalPdfFileWriter):
        """Adds a revision and leaves the document's own description alone: who made it, and when, stays what the report says."""

        def _update_meta(self) -> None:
            """Nothing."""

    writer = Appending(io.BytesIO(pdf))
    if writer.prev.encrypted:
        raise SigningError("an encrypted file cannot be signed; remove its password first")
    return writer


def _field(reader: PdfFileReader, wanted: str, timestamped: bool) -> str:
    """The name of the field to sign: the one asked for, or the next free one of ours."""
    from pyhanko.sign.fields import enumerate_sig_fields

    fields = {name: (value, ref) for name, value, ref in enumerate_sig_fields(reader)}
    if not wanted:
        taken = [int(found[1]) for name in fields if (found := re.fullmatch(rf"{FIELD}([0-9]{{1,6}})", name or ""))]
        return f"{FIELD}{max(taken, default=0) + 1}"
    empty = [name for name, (value, _) in fields.items() if value is None]
    if wanted not in empty:
        there = f"there are: {', '.join(empty)}" if empty else "there is none; leave --field away"
        raise UsageError(f"no empty signature field is called {wanted[:60]!r}; {there}")
    seed = fields[wanted][1].get_object().get("/SV")
    if seed is not None and "/TimeStamp" in seed and not timestamped:
        raise UsageError(f"the field {wanted} asks for a timestamp; name a server with --timestamp")
    return wanted


def _identify(writer: Any, pdf: bytes, field: str, at: datetime) -> None:
    """Give the revision an identifier that follows from what is signed, and not from chance."""
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject

    now = hashlib.sha256(pdf + f"{field} {at.isoformat()}".encode()).digest()[:16]
    first = writer.document_id[0] if "/ID" in writer.prev.trailer.flatten() else now
    writer._document_id = ArrayObject([ByteStringObject(first), ByteStringObject(now)])


def _order_tabs(writer: Any) -> None:
    """PDF/UA-1, 7.18.3: a page with annotations says that its tab order is that of the structure.

    Only before the first signature, which must not see its page changed.
    """
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.sign.fields import enumerate_sig_fields

    if "/StructTreeRoot" not in writer.root or any(True for _ in enumerate_sig_fields(writer.prev, filled_status=True)):
        return
    reference, _ = writer.find_page_for_modification(0)
    page = reference.get_object()
    if page.get("/Tabs") != "/S":
        page[NameObject("/Tabs")] = NameObject("/S")
        writer.update_container(page)


def _ders(key: SigningKey) -> list[bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding

    return [one.public_bytes(Encoding.DER) for one in (key.certificate, *key.chain)]


def signer_of(key: SigningKey) -> SimpleSigner:
    """What signs with a key, in the library's words, its certificates with it."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    own, *chain = [x509.Certificate.load(one) for one in _ders(key)]
    store = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
    private = keys.PrivateKeyInfo.load(key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return SimpleSigner(own, private, store)


def _signer(key: SigningKey, field: str, *, reason: str, name: str, location: str, server: TimeStamper | None) -> PdfSigner:
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
    from pyhanko.stamp import NoOpStampStyle

    class Signer(PdfSigner):
        """Declares PAdES and nothing else: the version of the file stays what PDF/A-3 asks for, whatever the kind of key."""

        def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
            """PAdES, unless the version of the file has it already."""
            if pdf_out.output_version < (2, 0):
                pdf_out.register_extension(ESIC_EXTENSION_1)

    # Printed and out of the page: PDF/A wants the print flag, PDF/UA wants an untagged widget hidden or out of the page.
    unseen = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    return Signer(
        PdfSignatureMetadata(
            field_name=field,
            reason=reason or None,
            name=name or None,
            location=location or None,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=signer_of(key),
        timestamper=server,
        # Into a field that is on a page nothing is drawn: the text would come in a font that is not embedded.
        stamp_style=NoOpStampStyle(),
        new_field_spec=SigFieldSpec(field, readable_field_name=f"Signature {field}", invis_sig_settings=unseen),
    )


async def _write(signer: PdfSigner, writer: IncrementalPdfFileWriter, *, at: datetime, room: int, existing: bool) -> bytes:
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = signer.init_signing_session(writer, existing_fields_only=existing)
    session.system_time = at
    document = session.prepare_tbs_document(None, room)
    digest, output = document.digest_tbs_document()
    done = await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=at))
    await done.post_signature_processing(output)
    output.seek(0)
    content: bytes = output.read()
    return content
