"""What one run is asked to do."""

import hashlib
import json
import pathlib
from dataclasses import asdict, dataclass, field

from .recipe import Recipe
from .refused import WRONG_USE, Refused


@dataclass(frozen=True)
class Plan:
    """Folders of the base, the set and the adapter to make. The run's state lies in `work`, beside the adapter's folder, until it is done."""

    base: pathlib.Path
    data: pathlib.Path
    out: pathlib.Path
    recipe: Recipe
    method: str
    seed: int
    resume: bool = False
    device: str | None = None
    events: bool = False
    track: list[str] = field(default_factory=lambda: ["tensorboard"])
    checkpoint_seconds: float = 15.0

    def __post_init__(self):
        if self.method not in self.recipe.methods:
            raise Refused(f'the recipe {self.recipe.name} has no method "{self.method}"; it has {", ".join(self.recipe.methods)}', WRONG_USE)
        if self.out.exists():
            raise Refused(f"{self.out} is there already", WRONG_USE)
        if self.state.exists() and not self.resume:
            raise Refused(f"a run into {self.out} was cut off: go on with --resume, or remove {self.work}", WRONG_USE)

    @property
    def work(self) -> pathlib.Path:
        return self.out.with_name(self.out.name + ".work")

    @property
    def state(self) -> pathlib.Path:
        return self.work / "state.pt"

    @property
    def chosen(self) -> dict:
        """Settings and rate of the method."""
        return self.recipe.methods[self.method]

    def data_sha256(self) -> str:
        """Of the lines that are learned and looked at; their pictures' names are their hashes."""
        found = hashlib.sha256()
        for name in ("manifest.json", "train.jsonl", "val.jsonl"):
            path = self.data / name
            found.update(path.read_bytes() if path.exists() else b"-")
        return found.hexdigest()

    def fingerprint(self, base_sha256: str, processes: int) -> str:
        """What a run must have in common with the state that it goes on from."""
        parts = [base_sha256, self.data_sha256(), asdict(self.recipe), self.method, self.seed, processes]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
