"""training.json, and the processes that train together."""

import json
import os

import torch
import torch.distributed as dist
from gossan_scenes.names import load_data

from .configuration import HERE

SETTINGS = json.loads((HERE / "training.json").read_text(encoding="utf-8"))
# In the order of a talk's `tasks`.
TASKS = list(load_data("questions")["tasks"])


class Team:
    """This process among those that torchrun started, or alone; its device."""

    def __init__(self, device: str | None = None):
        self.rank, self.size = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        if device == "cuda":
            device = f"cuda:{os.environ.get('LOCAL_RANK', 0)}"
            torch.cuda.set_device(device)
        self.device = torch.device(device)
        if self.size > 1:
            dist.init_process_group("nccl" if self.device.type == "cuda" else "gloo")

    @property
    def first(self) -> bool:
        return self.rank == 0

    def agree(self, value: float) -> float:
        """The first process's value, in all of them."""
        if self.size == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64, device=self.device)
        dist.broadcast(shared, 0)
        return shared.item()

    def close(self) -> None:
        if self.size > 1:
            dist.destroy_process_group()
