"""The state of a run on disk: whole or as it was before, whenever the process is killed."""

import os
import pathlib

import torch

from .refused import Refused


def save_state(state: dict, path: pathlib.Path) -> None:
    """Written beside, forced to the disk, then put in place."""
    part = path.with_suffix(".part")
    with open(part, "wb") as handle:
        torch.save(state, handle)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)


def load_state(path: pathlib.Path, fingerprint: str) -> dict | None:
    """The last state, None where there is none. Raises Refused where it is of another run."""
    if not path.exists():
        return None
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["fingerprint"] != fingerprint:
        raise Refused(f"{path.parent} is of a run with another base, set, recipe, method or seed: finish it with those, or remove the folder")
    return state
