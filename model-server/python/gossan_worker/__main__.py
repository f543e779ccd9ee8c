"""`python -m gossan_worker --model FOLDER --socket PATH [--device cuda]`: serves until it is told to stop."""

import argparse
import asyncio
import json
import os
import pathlib

from .models import Models
from .prompt import Refused, prompt_of
from .rows import Row

VERSION = 1
# A line holds a whole request: six pictures are a megabyte of base64.
LONGEST_LINE = 64 * 2**20


async def serve(models: Models, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection."""
    loop, rows = asyncio.get_running_loop(), {}

    def send(message: dict) -> None:
        if not writer.is_closing():
            writer.write((json.dumps(message, ensure_ascii=False) + "\n").encode())

    def hearer(number: int):
        return lambda message: loop.call_soon_threadsafe(send, {**message, "id": number})

    async def obey(message: dict) -> None:
        kind, number = message["type"], message.get("id")
        if kind == "hello":
            send({"type": "hello", "version": VERSION, "name": models.name, "adapters": [one for one in models.models if one != models.name], "card": card(models.card)})
        elif kind == "cancel":
            if number in rows:
                rows.pop(number).gone = True
        elif kind == "complete":
            ids, pictures = prompt_of(message["request"], models.tokens, models.side)
            rows[number] = Row(ids, pictures, message["request"], hearer(number))
            models.add(rows[number])
        else:
            does = models.add_adapter if kind == "load_adapter" else models.remove_adapter
            await asyncio.to_thread(does, *(message[key] for key in ("name", "path") if key in message))
            send({"type": "done", "id": number})

    try:
        while line := await reader.readline():
            message = json.loads(line)
            try:
                await obey(message)
            except Refused as refused:
                send({"type": "error", "id": message.get("id"), "code": refused.code, "values": refused.values})
    finally:
        for row in rows.values():
            row.gone = True
        writer.close()


def card(found: dict) -> dict:
    """What the program must know of the model, from model.json."""
    views = found["views"]
    return {"name": found["name"], "base": found["base"], "views": views["names"], "size": views["pixels"], "window": views["window_pixels"], "calibration": found["calibration"]}


async def main() -> None:
    parser = argparse.ArgumentParser(prog="gossan_worker", description=__doc__)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="folder of the base")
    parser.add_argument("--socket", type=pathlib.Path, required=True, help="Unix socket to listen at")
    parser.add_argument("--device", default="cuda")
    given = parser.parse_args()
    models = Models(given.model, given.device)
    given.socket.unlink(missing_ok=True)
    # Nobody but this user may ask.
    os.umask(0o077)
    server = await asyncio.start_unix_server(lambda *ends: serve(models, *ends), given.socket, limit=LONGEST_LINE)
    print(f"{models.name} on {given.device} at {given.socket}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
