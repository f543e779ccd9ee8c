"""An adapter as weights of the base's layout, or as a model that exports."""

import copy

import torch

from .attach import Adapter
from .methods import AdapterError
from .moe_lora import MoeLoraLinear, RoutedLinear
from .switch import key, plain, switches


@torch.no_grad()
def merged(adapter: Adapter, dtype: torch.dtype = torch.float32) -> dict[str, torch.Tensor]:
    """
    All weights by the base's names on the CPU, the adapter's share added in float32 and rounded once, to `dtype`.
    Raises AdapterError for moe-lora, whose share depends on the token, and for a base in 4 bits.
    """
    if adapter.method == "moe-lora":
        raise AdapterError("experts behind a router cannot be merged into weights: they are served by a graph of their own")
    with plain(adapter.model) as base:
        weights = {name: value.detach() for name, value in base.state_dict().items()}
    for path, layer in adapter.layers.items():
        if type(layer.get_base_layer()) is not torch.nn.Linear:
            raise AdapterError("a base in 4 bits cannot take an adapter in; merge into the base as it was before")
        # A copy, so that the layer in use stays as it is.
        whole = copy.deepcopy(layer).float()
        whole.merge(safe_merge=True)
        weights[f"{path}.weight"] = whole.get_base_layer().weight.detach()
    return {name: value.to("cpu", dtype).contiguous() for name, value in weights.items()}


def exportable(adapter: Adapter) -> torch.nn.Module:
    """A float32 copy of the model with a moe-lora adapter, for a graph: plain modules, whose weights keep the base's names."""
    whole = copy.deepcopy(adapter.model).float().eval()
    for path, switch in switches(whole).items():
        layer = switch.ready[key(adapter.name)] if key(adapter.name) in switch.ready else None
        whole.set_submodule(path, RoutedLinear(layer) if isinstance(layer, MoeLoraLinear) else switch.base_layer)
    return whole
