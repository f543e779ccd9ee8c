"""training.json: what a run was and what it took, as measured."""

import dataclasses
import resource
import time

import peft
import torch
from gossan_adapters import shares_of


def facts_of(run) -> dict:
    """Of a run that has ended, with the tensors that are kept in place."""
    plan, material, features = run.plan, run.material, run.material.features
    seen = sum(len(material.order.step(step)) for step in range(run.step))
    each = run.seconds / max(seen, 1)
    shown = sum(len(material.samples[at].pictures) for at in material.order.step(0)) / len(material.order.step(0))
    tower = features.seconds / max(len(features.pictures), 1) * shown
    cuda = run.team.device.type == "cuda"
    return {
        "method": plan.method,
        "serving": ("graph" if plan.method == "moe-lora" else "merged") if run.base.card else "peft",
        "base": {"name": run.base.name, "sha256": run.base.sha256},
        "data": {"sha256": plan.data_sha256(), "lines": material.lines, "val": len(material.val), "replay": len(material.samples) - material.lines},
        "recipe": dataclasses.asdict(plan.recipe),
        "seed": plan.seed,
        "steps": run.step, "planned_steps": run.steps, "stopped_early": run.over, "samples": seen,
        "trainable": run.adapter.count(),
        "projectors": material.projectors.views if material.projectors else [],
        "loss": {"first": rounded(run.losses[:1]), "last": rounded(run.losses[-8:]), "val_best": None if run.best is None else round(run.best_loss, 5)},
        "seconds": round(run.seconds, 1), "whole_seconds": round(time.monotonic() - run.began, 1),
        "samples_s": round(seen / max(run.seconds, 1e-9), 2),
        "features": {"dtype": plan.recipe.features, "mib": round(features.megabytes, 1), "seconds": round(features.seconds, 1), "speed_up": round((each + tower) / each, 2) if features.kept is not None and seen else 1.0},
        "peak_memory_mib": round(torch.cuda.max_memory_allocated() / 2**20 if cuda else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "device": torch.cuda.get_device_name() if cuda else "cpu", "processes": run.team.size,
        "torch": torch.__version__.split("+")[0], "peft": peft.__version__,
        **({"balance": balance_of(run)} if plan.method == "moe-lora" else {}),
    }  # fmt: skip


def rounded(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 5) if values else None


@torch.no_grad()
def balance_of(run) -> dict:
    """The share of choices that each expert of each layer got on the first step's samples, and the least and largest of all."""
    run.base.model.train()
    batch = run.stepper.batch([run.material.samples[at] for at in run.material.order.step(0)][: run.recipe.batch])
    with run.amp():
        run.student.hidden(batch)
    shares = {path: [round(share, 3) for share in shares_of(layer, batch.counted)[0].tolist()] for path, layer in run.adapter.layers.items()}
    every = [share for row in shares.values() for share in row]
    run.base.model.eval()
    return {"least": min(every), "largest": max(every), "even": round(1 / len(next(iter(shares.values()))), 3), "shares": shares}
