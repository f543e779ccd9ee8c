"""Writes the folder of a base model: configuration, tokenizer, weights, graphs, card."""

import json
import os
import pathlib
import shutil
import warnings

import torch

from .card import card, write_card
from .graphs import export_decoder, export_vision
from .model import load_weights, model_of, new_model, save_weights, weights_of
from .tokens import Tokens

LARGEST_BYTES = 40 * 2**20


def export(tokens: Tokens, weights: pathlib.Path | None, out: pathlib.Path, views: list[str], runs: list[pathlib.Path] | None = None, tiny: bool = False) -> dict:
    """
    Makes the folder `out` whole: everything is written beside it first and moved when complete; its README stays.

    `weights` None: random ones. `runs` are the output folders of the calls that trained them, in their order: their
    facts and logs are kept, and of the last one the figures and the calibration. Returns the card; raises ValueError for a
    folder above 40 MiB.
    """
    partial = out.with_name(out.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    model = (model_of(tokens, weights, tiny) if weights else new_model(tokens, tiny)).eval()
    base = save_weights(weights_of(model), partial / "model.safetensors")
    # What is exported is what is shipped: the rounded weights.
    load_weights(model, partial / "model.safetensors")
    model.config.save_pretrained(partial)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokens.folder / name, partial / name)
    export_graphs(model, partial)
    training, figures = facts_of(runs or [], weights is None)
    if training.get("views"):
        views = training["views"]
    found = card(tokens, base, views, calibration_of(figures), training, figures, tiny)
    write_card(found, partial)
    copy_logs(runs or [], partial / "training-log.jsonl")
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


def calibration_of(figures: dict) -> dict:
    """Platt's numbers of yes/no about copper-related alteration and, where they were fitted, about a named mineral."""
    held = figures.get("held", {})
    named = held.get("present", {}).get("calibration")
    return {"yesno": held.get("copper", {}).get("calibration", {"a": 1.0, "b": 0.0}), **({"present": named} if named else {})}


def facts_of(runs: list[pathlib.Path], random: bool) -> tuple[dict, dict]:
    """What the runs' training.json say, put together, and the last one's figures.json, as far as they left them."""
    if not runs:
        return ({"note": "random weights, for trying programs only"} if random else {}), {}
    facts = [read_json(run / "training.json") for run in runs]
    training = {
        "scenes": sum(fact.get("scenes", 0) for fact in facts),
        "views": facts[-1].get("views", []),
        "runs": [{key: value for key, value in fact.items() if key != "views"} for fact in facts],
    }
    return training, read_json(runs[-1] / "figures.json")


def read_json(path: pathlib.Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def copy_logs(runs: list[pathlib.Path], path: pathlib.Path) -> None:
    """The logs of the runs, one after the other."""
    logs = [log.read_text(encoding="utf-8") for run in runs if (log := run / "log.jsonl").exists()]
    if logs:
        path.write_text("".join(logs), encoding="utf-8")
