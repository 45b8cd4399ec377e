"""A page that is the same for everybody but for a few small holes: kept compressed, filled without compressing again.

Between two holes stands a piece that is deflated once, ending on a whole byte (a full flush, so that nothing later
refers back across a hole). What fills a hole goes in as a "stored" block of RFC 1951, and the sum at the end of the
gzip member (RFC 1952) is made anew. A browser sees one ordinary gzip stream.
"""

import struct
import zlib
from collections.abc import Callable, Sequence

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LARGEST_BLOCK = 0xFFFF
MARK = "\x00"


class Holed:
    """A page with holes, made from text in which each hole is named between two MARKs."""

    def __init__(self, text: str) -> None:
        """Even parts of the text are the page, odd ones the names of its holes."""
        parts = text.split(MARK)
        self.holes: Sequence[str] = parts[1::2]
        self._pieces = [piece.encode() for piece in parts[0::2]]
        self._deflated = _deflate(self._pieces)

    @property
    def size(self) -> int:
        """How many bytes it keeps in memory, about."""
        return sum(map(len, self._pieces)) + sum(map(len, self._deflated))

    def plain(self, fill: Callable[[str], str]) -> bytes:
        """The page with its holes filled."""
        fillings = [fill(hole).encode() for hole in self.holes]
        return b"".join(_woven(self._pieces, fillings))

    def gzipped(self, fill: Callable[[str], str]) -> bytes:
        """The same as one gzip stream."""
        fillings = [fill(hole).encode() for hole in self.holes]
        total, check = 0, 0
        for piece in _woven(self._pieces, fillings):
            total, check = total + len(piece), zlib.crc32(piece, check)
        blocks = [_stored(filling) for filling in fillings]
        return b"".join((_HEAD, *_woven(self._deflated, blocks), struct.pack("<II", check, total & 0xFFFFFFFF)))


def _deflate(pieces: Sequence[bytes]) -> list[bytes]:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    out = [squeeze.compress(piece) + squeeze.flush(zlib.Z_FULL_FLUSH) for piece in pieces[:-1]]
    return [*out, squeeze.compress(pieces[-1]) + squeeze.flush(zlib.Z_FINISH)]


def _stored(data: bytes) -> bytes:
    if len(data) > _LARGEST_BLOCK:
        raise ValueError("a hole is for a few words")
    return b"\x00" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def _woven(pieces: Sequence[bytes], fillings: Sequence[bytes]) -> list[bytes]:
    out = [pieces[0]]
    for filling, piece in zip(fillings, pieces[1:], strict=True):
        out += (filling, piece)
    return out
