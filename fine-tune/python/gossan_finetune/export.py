"""An adapter's folder, in the forms that it is served in (fine-tune/README.md)."""

import json
import pathlib

import torch
from gossan_adapters import Adapter, AdapterError, exportable, load, merged, save
from gossan_nano.graphs import export_decoder
from gossan_nano.model import TIED, save_weights

from .base import Base, open_base
from .projectors import Projectors
from .refused import Refused

# In the graph of an adapter with a router are the text part's weights and the adapter's; the tower stays the base's.
DECODER = "model.language_model."


def write_adapter(base: Base, adapter: Adapter, folder: pathlib.Path, projectors: Projectors | None, facts: dict) -> None:
    """PEFT's two files and training.json always; for a base with graphs also what the embedded backend and the worker load."""
    folder.mkdir(parents=True, exist_ok=True)
    save(adapter, folder, base.name)
    if projectors:
        projectors.save(folder)
    if base.card:
        write_served(base, adapter, folder)
    (folder / "training.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_served(base: Base, adapter: Adapter, folder: pathlib.Path) -> None:
    """
    Merging methods: model.safetensors, names, shapes and byte offsets as the base's, so that the base's graphs work beside it.
    moe-lora: decoder.onnx with its tensors in model.safetensors; pictures go through the base's own vision.onnx.
    """
    if adapter.method != "moe-lora":
        weights = merged(adapter, torch.float16)
        save_weights({name: value for name, value in weights.items() if name != TIED}, folder / "model.safetensors")
        return
    whole = exportable(adapter).to("cpu")
    weights = {name: value.to(torch.float16).contiguous() for name, value in whole.state_dict().items() if name.startswith(DECODER)}
    save_weights(weights, folder / "model.safetensors")
    export_decoder(whole, folder / "model.safetensors", folder / "decoder.onnx")


def export(base_folder: pathlib.Path, folder: pathlib.Path) -> list[str]:
    """Makes the served files of an adapter's folder anew from its PEFT files. Returns their names. Raises Refused."""
    base = open_base(base_folder, torch.device("cpu"))
    if not base.card:
        raise Refused(f"{base_folder} has no card (model.json) and no graphs: its adapters are served from PEFT's files as they are")
    try:
        adapter = load(base.model, folder)
    except AdapterError as error:
        raise Refused(str(error)) from error
    write_served(base, adapter, folder)
    return [name for name in ("model.safetensors", "decoder.onnx") if (folder / name).exists()]
