"""`python -m gossan_finetune train|export`: see fine-tune/python/README.md."""

import argparse
import json
import os
import pathlib
import sys

from .refused import Refused


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gossan_finetune", description="Trains adapters of the vision model.")
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("train", help="an adapter from a set")
    one.add_argument("--base", type=pathlib.Path, required=True, help="gossan-nano's folder, or any Qwen3-VL as transformers saves it")
    one.add_argument("--data", type=pathlib.Path, required=True, help="a set's folder: train.jsonl, val.jsonl")
    one.add_argument("--recipe", type=pathlib.Path, required=True)
    one.add_argument("--method", required=True, help="lora, dora, ia3 or moe-lora, as the recipe has them")
    one.add_argument("--out", type=pathlib.Path, required=True, help="the adapter's folder, which must not be there yet")
    one.add_argument("--seed", type=int, help="instead of the recipe's")
    one.add_argument("--resume", action="store_true", help="go on from the state of a run that was cut off")
    one.add_argument("--events", action="store_true", help="JSON lines on stdout instead of a bar")
    one.add_argument("--device", help="cpu, cuda; left out: a GPU where there is one")
    one.add_argument("--track", default="tensorboard", help="tensorboard, swanlab, wandb, joined by commas; empty for none")
    one.add_argument("--checkpoint-seconds", type=float, default=15.0)
    one.set_defaults(run=run_train)
    two = commands.add_parser("export", help="the served files of an adapter's folder, anew")
    two.add_argument("--base", type=pathlib.Path, required=True)
    two.add_argument("--adapter", type=pathlib.Path, required=True)
    two.set_defaults(run=run_export, events=False)
    given = parser.parse_args(arguments)
    try:
        given.run(given)
        return 0
    except Refused as refused:
        if given.events:
            print(json.dumps({"type": "error", "message": str(refused), "code": refused.code}, ensure_ascii=False), flush=True)
        print(f"gossan_finetune: {refused}", file=sys.stderr)
        return refused.code


def run_train(given) -> None:
    # After the arguments are known to be right: torch takes seconds to load.
    from .plan import Plan
    from .recipe import load_recipe
    from .run import train

    recipe = load_recipe(given.recipe)
    seed = recipe.seed if given.seed is None else given.seed
    track = [name for name in given.track.split(",") if name]
    facts = train(Plan(given.base, given.data, given.out, recipe, given.method, seed, given.resume, given.device, given.events, track, given.checkpoint_seconds))
    if not given.events and not int(os.environ.get("RANK", 0)):
        kept = facts["features"]
        print(f"{given.out}  {facts['method']}  {facts['trainable']} trainable  {facts['steps']} steps  {facts['samples_s']} samples/s  features kept: {kept['speed_up']} times as fast as without")


def run_export(given) -> None:
    from .export import export

    print("  ".join(export(given.base, given.adapter)))


if __name__ == "__main__":
    sys.exit(main())
