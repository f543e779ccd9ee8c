"""Writes the folder of a base model: configuration, tokenizer, weights, graphs, card."""

import json
import os
import pathlib
import shutil
import warnings

import torch
from safetensors.torch import load_file

from .card import card, write_card
from .graphs import export_decoder, export_vision
from .model import load_weights, new_model, save_weights, weights_of
from .tokens import Tokens

LARGEST_BYTES = 40 * 2**20


def export(tokens: Tokens, weights: pathlib.Path | None, out: pathlib.Path, views: list[str], run: pathlib.Path | None = None, tiny: bool = False) -> dict:
    """
    Makes the folder `out` whole: everything is written beside it first and moved when complete; its README stays.

    `weights` None: random ones. `run` is a training's output folder; its training.json and figures.json go into the
    card, and the calibration with them. Returns the card; raises ValueError for a folder above 40 MiB.
    """
    partial = out.with_name(out.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    model = new_model(tokens, tiny).eval()
    if weights:
        load_weights(model, load_file(weights))
    base = save_weights(weights_of(model), partial / "model.safetensors")
    # What is exported is what is shipped: the rounded weights.
    load_weights(model, partial / "model.safetensors")
    model.config.save_pretrained(partial)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokens.folder / name, partial / name)
    export_graphs(model, partial)
    training, figures = facts_of(run, weights is None)
    if training.get("views"):
        views = training["views"]
    calibration = figures.get("held", {}).get("copper", {}).get("calibration", {"a": 1.0, "b": 0.0})
    found = card(tokens, base, views, {"yesno": calibration}, training, figures, tiny)
    write_card(found, partial)
    size = sum(path.stat().st_size for path in partial.iterdir())
    if size > LARGEST_BYTES:
        raise ValueError(f"{partial} is {size / 2**20:.1f} MiB; at most {LARGEST_BYTES / 2**20:.0f}")
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(partial.iterdir()):
        os.replace(path, out / path.name)
    partial.rmdir()
    print(f"{out}  {size / 2**20:.1f} MiB  base {base[:12]}")
    return found


def export_graphs(model: torch.nn.Module, folder: pathlib.Path) -> None:
    """vision.onnx and decoder.onnx beside the folder's model.safetensors."""
    with warnings.catch_warnings():
        # The exporter warns of its own internals and of axes that share a name, which is meant.
        warnings.simplefilter("ignore")
        export_vision(model, folder / "model.safetensors", folder / "vision.onnx")
        export_decoder(model, folder / "model.safetensors", folder / "decoder.onnx")


def facts_of(run: pathlib.Path | None, random: bool) -> tuple[dict, dict]:
    """The run's training.json and figures.json, as far as it left them."""
    if run is None:
        return ({"note": "random weights, for trying programs only"} if random else {}), {}
    found = [run / "training.json", run / "figures.json"]
    training, figures = (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {} for path in found)
    return training, figures
