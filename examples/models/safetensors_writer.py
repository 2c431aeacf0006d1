"""A minimal safetensors writer, independent of the reader it is there to test.

Format: the header's length (8 bytes, unsigned, little-endian), a JSON header padded with spaces to a multiple of
8 bytes, then the raw tensors, little-endian, row-major, without gaps.
"""

import json
import struct

import numpy


def write_safetensors(path, tensors, metadata=None):
    """Write named arrays as float32 in the order given. `metadata` is an optional dict of strings."""
    header, blobs, offset = {}, [], 0
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        blob = numpy.asarray(tensor, dtype="<f4").tobytes(order="C")
        span = [offset, offset + len(blob)]
        header[name] = {"dtype": "F32", "shape": list(numpy.shape(tensor)), "data_offsets": span}
        blobs.append(blob)
        offset = span[1]
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
