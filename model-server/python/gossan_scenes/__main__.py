"""python -m gossan_scenes --speed: scenes a second on this machine, truth included."""

import argparse
import time

import torch

from .renderer import DEFAULT_VIEWS, SceneRenderer
from .spectral_library import SpectralLibrary


def main() -> None:
    parser = argparse.ArgumentParser(prog="gossan_scenes", description=__doc__)
    parser.add_argument("--speed", action="store_true", help="measure and print")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--batch", type=int, default=0, help="scenes at once; 0: 1024 on a GPU, 16 on a CPU")
    parser.add_argument("--views", default=",".join(DEFAULT_VIEWS))
    parser.add_argument("--varied", action="store_true", help="samples and ground vary, as in training")
    given = parser.parse_args()
    if given.speed:
        batch = given.batch or (1024 if given.device.startswith("cuda") else 16)
        print(f"{speed(given.device, batch, given.views.split(','), given.varied):.0f} scenes/s ({given.device}, batches of {batch}, {given.views})")
    else:
        parser.print_help()


def speed(device: str, batch: int, views: list[str], varied: bool = False, seconds: float = 6.0) -> float:
    """Scenes a second over about `seconds`, after one batch to warm up."""
    renderer = SceneRenderer(SpectralLibrary.load(device), views, device, varied=varied)
    finish(renderer.batch(batch))
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        finish(renderer.batch(batch))
        done += batch
    return done / (time.perf_counter() - start)


def finish(scenes) -> None:
    """Waits for the device."""
    scenes.truth.copper[0].item()


if __name__ == "__main__":
    main()
