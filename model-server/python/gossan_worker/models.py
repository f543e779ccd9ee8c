"""The base and its adapters on a device, and the thread that answers with them."""

import json
import pathlib
import queue
import threading

import torch
from safetensors.torch import load_file

from gossan_nano.model import load_weights, new_model
from gossan_nano.tokens import Tokens

from .prompt import Refused
from .rows import Row, answer

# Rows of one batch. A GPU answers so many in the time of one; whoever comes next waits for them.
ROWS = 32


class Models:
    """Requests wait in a queue; those for the same model with equally many pictures are answered together."""

    def __init__(self, folder: pathlib.Path, device: str):
        self.device = torch.device(device)
        self.tokens = Tokens(folder)
        self.card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self.name = self.card["name"]
        self.side = self.card["views"]["pixels"]
        self.models = {self.name: self.load(folder)}
        self.waiting: queue.Queue = queue.Queue()
        threading.Thread(target=self.run, daemon=True).start()

    def load(self, folder: pathlib.Path):
        model = new_model(self.tokens)
        load_weights(model, load_file(folder / "model.safetensors"))
        return model.to(self.device).eval()

    def add_adapter(self, name: str, path: str) -> None:
        """Merged weights of the base's layout; rows that run on the ones before end with them."""
        try:
            self.models[name] = self.load(pathlib.Path(path))
        except Exception as error:
            raise Refused("VISION_ADAPTER", name=name, detail=str(error)) from error

    def remove_adapter(self, name: str) -> None:
        if name == self.name or self.models.pop(name, None) is None:
            raise Refused("VISION_MODEL_UNKNOWN", name=name, known=", ".join(self.models))

    def add(self, row: Row) -> None:
        name = row.request.get("model") or self.name
        if name not in self.models:
            raise Refused("VISION_MODEL_UNKNOWN", name=name, known=", ".join(self.models))
        self.waiting.put((self.models[name], row))

    def run(self) -> None:
        kept: list = []
        while True:
            kept = [one for one in kept if not one[1].gone] or [self.waiting.get()]
            while not self.waiting.empty():
                kept.append(self.waiting.get())
            model, first = kept[0]
            alike = [one for one in kept if one[0] is model and len(one[1].pictures) == len(first.pictures)][:ROWS]
            kept = [one for one in kept if one not in alike]
            rows = [row for _, row in alike]
            try:
                answer(model, self.tokens, rows, self.device)
            except Exception as error:
                for row in rows:
                    row.hear({"type": "error", "code": "INTERNAL", "values": {"detail": str(error)}})
