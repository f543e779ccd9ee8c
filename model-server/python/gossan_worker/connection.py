"""The protocol of model-server/worker/README.md: one JSON object a line in each direction."""

import asyncio
import json

from .models import Models
from .refused import Refused

VERSION = 1
# A line holds a whole request: six pictures are a megabyte of base64, and large ones some tens of it.
LONGEST_LINE = 256 * 2**20


async def serve(models: Models, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection."""
    loop, rows, loading = asyncio.get_running_loop(), {}, set()

    def send(message: dict) -> None:
        if message["type"] in ("done", "error"):
            rows.pop(message.get("id"), None)
        if not writer.is_closing():
            writer.write((json.dumps(message, ensure_ascii=False) + "\n").encode())

    def hearer(number: int):
        return lambda message: loop.call_soon_threadsafe(send, {**message, "id": number})

    async def obey(message: dict) -> None:
        kind, number = message["type"], message.get("id")
        try:
            if kind == "hello":
                send({"type": "hello", "version": VERSION, "name": models.name, "adapters": models.adapters, "card": card(models.card), "cards": models.facts})
            elif kind == "cancel":
                if number in rows:
                    rows.pop(number).gone = True
            elif kind == "complete":
                # Pictures are resampled on the way, and others are heard meanwhile.
                row = await asyncio.to_thread(models.ask, message["request"], hearer(number))
                if not row.done:
                    rows[number] = row
            else:
                does = models.add_adapter if kind == "load_adapter" else models.remove_adapter
                await asyncio.to_thread(does, *(message[key] for key in ("name", "path") if key in message))
                send({"type": "done", "id": number, **({"card": models.facts[message["name"]]} if kind == "load_adapter" else {})})
        except Refused as refused:
            send({"type": "error", "id": number, "code": refused.code, "values": refused.values})
        except Exception as error:
            send({"type": "error", "id": number, "code": "INTERNAL", "values": {"detail": f"{type(error).__name__}: {error}"}})

    try:
        while line := await reader.readline():
            message = json.loads(line)
            if message["type"] != "load_adapter":
                await obey(message)
                continue
            # Reading an adapter takes a while, and rows are asked and cancelled meanwhile.
            task = asyncio.create_task(obey(message))
            loading.add(task)
            task.add_done_callback(loading.discard)
    finally:
        for row in rows.values():
            row.gone = True
        writer.close()


def card(found: dict | None) -> dict | None:
    """What the program must know of one of Gossan's own models, from its model.json."""
    if found is None:
        return None
    views = found["views"]
    return {"name": found["name"], "base": found["base"], "views": views["names"], "size": views["pixels"], "window": views["window_pixels"], "calibration": found["calibration"]}
