"""The zip container: members read with every size distrusted, written with untouched ones copied raw.

zipfile reads the directory; local headers, inflation and writing are done here, because zipfile neither
copies a member as its compressed bytes nor stops in the middle of a bomb.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workbook.errors import FileRefused
from workbook.ooxml.limits import (
    INFLATE_STEP,
    MAX_INFLATED_BYTES,
    MAX_PART_BYTES,
    MAX_PARTS,
    MAX_RATIO,
    RATIO_FROM_BYTES,
)

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_ENCRYPTED: Final = 0x1
_DESCRIPTOR: Final = 0x8
_UTF8: Final = 0x800
_EPOCH: Final = (0, 33)  # 1980-01-01 00:00, zip's first moment: a new part has no time of its own


@dataclass(frozen=True, slots=True)
class Member:
    """One member as its directory entry describes it; `start` and `stored` locate its compressed bytes."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    time: int
    date: int
    crc: int
    stored: int
    size: int
    start: int
    attributes: int
    system: int


@dataclass(slots=True)
class Budget:
    """How many inflated bytes a book may still cost."""

    left: int = MAX_INFLATED_BYTES


def read_members(data: bytes) -> dict[str, Member]:
    """The members of a zip by name, in file order. FileRefused when the directory cannot be believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            directory = archive.start_dir
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise FileRefused("truncated") from error
    if len(infos) > MAX_PARTS:
        raise FileRefused("too_many_parts", count=len(infos), limit=MAX_PARTS)
    members: dict[str, Member] = {}
    folded: set[str] = set()
    for info in infos:
        if info.filename != info.orig_filename:  # zipfile cut it at a NUL or turned its slashes
            raise FileRefused("odd_part_name", part=ascii(info.orig_filename)[:80])
        if info.filename.casefold() in folded:
            raise FileRefused("duplicate_part", part=info.filename[:80])
        folded.add(info.filename.casefold())
        members[info.filename] = _member(data, info)
    _refuse_overlaps(members, directory)
    return members


def _member(data: bytes, info: zipfile.ZipInfo) -> Member:
    name = info.filename
    segments = name.removesuffix("/").split("/")
    odd = "\\" in name or ":" in name or any(segment in {"", ".", ".."} for segment in segments)
    if odd or not name.isprintable():
        raise FileRefused("odd_part_name", part=ascii(name)[:80])
    if info.flag_bits & _ENCRYPTED:
        raise FileRefused("encrypted")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileRefused("unknown_compression", part=name[:80], method=info.compress_type)
    offset = info.header_offset
    raw_name = name.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    header = data[offset : offset + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise FileRefused("damaged", part=name[:80])
    name_length, extra_length = struct.unpack_from("<2H", header, 26)
    start = offset + _LOCAL.size + name_length + extra_length
    local_name = data[offset + _LOCAL.size : offset + _LOCAL.size + name_length]
    if local_name != raw_name or start + info.compress_size > len(data):
        raise FileRefused("damaged", part=name[:80])
    year, month, day, hour, minute, second = info.date_time
    return Member(
        name=name,
        raw_name=raw_name,
        flags=info.flag_bits,
        method=info.compress_type,
        time=hour << 11 | minute << 5 | second // 2,
        date=max(year - 1980, 0) << 9 | month << 5 | day,
        crc=info.CRC,
        stored=info.compress_size,
        size=info.file_size,
        start=start,
        attributes=info.external_attr,
        system=info.create_system,
    )


def _refuse_overlaps(members: Mapping[str, Member], directory: int) -> None:
    """Members that share bytes are how a small file holds petabytes."""
    end = 0
    for member in sorted(members.values(), key=lambda one: one.start):
        if member.start - _LOCAL.size - len(member.raw_name) < end:
            raise FileRefused("damaged", part=member.name[:80])
        end = member.start + member.stored
    if end > directory:
        raise FileRefused("damaged", part="directory")


def inflate(data: bytes, member: Member, budget: Budget) -> Iterator[bytes]:
    """The bytes of a member, piece by piece. FileRefused when a limit is passed or the checksum is wrong."""
    crc = total = 0
    for piece in _pieces(data, member):
        total += len(piece)
        budget.left -= len(piece)
        bomb = total > RATIO_FROM_BYTES and total > MAX_RATIO * member.stored
        if bomb or budget.left < 0 or total > MAX_PART_BYTES:
            raise FileRefused("inflates_too_much", part=member.name[:80], limit_mb=MAX_INFLATED_BYTES >> 20)
        crc = zlib.crc32(piece, crc)
        yield piece
    if crc != member.crc or total != member.size:
        raise FileRefused("damaged", part=member.name[:80])


def _pieces(data: bytes, member: Member) -> Iterator[bytes]:
    stored = data[member.start : member.start + member.stored]
    if member.method == zipfile.ZIP_STORED:
        yield stored
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        piece = engine.decompress(stored, INFLATE_STEP)
        while piece or engine.unconsumed_tail:
            yield piece
            piece = engine.decompress(engine.unconsumed_tail, INFLATE_STEP)
    except zlib.error as error:
        raise FileRefused("damaged", part=member.name[:80]) from error
    if not engine.eof:
        raise FileRefused("damaged", part=member.name[:80])


def write(data: bytes, members: Mapping[str, Member], parts: Mapping[str, bytes | None]) -> bytes:
    """A zip like `data` in which `parts` are new: bytes replace or add a member, None removes it.

    Untouched members keep their compressed bytes, their time and their place; a changed member keeps its time
    and place; new ones follow at the end. The same input gives the same bytes.
    """
    out: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    new = {name: _new_member(name) for name in parts if name not in members and parts[name] is not None}
    for name, member in {**members, **new}.items():
        content = parts.get(name)
        if name in parts and content is None:
            continue
        if content is None:
            method, crc, size = member.method, member.crc, member.size
            stored = data[member.start : member.start + member.stored]
        else:
            method, crc, size = zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content)
            engine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)  # 9 costs three times, saves 1 %
            stored = engine.compress(content) + engine.flush()
        flags = member.flags & ~_DESCRIPTOR  # the sizes stand in the local header, nothing follows the data
        common = (20, flags, method, member.time, member.date, crc, len(stored), size)
        header = _LOCAL.pack(b"PK\x03\x04", *common, len(member.raw_name), 0)
        made_by = member.system << 8 | 20
        tail = (len(member.raw_name), 0, 0, 0, 0, member.attributes, offset)
        directory += [_CENTRAL.pack(b"PK\x01\x02", made_by, *common, *tail), member.raw_name]
        out += [header, member.raw_name, stored]
        offset += len(header) + len(member.raw_name) + len(stored)
    count = len(directory) // 2
    listing = b"".join(directory)
    out += [listing, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0)]
    return b"".join(out)


def _new_member(name: str) -> Member:
    time, date = _EPOCH
    raw = name.encode()
    flags = 0 if name.isascii() else _UTF8
    return Member(name, raw, flags, zipfile.ZIP_DEFLATED, time, date, 0, 0, 0, 0, 0, 0)
