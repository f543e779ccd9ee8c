"""A linear layer and the adapters that stand ready for it, one of them in use, or none."""

from contextlib import contextmanager

import torch


class Switch(torch.nn.Module):
    """Takes the place of a linear layer. All adapters wrap the same base layer, so that its weights are there once."""

    def __init__(self, base_layer: torch.nn.Module):
        super().__init__()
        self.base_layer = base_layer
        self.ready = torch.nn.ModuleDict()
        self.active: str | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (self.ready[key(self.active)] if self.active is not None and key(self.active) in self.ready else self.base_layer)(x)

    @property
    def weight(self) -> torch.Tensor:
        return self.base_layer.weight


def key(name: str) -> str:
    """A name as a ModuleDict takes it; adapters' names may have dots."""
    return "adapter " + name.replace(".", "·")


def switches(model: torch.nn.Module) -> dict[str, Switch]:
    """All of a model, by the name of the layer that they stand for."""
    return {path: module for path, module in model.named_modules() if isinstance(module, Switch)}


@contextmanager
def plain(model: torch.nn.Module):
    """The model as it was before any adapter, while this lasts: its modules and its state's names are the base's."""
    taken = switches(model)
    for path, switch in taken.items():
        model.set_submodule(path, switch.base_layer)
    try:
        yield model
    finally:
        for path, switch in taken.items():
            model.set_submodule(path, switch)
