"""What a run says while it goes: a bar on stderr, or events as JSON lines on stdout; TensorBoard files and trackers."""

import importlib
import importlib.util
import json
import os
import pathlib
import sys
import time

from .refused import PART_MISSING, Refused

TRACKERS = ("tensorboard", "swanlab", "wandb")
# Trackers that send something away run only where their user has set them up.
SET_UP = {"swanlab": ("SWANLAB_API_KEY", "SWANLAB_MODE"), "wandb": ("WANDB_API_KEY", "WANDB_MODE")}
BAR = 24


class Teller:
    """`events`: JSON lines {"type", …} on stdout; else a bar on stderr, a line now and then where that is no terminal. `silent`: neither."""

    def __init__(self, events: bool, silent: bool = False):
        self.events, self.silent = events, silent
        self.said = 0.0
        self.open = False

    def event(self, kind: str, **facts) -> None:
        if self.silent:
            return
        if self.events:
            print(json.dumps({"type": kind, **facts}, ensure_ascii=False), flush=True)
        elif kind == "progress":
            self.bar(facts)
        elif kind not in ("start", "done"):
            self.line(f"{kind}: " + ", ".join(f"{key} {value}" for key, value in facts.items()))

    def bar(self, facts: dict) -> None:
        done, of = facts["step"], facts["steps"]
        text = f"[{'#' * (BAR * done // of):<{BAR}}] {done}/{of}"
        if facts.get("loss") is not None:
            left = int(facts["left_s"])
            text += f"  loss {facts['loss']:.4f}  {facts['samples_s']:.1f} samples/s  {left // 60}:{left % 60:02d} left"
        elif "stage" in facts:
            text += f"  {facts['stage']}"
        if sys.stderr.isatty():
            print(f"\r{text:<100}", end="\n" if done == of else "", file=sys.stderr, flush=True)
            self.open = done != of
        elif done == of or time.monotonic() - self.said > 10:
            print(text, file=sys.stderr, flush=True)
            self.said = time.monotonic()

    def line(self, text: str) -> None:
        print(("\n" if self.open else "") + text, file=sys.stderr, flush=True)
        self.open = False


class Trackers:
    """Scalars by step, to each of the named trackers. Raises Refused for one that is not installed or not set up."""

    def __init__(self, names: list[str], folder: pathlib.Path, run: str, facts: dict, first_step: int):
        self.writer, self.others = None, []
        for name in names:
            if name not in TRACKERS:
                raise Refused(f'there is no tracker "{name}"; there are {", ".join(TRACKERS)}', 2)
            if importlib.util.find_spec(name) is None:
                raise Refused(f"tracking with {name} needs its package: pip install {name}", PART_MISSING)
            if name == "tensorboard":
                from torch.utils.tensorboard import SummaryWriter

                # Rows after the step from which a run goes on again are of the run that was cut off.
                self.writer = SummaryWriter(str(folder), purge_step=first_step)
            elif not any(os.environ.get(key) for key in SET_UP[name]):
                raise Refused(f"tracking with {name} needs {' or '.join(SET_UP[name])} in the environment", PART_MISSING)
            else:
                self.others.append(started(name, run, facts))

    def log(self, step: int, **values: float) -> None:
        for name, value in values.items():
            if self.writer:
                self.writer.add_scalar(name, value, step)
        for other in self.others:
            other.log(values, step=step)

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        for other in self.others:
            other.finish()


def started(name: str, run: str, facts: dict):
    """The tracker's module, with a run begun: `log` and `finish` are its own."""
    module = importlib.import_module(name)
    module.init(project="gossan-finetune", **({"experiment_name": run} if name == "swanlab" else {"name": run}), config=facts)
    return module
