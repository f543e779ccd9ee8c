"""Everything that a run draws from, put together before its first step."""

from dataclasses import dataclass

from .base import Base
from .features import Features
from .lines import read_lines
from .order import Order
from .plan import Plan
from .projectors import Projectors, views_with_channels
from .refused import Refused
from .replay import replay_samples
from .samples import Sample, Table, samples_of


@dataclass
class Material:
    """samples: the set's lines, then the replayed ones, `lines` of the former; val: what is looked at now and then."""

    samples: list[Sample]
    lines: int
    val: list[Sample]
    projectors: Projectors | None
    features: Features
    order: Order


def gather(plan: Plan, base: Base, processes: int, store, amp, tell) -> Material:
    """`store`: the file of features that are kept on disk. Raises Refused for a set without lines to learn from, and for what its lines, pictures and channels may be."""
    recipe, table = plan.recipe, Table(base.side)
    projected = recipe.projector_rate > 0
    lines = samples_of(read_lines(plan.data / "train.jsonl"), base, table, recipe.longest, projected)
    lines = [sample for sample in lines if sample.weight > 0]
    if not lines:
        raise Refused(f"{plan.data} has no lines to train on: train.jsonl is missing or empty, or all its weights are 0")
    val = samples_of(read_lines(plan.data / "val.jsonl"), base, table, recipe.longest, projected)
    views = views_with_channels([*lines, *val])
    replay = replay_samples(base, table, recipe.replay_pool if recipe.replay_share else 0, plan.seed, views)
    projectors = Projectors(views, base.side, base.device) if views else None
    place = {"memory": None, "disk": store, "device": base.device}[recipe.feature_store]
    features = Features(base, table.rows, recipe.features, place, amp, tell)
    size = recipe.batch * recipe.accumulate * processes
    order = Order(len(lines), len(replay), recipe.replay_share, size, plan.seed)
    return Material([*lines, *replay], len(lines), val, projectors, features, order)
