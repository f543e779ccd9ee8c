"""
Samples/s of the trainer beside the plain recipe (PEFT in transformers' Trainer) of the same model on the same samples in the
same run, the share of the machine's matrix products, and the four methods.

    python bench/finetune.py [--architecture nano|4b|8b] [--batch 8] [--accumulate 1] [--steps 12] [--methods] [--json FILE]

nano is the shipped base (the views of its card, 192 pixels each, a sample); 4b and 8b are Qwen3-VL's sizes with random weights (one picture
of 448). Each row runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fine-tune" / "python"))
sys.path.insert(0, str(HERE))

# compiled: kept features, and the text layers through torch's compiler; on a GPU alone. projector: the adapter with the projector of a
# view, jointly: pictures are drawn anew in each step and the gradient goes through the tower, so that nothing can be kept;
# its text layers are compiled where there is a GPU.
ROWS = ("plain Trainer", "whole pass", "kept features", "compiled", "projector")
METHODS = ("lora", "dora", "ia3", "moe-lora")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", choices=("nano", "tiny", "4b", "8b"), default="nano")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--accumulate", type=int, default=1)
    parser.add_argument("--pixels", type=int, default=448)
    parser.add_argument("--text", type=int, default=128, help="text tokens a sample, a quarter of them an answer")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--warm", type=int, default=3, help="steps before the clock starts")
    parser.add_argument("--device")
    parser.add_argument("--methods", action="store_true", help="also a row for each method, on kept features")
    parser.add_argument("--json", type=pathlib.Path, help="write the rows there as well")
    parser.add_argument("--rows", type=lambda text: text.split(","), help="these rows alone; ratios are to the first")
    parser.add_argument("--one", nargs=2, metavar=("ROW", "METHOD"), help="this row alone, as JSON (what the rows run)")
    return parser.parse_args()


def row(given: argparse.Namespace, name: str, method: str) -> dict:
    """One row, measured in a process of its own."""
    passed = [f"--{key}={getattr(given, key)}" for key in ("architecture", "batch", "accumulate", "pixels", "text", "steps", "warm")]
    if given.device:
        passed.append(f"--device={given.device}")
    done = subprocess.run([sys.executable, __file__, *passed, "--one", name, method], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name}, {method}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    given = arguments()
    if given.one:
        from finetune_rows import measure

        print(json.dumps(measure(given, *given.one)))
        return
    wanted = [(name, "lora") for name in given.rows or ROWS] + ([("kept features", method) for method in METHODS[1:]] if given.methods else [])
    rows = []
    for name, method in wanted:
        if name == "compiled" and rows and rows[0]["device"] == "cpu":
            continue
        rows.append(row(given, name, method))
        one = rows[-1]
        if len(rows) == 1:
            print(f"{given.architecture}: {one['model_parameters'] / 1e6:.0f} M parameters on {one['device']}, {one['tokens']} tokens a sample, batch {given.batch} x {given.accumulate}; products {one['limit_tflops']:.2f} TFLOP/s measured")
            print(f"{'':<16}{'method':<10}{'samples/s':>10}{'ratio':>8}{'of limit':>10}{'trainable':>12}{'memory MiB':>12}{'adapter kB':>12}  serving")
        ratio = one["samples_s"] / rows[0]["samples_s"]
        kept = f"{one['adapter_bytes'] / 1000:.0f}" if one["adapter_bytes"] else ""
        print(f"{name:<16}{method:<10}{one['samples_s']:>10.2f}{ratio:>8.2f}{one['of_limit']:>10.1%}{one['trainable']:>12}{one['peak_memory_mib']:>12}{kept:>12}  {one['serving']}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
