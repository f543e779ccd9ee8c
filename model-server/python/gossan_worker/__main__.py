"""`python -m gossan_worker --model FOLDER --socket PATH [--device cuda]`: serves until it is told to stop."""

import argparse
import asyncio
import os
import pathlib
import signal

from .models import Models, Options
from .connection import LONGEST_LINE, serve


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gossan_worker", description=__doc__)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="folder of the base: gossan-nano, or a Qwen3-VL of transformers' form")
    parser.add_argument("--socket", type=pathlib.Path, required=True, help="Unix socket to listen at")
    parser.add_argument("--device", default=Options.device)
    parser.add_argument("--dtype", choices=("bfloat16", "float16", "float32"), help="default: bfloat16 on a GPU, float32 for gossan-nano and on the CPU")
    parser.add_argument("--slots", type=int, default=Options.slots, help="rows that are answered at once (default %(default)s)")
    parser.add_argument("--context", type=int, default=Options.places, help="tokens of a prompt and its answer (default %(default)s)")
    parser.add_argument("--no-compile", action="store_true", help="run steps as written; slower, starts at once")
    return parser.parse_args()


async def main() -> None:
    given = options()
    asked = Options(given.device, given.dtype, given.slots, given.context, not given.no_compile)
    models = Models(given.model, asked)
    given.socket.unlink(missing_ok=True)
    # Nobody but this user may ask.
    os.umask(0o077)
    server = await asyncio.start_unix_server(lambda *ends: serve(models, *ends), given.socket, limit=LONGEST_LINE)
    print(f"{models.name} on {given.device} at {given.socket}", flush=True)
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
    server.close()
    given.socket.unlink(missing_ok=True)
    models.engine.stop()


if __name__ == "__main__":
    asyncio.run(main())
