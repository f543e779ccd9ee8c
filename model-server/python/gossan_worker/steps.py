"""Steps of many rows at once: on a GPU captured once for each shape and replayed, elsewhere run as they are."""

import sys

import torch

from .decoder import Decoder

# Rows of a captured step; a batch takes the next larger. Each size is a graph of its own, and small ones are for few callers.
ROWS = (1, 2, 4, 8, 16, 32, 64)
# Places that a step's attention looks at; the fused kernel reads only valid ones, and splits its work by this.
FIRST_BUCKET, CPU_BUCKET = 1024, 128


class Steps:
    """Of one decoder. The results of a step stay valid until the next one of any decoder."""

    def __init__(self, decoder: Decoder, pool=None):
        self.decoder = decoder
        self.captured = decoder.weights.device.type == "cuda"
        self.pool = pool
        self.graphs: dict[tuple, tuple] = {}

    def bucket(self, length: int) -> int:
        """Places to look at for rows of up to `length` tokens."""
        most = self.decoder.cache.length
        if not self.captured:
            return min(most, -(-length // CPU_BUCKET) * CPU_BUCKET)
        bucket = FIRST_BUCKET
        while bucket < length:
            bucket *= 2
        return min(bucket, most)

    def run(self, slots: list[int], longest: int, adapted: bool) -> tuple[torch.Tensor, torch.Tensor]:
        """One step of the rows in `slots`; `longest` is the most tokens that one has after it. Gives logits [b, V] and tokens [b]."""
        bucket = self.bucket(longest)
        if not self.captured:
            return self.decoder.step(torch.tensor(slots, device=self.decoder.weights.device), bucket, adapted)
        rows = next((size for size in ROWS if size >= len(slots)), len(slots))
        key = (rows, bucket, adapted)
        if key not in self.graphs:
            self.graphs[key] = self.capture(*key)
        graph, buffer, results, shown = self.graphs[key]
        padded = slots + [self.decoder.cache.scratch] * (rows - len(slots))
        if shown != padded:
            buffer.copy_(torch.tensor(padded).pin_memory(), non_blocking=True)
            shown[:] = padded
        graph.replay()
        logits, chosen = results
        return logits[: len(slots)], chosen[: len(slots)]

    def warm(self) -> None:
        """Compiles and captures steps of every number of rows, for prompts of usual length."""
        slots = self.decoder.cache.slots
        for at, rows in enumerate(ROWS if self.captured else ()):
            # The last size that is needed is the first that holds all slots.
            if at == 0 or ROWS[at - 1] < slots:
                self.graphs[rows, self.bucket(1), False] = self.capture(rows, self.bucket(1), False)

    def capture(self, rows: int, bucket: int, adapted: bool) -> tuple:
        """A graph of a step of the rows in its buffer of slots, until then all in the scratch slot."""
        scratch = [self.decoder.cache.scratch] * rows
        buffer = torch.tensor(scratch, device=self.decoder.weights.device)
        try:
            self.rehearse(buffer, bucket, adapted)
        except Exception as error:
            if not self.decoder.compiled:
                raise
            # What cannot be compiled here (a toolchain is missing, say) still runs as it is written, and is captured so.
            print(f"steps are not compiled: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            self.decoder.compiled = False
            self.rehearse(buffer, bucket, adapted)
        graph = torch.cuda.CUDAGraph()
        if self.pool is None:
            self.pool = torch.cuda.graph_pool_handle()
        # Other threads read files and sockets meanwhile; only this one may not do what a graph cannot hold.
        with torch.cuda.graph(graph, pool=self.pool, capture_error_mode="thread_local"):
            results = self.decoder.step(buffer, bucket, adapted)
        return graph, buffer, results, list(scratch)

    def rehearse(self, buffer: torch.Tensor, bucket: int, adapted: bool) -> None:
        """Runs a step twice beside the usual stream: compilers and libraries do what they do only once."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(2):
                self.decoder.step(buffer, bucket, adapted)
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()

    def forget(self, adapted: bool | None = None) -> None:
        """Drops captured graphs: all, or those with (True) or without adapters."""
        self.graphs = {key: value for key, value in self.graphs.items() if adapted is not None and key[2] != adapted}
