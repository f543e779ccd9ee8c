"""A recipe: what a training run is, as data (fine-tune/recipes)."""

import dataclasses
import json
import pathlib

from gossan_adapters import METHODS

from .refused import Refused

TASKS = ("yesno", "minerals", "probability", "ground", "describe")
MOST_TOLERANCE = 2.0


@dataclasses.dataclass(frozen=True)
class Recipe:
    """
    methods: by name {"settings": of gossan_adapters.attach, "rate": peak of AdamW for the adapter}. projector_rate: 0 leaves projectors
    alone. A step is `batch` × `accumulate` samples × processes. `replay_share`: of the samples that a step sees, rendered
    general ones, drawn from `replay_pool` scenes. `features`: float32, float16 or bfloat16 for the tower's features kept,
    none to run the tower every time; `feature_store`: memory, disk, or device (the GPU's own memory, where they fit). `pixels`: side of the pictures, null for a base whose
    card says it. length_power: an answer of k tokens weighs k^power. `patience`: evaluations without a better loss on
    val.jsonl before it stops. `checkpoint_layers`: what is inside a text layer is computed again for the gradient, for memory;
    `compile_layers`: text layers are compiled, on a GPU. `tolerance`: points by which a task may fall at the gate, at most 2.
    """

    name: str
    about: str
    methods: dict[str, dict]
    epochs: float
    batch: int
    tolerance: dict[str, float]
    accumulate: int = 1
    projector_rate: float = 0.0
    warm_up: float = 0.05
    final_rate: float = 0.05
    weight_decay: float = 0.0
    clip: float = 1.0
    length_power: float = 1.0
    replay_share: float = 0.0
    replay_pool: int = 0
    features: str = "float32"
    feature_store: str = "memory"
    pixels: int | None = None
    longest: int = 2048
    evaluate_every: float = 1.0
    patience: int = 3
    quantise: str | None = None
    checkpoint_layers: bool = False
    compile_layers: bool = False
    seed: int = 1

    def __post_init__(self):
        check(set(self.methods) <= set(METHODS) and self.methods, f"methods are among {', '.join(METHODS)}")
        check(all(set(one) == {"settings", "rate"} for one in self.methods.values()), 'a method has "settings" and "rate"')
        check(set(self.tolerance) == set(TASKS), f"tolerance has {', '.join(TASKS)}")
        check(all(0 <= points <= MOST_TOLERANCE for points in self.tolerance.values()), f"a tolerance is from 0 to {MOST_TOLERANCE:g} points")
        check(self.batch >= 1 and self.accumulate >= 1 and self.epochs > 0, "batch, accumulate and epochs are above 0")
        check(0 <= self.replay_share < 1, "replay_share is from 0 to below 1")
        check(self.features in ("none", "float32", "float16", "bfloat16"), "features is none, float32, float16 or bfloat16")
        check(self.feature_store in ("memory", "disk", "device"), "feature_store is memory, disk or device")
        check(self.quantise in (None, "nf4"), "quantise is null or nf4")


def check(fits: bool, message: str) -> None:
    if not fits:
        raise Refused(f"the recipe does not fit: {message}")


def load_recipe(path: pathlib.Path, **changes) -> Recipe:
    """Reads a file; keys that end in `why` are remarks. `changes` replace what it says. Raises Refused."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"the recipe {path} cannot be read: {error}") from error
    values = {key: value for key, value in found.items() if not key.endswith("why")} | changes
    fields = {field.name for field in dataclasses.fields(Recipe)}
    if unknown := sorted(set(values) - fields):
        raise Refused(f"the recipe {path} has unknown keys: {', '.join(unknown)}")
    try:
        return Recipe(**values)
    except TypeError as error:
        raise Refused(f"the recipe {path} lacks something: {error}") from error
