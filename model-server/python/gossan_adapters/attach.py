"""Puts adapters on a model, chooses which one is in use, and takes them off again."""

from contextlib import contextmanager
from dataclasses import dataclass

import torch
from peft import PeftConfig, inject_adapter_in_model
from peft.tuners.tuners_utils import BaseTunerLayer

from .methods import AdapterError, MoeLoraConfig, config_of, method_of
from .moe_lora import MoeLoraLinear
from .switch import Switch, key, plain, switches

# PEFT's name of the one adapter that each of its layers holds.
INNER = "default"


@dataclass(eq=False)
class Adapter:
    """An adapter that stands on a model. `layers`: its wrapped linear layers by the names of the layers that they wrap."""

    model: torch.nn.Module
    name: str
    method: str
    config: PeftConfig | MoeLoraConfig
    layers: dict[str, torch.nn.Module]

    def tensors(self) -> dict[str, torch.nn.Parameter]:
        """Its parameters by the names that they have in PEFT's files."""
        return {
            f"base_model.model.{path}.{name}": value for path, layer in self.layers.items() for name, value in tensors_of(layer).items()
        }

    def parameters(self) -> list[torch.nn.Parameter]:
        return list(self.tensors().values())

    def count(self) -> int:
        """Trainable parameters."""
        return sum(value.numel() for value in self.parameters())


def attach(model: torch.nn.Module, method: str, settings: dict | None = None, name: str = "default") -> Adapter:
    """
    A fresh adapter on transformers' Qwen3VLForConditionalGeneration (any size; any model whose linear layers have these names),
    in use from now on. It changes nothing before it is trained. Its start follows torch's seed. The base is frozen.

    `settings`: lora, dora {r, alpha, dropout, targets, rslora}; ia3 {targets, feed_forward}; moe-lora {r, alpha, dropout,
    targets, experts, top_k, balance}. Raises AdapterError for settings that do not fit, and for a name that is taken.
    """
    return put_on(model, config_of(method, settings or {}), name)


def put_on(model: torch.nn.Module, config: PeftConfig | MoeLoraConfig, name: str) -> Adapter:
    """An adapter of a configuration, untrained."""
    if any(key(name) in switch.ready for switch in switches(model).values()):
        raise AdapterError(f'an adapter "{name}" is on the model already')
    with plain(model):
        layers = (routed_layers if isinstance(config, MoeLoraConfig) else peft_layers)(model, config)
    model.requires_grad_(False)
    for path, layer in layers.items():
        there = model.get_submodule(path)
        switch = there if isinstance(there, Switch) else Switch(there)
        switch.ready[key(name)] = layer.train(model.training)
        model.set_submodule(path, switch)
    adapter = Adapter(model, name, method_of(config), config, layers)
    for value in adapter.parameters():
        value.requires_grad_(True)
    use(model, name)
    return adapter


def peft_layers(model: torch.nn.Module, config: PeftConfig) -> dict[str, torch.nn.Module]:
    """Lets PEFT wrap the layers that it finds, and puts the layers themselves back. Raises AdapterError where it finds none."""
    try:
        inject_adapter_in_model(config, model, adapter_name=INNER)
    except ValueError as error:
        raise AdapterError(str(error)) from error
    layers = {path: module for path, module in model.named_modules() if isinstance(module, BaseTunerLayer)}
    for path, layer in layers.items():
        model.set_submodule(path, layer.get_base_layer())
    # PEFT leaves a note on the model, which would say that it is adapted.
    if hasattr(model, "peft_config"):
        del model.peft_config
    return layers


def routed_layers(model: torch.nn.Module, config: MoeLoraConfig) -> dict[str, torch.nn.Module]:
    found = {
        path: MoeLoraLinear(module, config)
        for path, module in model.named_modules()
        if path.rsplit(".", 1)[-1] in config.target_modules and isinstance(module, torch.nn.Linear)
    }
    if not found:
        raise AdapterError(f"the model has no linear layers {', '.join(config.target_modules)}")
    return found


def tensors_of(layer: torch.nn.Module) -> dict[str, torch.nn.Parameter]:
    """The adapter's own parameters of one layer, named as in PEFT's files."""
    if isinstance(layer, MoeLoraLinear):
        return layer.tensors()
    found = {}
    for full, value in layer.named_parameters():
        if full.split(".")[0] in layer.adapter_layer_names:
            short = full.replace(f".{INNER}", "")
            found[short.removesuffix(".weight") if short.startswith("lora_magnitude_vector") else short] = value
    return found


def use(model: torch.nn.Module, name: str | None) -> None:
    """From now on the model answers with this adapter, or as its base (None). Raises AdapterError for one that is not on it."""
    every = switches(model).values()
    if name is not None and not any(key(name) in switch.ready for switch in every):
        raise AdapterError(f'no adapter "{name}" is on the model')
    for switch in every:
        switch.active = name


@contextmanager
def using(model: torch.nn.Module, name: str | None):
    """`use` while this lasts. A model has one adapter in use at a time, whichever thread asks."""
    before = next((switch.active for switch in switches(model).values()), None)
    use(model, name)
    try:
        yield model
    finally:
        use(model, before)


def detach(model: torch.nn.Module, name: str) -> None:
    """Takes an adapter off; the layers that no adapter wraps any more are the base's own again."""
    for path, switch in switches(model).items():
        if key(name) in switch.ready:
            del switch.ready[key(name)]
        if switch.active == name:
            switch.active = None
        if not switch.ready:
            model.set_submodule(path, switch.base_layer)
