"""Adapters as folders in PEFT's form: adapter_config.json and adapter_model.safetensors."""

import dataclasses
import json
import pathlib

import torch
from peft import PeftConfig
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from .attach import Adapter, detach, put_on
from .methods import MOE_LORA, AdapterError, MoeLoraConfig

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
OWN_FIELDS = {field.name for field in dataclasses.fields(MoeLoraConfig)}


def save(adapter: Adapter, folder: pathlib.Path, base: str | None = None) -> None:
    """Writes both files (float32) into the folder, made if need be. `base` names the model that it was trained on."""
    folder.mkdir(parents=True, exist_ok=True)
    config = adapter.config
    if isinstance(config, MoeLoraConfig):
        found = {**dataclasses.asdict(config), "base_model_name_or_path": base}
    else:
        found = {**config.to_dict(), "base_model_name_or_path": base, "inference_mode": True}
        found = {name: sorted(value) if isinstance(value, set) else value for name, value in found.items()}
    (folder / CONFIG).write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    tensors = {name: value.detach().to("cpu", torch.float32).contiguous() for name, value in adapter.tensors().items()}
    save_file(dict(sorted(tensors.items())), folder / WEIGHTS, metadata={"format": "pt"})
    (folder / WEIGHTS).chmod(0o644)


def load(model: torch.nn.Module, folder: pathlib.Path, name: str | None = None) -> Adapter:
    """
    Puts a folder's adapter on a model, by the folder's name where none is given, in use from now on, not trainable. Raises
    AdapterError, and leaves the model as it was, where a file is missing or unreadable, a tensor has another shape than
    this base wants, or one is missing or left over.
    """
    name = name or folder.name
    config, tensors = read_config(folder), read_tensors(folder)
    adapter = put_on(model, config, name)
    try:
        fill(adapter, tensors)
    except AdapterError as error:
        detach(model, name)
        raise AdapterError(f"{folder}: {error}") from error
    for value in adapter.parameters():
        value.requires_grad_(False)
    return adapter


@torch.no_grad()
def fill(adapter: Adapter, tensors: dict[str, torch.Tensor]) -> None:
    """Puts values into an adapter by the names of PEFT's files. Raises AdapterError unless names and shapes are just those."""
    own = adapter.tensors()
    missing, extra = sorted(set(own) - set(tensors)), sorted(set(tensors) - set(own))
    if missing or extra:
        parts = [f"{kind}: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}" for kind, names in (("missing", missing), ("left over", extra)) if names]
        raise AdapterError(f"the adapter was made for another base, or its file is not whole: {'; '.join(parts)}")
    for name, value in own.items():
        if value.shape != tensors[name].shape:
            found, wanted = list(tensors[name].shape), list(value.shape)
            raise AdapterError(f"the adapter was made for another base: {name} is {found} in the file, and this base wants {wanted}")
    for name, value in own.items():
        value.copy_(tensors[name])


def read_config(folder: pathlib.Path) -> PeftConfig | MoeLoraConfig:
    try:
        found = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if found.get("peft_type") != MOE_LORA:
            config = PeftConfig.from_pretrained(str(folder))
            # Training goes on from loaded adapters, too.
            config.inference_mode = False
            return config
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AdapterError(f"{folder / CONFIG} cannot be read: {error}") from error
    if unknown := sorted(set(found) - OWN_FIELDS):
        raise AdapterError(f"{folder / CONFIG} has unknown fields: {', '.join(unknown)}")
    return MoeLoraConfig(**found)


def read_tensors(folder: pathlib.Path) -> dict[str, torch.Tensor]:
    try:
        return load_file(folder / WEIGHTS)
    except (OSError, SafetensorError) as error:
        raise AdapterError(f"{folder / WEIGHTS} cannot be read: {error}") from error
