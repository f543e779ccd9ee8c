"""An adapter's folder (fine-tune/README.md has its form) as what it changes of each of the base's products."""

import hashlib
import json
import math
import pathlib
import re
from dataclasses import dataclass, field

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from .refused import Refused

CONFIG, WEIGHTS, MANIFEST, PROJECTORS = "adapter_config.json", "adapter_model.safetensors", "adapter.json", "projectors.json"
# Merged weights of the base's layout.
MERGED = "model.safetensors"
MOE_LORA = "GOSSAN_MOE_LORA"
NAME = re.compile(r"base_model\.model\.(?:model\.)?language_model\.layers\.(\d+)\.(?:self_attn|mlp)\.(\w+_proj)\.(\w+?)(?:\.weight)?$")
# Of PEFT's fields, those that change what an adapter computes and that are not served where they are set.
NOT_SERVED = ("modules_to_save", "rank_pattern", "alpha_pattern", "fan_in_fan_out", "layer_replication", "target_parameters")


class NotBeside(ValueError):
    """An adapter that is sound, and can be served merged alone."""


@dataclass
class Piece:
    """
    What changes of one product y = W x. `down` [r, in] and `up` [out, r], its scale included, add up · down · x; `magnitude` [out] is
    DoRA's; `gain` multiplies the outputs [out], or with `of_input` the inputs [in]; `router` [E, in] weighs the experts of
    which down [E r, in] and up [out, E r] are made.
    """

    down: torch.Tensor | None = None
    up: torch.Tensor | None = None
    magnitude: torch.Tensor | None = None
    gain: torch.Tensor | None = None
    of_input: bool = False
    router: torch.Tensor | None = None


@dataclass
class AdapterFile:
    """`pieces` by layer and product (`q_proj`); `experts` and `kept` are 0 but for experts behind a router."""

    name: str
    method: str
    pieces: dict[tuple[int, str], Piece] = field(default_factory=dict)
    rank: int = 0
    experts: int = 0
    kept: int = 0

    @property
    def columns(self) -> int:
        return self.rank * max(1, self.experts)


def facts_of(folder: pathlib.Path) -> dict:
    """What the program must know to ask it: its own calibration, and the projectors that its views are drawn with."""
    found = {}
    if (folder / MANIFEST).exists() and (calibration := json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("calibration")):
        found["calibration"] = calibration
    if (folder / PROJECTORS).exists():
        found["projectors"] = json.loads((folder / PROJECTORS).read_text(encoding="utf-8"))
    return found


def read_adapter(name: str, folder: pathlib.Path, base: str | None) -> AdapterFile:
    """
    Reads and checks a folder. `base` is the hash of the base that it is put on. Raises Refused for a file that is missing or
    changed, another base, and tensors that do not fit their configuration; NotBeside for what is not served beside a base.
    """
    check_manifest(name, folder, base)
    try:
        config, tensors = json.loads((folder / CONFIG).read_text(encoding="utf-8")), load_file(folder / WEIGHTS)
    except (OSError, ValueError, SafetensorError) as error:
        raise Refused("ADAPTER_INCOMPLETE", name=name, detail=str(error)) from error
    found: dict[tuple[int, str], dict[str, torch.Tensor]] = {}
    for full, value in tensors.items():
        match = NAME.match(full)
        if match is None:
            raise NotBeside(f"{full} is no product of the text part")
        found.setdefault((int(match[1]), match[2]), {})[match[3]] = value.float()
    if not found:
        raise Refused("ADAPTER_KEYS", name=name, detail="there are none")
    kind = config.get("peft_type")
    set_ = [field for field in NOT_SERVED if config.get(field)] + [field for field in ("bias", "lora_bias") if config.get(field, "none") not in ("none", False)]
    if set_:
        raise NotBeside(f"it has {', '.join(set_)}")
    if kind == "IA3":
        return ia3(name, config, found)
    if kind in ("LORA", MOE_LORA):
        return lora(name, config, found)
    raise NotBeside(f"it is of type {kind}")


def lora(name: str, config: dict, found: dict) -> AdapterFile:
    routed = config["peft_type"] == MOE_LORA
    wanted = {"lora_A", "lora_B"} | ({"router"} if routed else set()) | ({"lora_magnitude_vector"} if config.get("use_dora") else set())
    method = "moe-lora" if routed else "dora" if config.get("use_dora") else "lora"
    adapter = AdapterFile(name, method, rank=config["r"], experts=config["experts"] if routed else 0, kept=config["top_k"] if routed else 0)
    scale = config["lora_alpha"] / (math.sqrt(config["r"]) if config.get("use_rslora") else config["r"])
    for place, tensors in found.items():
        exact(name, place, tensors, wanted)
        down, up = tensors["lora_A"], tensors["lora_B"] * scale
        if routed:
            down, up = down.flatten(0, 1), up.permute(1, 0, 2).flatten(1)
        if len(down) != adapter.columns or up.shape[1] != adapter.columns:
            detail = f"{place[1]} of layer {place[0]} has rank {len(down)}, and the configuration says {adapter.columns}"
            raise Refused("ADAPTER_KEYS", name=name, detail=detail)
        adapter.pieces[place] = Piece(down, up, tensors.get("lora_magnitude_vector"), router=tensors.get("router"))
    return adapter


def ia3(name: str, config: dict, found: dict) -> AdapterFile:
    inner = config.get("feedforward_modules") or []
    adapter = AdapterFile(name, "ia3")
    for place, tensors in found.items():
        exact(name, place, tensors, {"ia3_l"})
        of_input = place[1] in inner
        if of_input and place[1] != "down_proj":
            raise NotBeside(f"it scales what enters {place[1]}")
        adapter.pieces[place] = Piece(gain=tensors["ia3_l"].flatten(), of_input=of_input)
    return adapter


def exact(name: str, place: tuple[int, str], tensors: dict, wanted: set[str]) -> None:
    if set(tensors) != wanted:
        missing, extra = sorted(wanted - set(tensors)), sorted(set(tensors) - wanted)
        raise Refused("ADAPTER_KEYS", name=name, detail=f"{place[1]} of layer {place[0]}: missing {missing}, left over {extra}")


def check_manifest(name: str, folder: pathlib.Path, base: str | None) -> None:
    """Holds a folder to its adapter.json. One that only PEFT wrote has none, and nothing to be held to."""
    path = folder / MANIFEST
    if not path.exists():
        return
    manifest = json.loads(path.read_text(encoding="utf-8"))
    made_for = manifest["base"]["sha256"]
    if base is not None and made_for != base:
        raise Refused("ADAPTER_BASE", name=name, made=made_for[:12], base=base[:12])
    for file, wanted in manifest.get("files", {}).items():
        if not (folder / file).exists():
            raise Refused("ADAPTER_INCOMPLETE", name=name, detail=f"it has no {file}")
        if sha256(folder / file) != wanted:
            raise Refused("ADAPTER_CHANGED", name=name, file=file)


def sha256(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
