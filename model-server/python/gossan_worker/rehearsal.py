"""Compiles what an adapter's steps need before the adapter is there, so that rows under way do not wait for the compiler."""

import dataclasses

import torch

from .adapter_files import AdapterFile
from .bank import Bank
from .decoder import Decoder
from .steps import FIRST_BUCKET

# One row is a form of its own; of two other numbers the compiler makes one form for all.
ROWS = (1, 2, 4)


def rehearse(decoder: Decoder, file: AdapterFile) -> None:
    """
    Steps of a first layer alone, with a bank like the one that there will be, in the scratch slot of the decoder's cache. Any thread
    but the engine's, which goes on meanwhile. Raises Refused where the adapter does not fit.
    """
    decoder.bank.check(file)
    if not decoder.compiled:
        return
    first = dataclasses.replace(decoder.weights, layers=decoder.weights.layers[:1])
    trial = Decoder(first, decoder.cache, compiled=True)
    trial.bank = Bank(first)
    trial.bank.sizes = dict(decoder.bank.sizes)
    for one in [*(live.file for live in list(decoder.bank.live)), file]:
        trial.bank.add(on_first_layer(one))
    device, scratch = decoder.weights.device, decoder.cache.scratch
    with torch.no_grad(), beside(device):
        for rows in ROWS:
            trial.step(torch.full((rows,), scratch, device=device), min(FIRST_BUCKET, decoder.cache.length), True)


def on_first_layer(file: AdapterFile) -> AdapterFile:
    """The same adapter with one piece for each product that it changes in any layer."""
    pieces = {(0, part): piece for (_, part), piece in file.pieces.items()}
    return dataclasses.replace(file, pieces=pieces)


def beside(device: torch.device):
    """A stream that the engine's steps do not wait for."""
    return torch.cuda.stream(torch.cuda.Stream(device) if device.type == "cuda" else None)
