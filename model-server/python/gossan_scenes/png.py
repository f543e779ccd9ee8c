"""PNG of RGB pictures, without a picture library."""

import pathlib
import struct
import zlib

import numpy as np


def write_png(path: pathlib.Path, picture: np.ndarray) -> None:
    """`picture`: uint8 [3, height, width]."""
    _, height, width = picture.shape
    rows = picture.transpose(1, 2, 0).reshape(height, width * 3)
    # Each row begins with its filter, 0: none.
    data = np.concatenate([np.zeros((height, 1), np.uint8), rows], 1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(data, 6)), chunk(b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
