"""
The GPU worker's speed and memory at the exact sizes of Qwen3-VL-4B and -8B, beside transformers' generate() in the same run.

    python bench/worker_gpu.py [--sizes 8b,4b,nano] [--device cuda] [--minutes 8] [--parts WORDS] [--out FOLDER]

Weights are RANDOM: the figures are of speed and memory alone and say nothing of answers. Every size runs in a process of its
own, and every part by itself, so that one that fails leaves the others. Results go to OUT/worker-gpu.json (OUT is --out, or the
environment's OUT, or none) and, as a table, to stdout. It needs torch, transformers and safetensors.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "model-server" / "python"))
# Seconds that the last part of a size may take beyond its share.
GRACE = 60
SHARES = {"8b": 3, "4b": 3, "nano": 1.5}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="8b,4b,nano", help="8b, 4b, and nano: the shipped model through the whole worker, its answers against the CPU's")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--minutes", type=float, default=8, help="parts that would start later are left out")
    parser.add_argument("--tokens", type=int, default=256, help="tokens that a row writes")
    parser.add_argument("--plain-tokens", type=int, default=64, help="tokens that a row writes with generate()")
    parser.add_argument("--parts", default="", help="only parts whose names have one of these words, separated by commas")
    parser.add_argument("--out", default=os.environ.get("OUT"))
    parser.add_argument("--size", help=argparse.SUPPRESS)
    parser.add_argument("--until", type=float, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    given = options()
    if given.size:
        # Only the process of one size imports torch.
        from worker_gpu_parts import measure

        measure(given)
        return
    begun, sizes, results = time.time(), given.sizes.split(","), {}
    for at, size in enumerate(sizes):
        # Each size has its share of the time, and what the ones before left.
        shares = [SHARES.get(one, 1) for one in sizes]
        until = begun + given.minutes * 60 * sum(shares[: at + 1]) / sum(shares)
        passed = ["--parts", given.parts, "--device", given.device, "--tokens", str(given.tokens), "--plain-tokens", str(given.plain_tokens)]
        command = [sys.executable, __file__, "--size", size, "--until", str(until), *passed]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            # A part that does not end is ended; what was printed before it stands.
            last = threading.Timer(until + GRACE - time.time(), process.kill)
            last.daemon = True
            last.start()
            for line in process.stdout:
                if not line.startswith("{"):
                    print(line, end="", flush=True)
                    continue
                part = json.loads(line)
                results.setdefault(size, {})[part.pop("part")] = part
                save(results, given.out)
                print(f"{size}: {line.strip()}", flush=True)
            last.cancel()
        print(f"{size}: ended with {process.returncode} after {time.time() - begun:.0f} s", flush=True)
    table(results)


def save(results: dict, out: str | None) -> None:
    if out:
        (pathlib.Path(out) / "worker-gpu.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def table(results: dict) -> None:
    """What was measured, as ratios to generate() and shares of what the memory's speed allows."""
    print("\nRandom weights: speed and memory only, nothing of answers.")
    print(f"{'size':6}{'what':44}{'tokens/s':>10}{'x plain':>9}{'of limit':>10}{'first token':>13}{'peak GiB':>10}")
    for size, parts in results.items():
        limit = parts.get("limit", {})
        for name, part in parts.items():
            if "tokens_per_s" not in part:
                continue
            plain = parts.get(f"plain batch {part['rows']}", {}).get("tokens_per_s")
            most = limit.get("tokens_per_s_one_row")
            ratio = f"{part['tokens_per_s'] / plain:.1f}" if plain else "-"
            share = f"{part['tokens_per_s'] / part['rows'] / most:.0%}" if most else "-"
            first = f"{part['first_token_ms']:.0f} ms" if "first_token_ms" in part else "-"
            peak = f"{part['peak_gib']:.1f}" if "peak_gib" in part else "-"
            print(f"{size:6}{name:44}{part['tokens_per_s']:>10.1f}{ratio:>9}{share:>10}{first:>13}{peak:>10}")


if __name__ == "__main__":
    main()
