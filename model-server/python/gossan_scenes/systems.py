"""data/systems.json as tables on a device: kinds of alteration systems, their zones, and the zones' alternatives."""

from dataclasses import dataclass

import torch

from .names import Names, load_data

ZONES = 4
SLOTS = 4
IRON = 3
ANY = -1
ANY_2 = -2


@dataclass(frozen=True)
class Systems:
    """
    K kinds. mineral: [K, ZONES, alternatives, SLOTS] index of a mineral, ANY, or ANY_2; least, most, chance beside it (chance 0:
    an empty slot). alternatives: [K, ZONES] how many count. iron: [K, IRON] minerals of the coating, repeated when fewer.
    """

    names: list[str]
    weight: torch.Tensor
    second: torch.Tensor
    stretch: torch.Tensor
    bare: torch.Tensor
    iron_chance: torch.Tensor
    iron_most: torch.Tensor
    iron: torch.Tensor
    alternatives: torch.Tensor
    mineral: torch.Tensor
    least: torch.Tensor
    most: torch.Tensor
    chance: torch.Tensor


def load_systems(names: Names, device, kinds: list[dict] | None = None) -> Systems:
    """Those of systems.json, or other `kinds` in its form. Raises ValueError for a mineral that is not among the names."""
    kinds = load_data("systems")["kinds"] if kinds is None else kinds
    index = {name: at for at, name in enumerate(names.mineral_names)} | {"any": ANY, "any 2": ANY_2}
    most_alternatives = max(len(zone) for kind in kinds for zone in kind["zones"])
    shape = (len(kinds), ZONES, most_alternatives, SLOTS)
    mineral = torch.zeros(shape, dtype=torch.long)
    least, most, chance = torch.zeros(shape), torch.zeros(shape), torch.zeros(shape)
    for k, kind in enumerate(kinds):
        for z, zone in enumerate(kind["zones"]):
            for a, alternative in enumerate(zone):
                for slot, (name, limits) in enumerate(alternative.items()):
                    if name not in index:
                        raise ValueError(f'systems.json: kind "{kind["name"]}" names "{name}", which names.json does not have')
                    mineral[k, z, a, slot] = index[name]
                    least[k, z, a, slot], most[k, z, a, slot], chance[k, z, a, slot] = limits
    iron = torch.tensor([[index[name] for name in (kind["iron"]["minerals"] * IRON)[:IRON]] for kind in kinds])

    def of(values) -> torch.Tensor:
        return torch.tensor(values, dtype=torch.float32, device=device)

    return Systems(
        names=[kind["name"] for kind in kinds],
        weight=of([kind["weight"] for kind in kinds]),
        second=of([kind["second"] for kind in kinds]),
        stretch=of([kind["stretch"] for kind in kinds]),
        bare=of([kind["bare"] for kind in kinds]),
        iron_chance=of([kind["iron"]["chance"] for kind in kinds]),
        iron_most=of([kind["iron"]["most"] for kind in kinds]),
        iron=iron.to(device),
        alternatives=torch.tensor([[len(zone) for zone in kind["zones"]] for kind in kinds], device=device),
        mineral=mineral.to(device),
        least=least.to(device),
        most=most.to(device),
        chance=chance.to(device),
    )
