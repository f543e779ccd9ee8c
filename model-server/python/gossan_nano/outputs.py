"""What a run leaves: weights in parts that are small enough to send, their joining, and a log of one JSON object a line."""

import json
import pathlib
import time

from .model import save_weights, sha256

PART_BYTES = 14 * 2**20


class Log:
    """Appends one JSON object a line and prints it; only the first process writes."""

    def __init__(self, path: pathlib.Path | None):
        self.path = path
        self.began = time.monotonic()

    def __call__(self, **row) -> None:
        if self.path is None:
            return
        line = json.dumps({"seconds": round(time.monotonic() - self.began, 1), **row}, ensure_ascii=False)
        print(line, flush=True)
        with open(self.path, "a", encoding="utf-8") as handle:
            handle.write(line + "\n")


def write_parts(weights: dict, folder: pathlib.Path) -> dict:
    """
    Writes the fp16 safetensors file as parts model.safetensors.00, .01, … below 15 MiB and parts.json, their index
    (sha256 of the whole, names and sizes in order). Returns the index.
    """
    whole = folder / "model.safetensors"
    found = {"file": whole.name, "sha256": save_weights(weights, whole), "parts": []}
    data = whole.read_bytes()
    for number, start in enumerate(range(0, len(data), PART_BYTES)):
        part = folder / f"{whole.name}.{number:02d}"
        part.write_bytes(data[start : start + PART_BYTES])
        found["parts"].append({"name": part.name, "bytes": part.stat().st_size})
    whole.unlink()
    (folder / "parts.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def join(folder: pathlib.Path, out: pathlib.Path) -> str:
    """Puts parts together again. Returns the sha256; raises ValueError where it is not what the index says."""
    index = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(out.name + ".part")
    with open(partial, "wb") as handle:
        for part in index["parts"]:
            handle.write((folder / part["name"]).read_bytes())
    found = sha256(partial)
    if found != index["sha256"]:
        partial.unlink()
        raise ValueError(f"the parts in {folder} do not make the file of their index: {found} instead of {index['sha256']}")
    partial.replace(out)
    return found
