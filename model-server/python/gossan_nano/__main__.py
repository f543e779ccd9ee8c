"""python -m gossan_nano COMMAND: tokenizer, train, join, evaluate, check, export. Each has --help."""

import argparse
import json
import os
import pathlib
import sys

from .configuration import MODEL_FOLDER


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gossan_nano", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_tokenizer(commands.add_parser("tokenizer", help="make tokenizer.json and tokenizer_config.json"))
    add_train(commands.add_parser("train", help="train on rendered scenes; under torchrun on several GPUs"))
    add_join(commands.add_parser("join", help="put the parts of a run's weights together"))
    add_evaluate(commands.add_parser("evaluate", help="agreement with the truth of rendered scenes, or with a Cuprite cube"))
    add_check(commands.add_parser("check", help="hold the forward pass to transformers' own on this machine"))
    add_export(commands.add_parser("export", help="write a model folder: weights, graphs, card"))
    given = parser.parse_args(arguments)
    return given.run(given) or 0


def views_of(text: str) -> list[str]:
    return [view for view in text.split(",") if view]


def default_views() -> str:
    from gossan_scenes.renderer import DEFAULT_VIEWS

    return ",".join(DEFAULT_VIEWS)


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=pathlib.Path, default=MODEL_FOLDER, help="the model folder with the tokenizer")
    parser.add_argument("--views", type=views_of, default=views_of(default_views()), help="view recipes, by commas, in their order")
    parser.add_argument("--device", help="cuda or cpu; what there is by default")
    parser.add_argument("--tiny", action="store_true", help="the tests' narrow model, to try the whole path on a CPU")


def add_tokenizer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=pathlib.Path, default=MODEL_FOLDER)

    def run(given) -> None:
        from .tokenizer import train, write
        from .tokenizer_texts import texts

        write(train(texts()), given.out)
        print(f"{given.out / 'tokenizer.json'}")

    parser.set_defaults(run=run)


def add_train(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the log, the state, and the weights in parts")
    parser.add_argument("--work", type=pathlib.Path, help="folder of the large state file, if not --out")
    parser.add_argument("--minutes", type=float, help="stop training after so long; the report comes on top")
    parser.add_argument("--steps", type=int, help="or after so many steps")
    parser.add_argument("--batch", type=int, default=0, help="scenes a step and device")
    parser.add_argument("--rate", type=float, default=0.0, help="peak learning rate")
    parser.add_argument("--span", type=float, nargs=2, default=(0.0, 1.0), metavar=("FROM", "TO"), help="part of the whole cosine")
    parser.add_argument("--init", type=pathlib.Path, help="start from the weights of a model.safetensors")
    parser.add_argument("--resume", action="store_true", help="go on from the state file of a run that was cut off")
    parser.add_argument("--no-dense", action="store_true", help="without the dense heads")
    parser.add_argument("--compile", action="store_true", help="torch.compile the layers")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--evaluate-scenes", type=int, default=0, help="held-apart scenes that choose the weights")
    parser.add_argument("--report", type=int, default=0, metavar="N", help="then evaluate on N scenes of each split")

    def run(given) -> None:
        from .outputs import write_parts
        from .tokens import Tokens
        from .training import Plan, train

        given.out.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            given.out, given.views, given.minutes, given.steps, given.batch, given.rate, tuple(given.span), given.init, given.resume,
            not given.no_dense, given.tiny, given.compile, given.device, given.seed, given.evaluate_scenes, given.work,
        )  # fmt: skip
        tokens = Tokens(given.folder)
        model, facts = train(plan, tokens)
        if int(os.environ.get("RANK", 0)):
            return
        from .model import weights_of

        index = write_parts(weights_of(model), given.out)
        (given.out / "training.json").write_text(json.dumps({**facts, "views": given.views, "sha256": index["sha256"]}, indent=1) + "\n")
        if given.report:
            from .evaluate import report

            report(model, tokens, given.views, next(model.parameters()).device, given.report, given.out / "figures.json")

    parser.set_defaults(run=run)


def add_join(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("parts", type=pathlib.Path, help="folder with parts.json")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the safetensors file to write")

    def run(given) -> None:
        from .outputs import join

        print(f"{given.out}  sha256 {join(given.parts, given.out)}")

    parser.set_defaults(run=run)


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("--weights", type=pathlib.Path, help="a model.safetensors, if not the folder's own")
    parser.add_argument("--scenes", type=int, default=1024, help="scenes of each split")
    parser.add_argument("--cuprite", type=pathlib.Path, metavar="CUBE", help="windows of a semi-real Cuprite cube instead")
    parser.add_argument("--map", type=pathlib.Path, metavar="FOLDER", help="of `gossan map` of that cube: the engine's figure beside the model's")
    parser.add_argument("--out", type=pathlib.Path, help="JSON of the figures")

    def run(given) -> None:
        import torch

        from .model import model_of
        from .tokens import Tokens

        tokens = Tokens(given.folder)
        device = torch.device(given.device or ("cuda" if torch.cuda.is_available() else "cpu"))
        model = model_of(tokens, given.weights or given.folder / "model.safetensors", given.tiny).to(device).eval()
        if given.cuprite:
            from .cuprite import report_cuprite

            report_cuprite(model, tokens, given.views, device, given.cuprite, given.out, given.map)
        else:
            from .evaluate import report

            report(model, tokens, given.views, device, given.scenes, given.out)

    parser.set_defaults(run=run)


def add_check(parser: argparse.ArgumentParser) -> None:
    add_model(parser)

    def run(given) -> int:
        from .check import WITHIN, difference
        from .model import new_model
        from .tokens import Tokens

        tokens = Tokens(given.folder)
        found = difference(new_model(tokens, given.tiny), tokens)
        print(f"largest difference of logits {found:.1e}")
        return int(found > WITHIN)

    parser.set_defaults(run=run)


def add_export(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("--weights", type=pathlib.Path, help="a safetensors file of the run; random weights without it")
    parser.add_argument("--run-folder", type=pathlib.Path, nargs="+", help="output of the runs that trained them, in their order: facts, figures and logs go into the folder")
    parser.add_argument("--out", type=pathlib.Path, required=True)

    def run(given) -> None:
        from .export import export
        from .tokens import Tokens

        export(Tokens(given.folder), given.weights, given.out, given.views, given.run_folder, given.tiny)

    parser.set_defaults(run=run)


if __name__ == "__main__":
    sys.exit(main())
