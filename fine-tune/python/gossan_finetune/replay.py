"""Replay: rendered scenes with general questions, mixed in so that what the base can do is not lost."""

import torch
from gossan_nano.scenes import Source
from gossan_scenes.view_plan import embed_parts

from .base import Base
from .refused import Refused
from .samples import Sample, Table

BATCH = 16
TURNS = (1, 2)


def replay_samples(base: Base, table: Table, count: int, seed: int, projected: list[str]) -> list[Sample]:
    """
    So many scenes of spectra that are not held apart, with one or two questions each, in both languages. `projected`: views
    whose pictures the projectors draw anew in every step. Raises Refused for a base that has no card.
    """
    if not count:
        return []
    if base.card is None:
        raise Refused("replay renders the views that a base's card (model.json) names, and this base has none: set replay_share to 0")
    source = Source(base.tokens, base.card["views"]["names"], "cpu", seed, "train", TURNS)
    catcher = ChannelCatcher(source.renderer, projected)
    found = []
    while len(found) < count:
        batch = source.batch(min(BATCH, count - len(found)))
        channels = catcher.take()
        for row in range(len(batch.input_ids)):
            length = int(batch.talk.attention[row].sum())
            number = len(found)
            live = {at: (view, channels[view][row]) for at, view in enumerate(source.views) if view in channels}
            rows = [-1 if at in live else table.add(("replay", number, at), lambda: batch.pixels[row, at].clone()) for at in range(len(source.views))]
            ids, labels = batch.input_ids[row, :length].clone(), batch.labels[row, :length].clone()
            found.append(Sample(ids, labels, rows, 1.0, live))
    return found


class ChannelCatcher:
    """Keeps the channels that go into the projectors of some views while a renderer draws."""

    def __init__(self, renderer, views: list[str]):
        self.side, self.caught = renderer.side, {}
        plans = [plan for plan in renderer.plans.plans if plan.name in views]
        if other := [plan.name for plan in plans if plan.recipe["kind"] != "embedding"]:
            raise Refused(f"replay can draw a trained projector's view only where it is of an embedding, and {other[0]} is not")
        if plans:
            draw = renderer.plans.draw

            def drawn(linear, fill):
                # Views of one embedding share its values.
                known: dict[int, torch.Tensor] = {}
                for plan in plans:
                    if plan.columns.start not in known:
                        values = embed_parts(linear[:, plan.columns], plan).masked_fill(fill[:, None], torch.nan)
                        known[plan.columns.start] = values.unflatten(-1, (self.side, self.side)).half()
                    self.caught[plan.name] = known[plan.columns.start]
                return draw(linear, fill)

            renderer.plans.draw = drawn

    def take(self) -> dict[str, torch.Tensor]:
        """By view [n, N, h, w] of the last batch, float16."""
        return self.caught
