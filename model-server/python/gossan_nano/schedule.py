"""How far a run is and how large its steps are."""

import math
import time


class Progress:
    """Share of a run that is done, 0..1: by steps where they are counted, else by the clock, whichever is further."""

    def __init__(self, steps: int | None, minutes: float | None):
        if not steps and not minutes:
            raise ValueError("a run ends after --steps or --minutes; neither is given")
        self.steps, self.seconds = steps, minutes * 60 if minutes else None
        self.began = time.monotonic()

    def at(self, step: int) -> float:
        shares = [step / self.steps if self.steps else 0.0]
        if self.seconds:
            shares.append((time.monotonic() - self.began) / self.seconds)
        return min(max(shares), 1.0)


def rate(progress: float, span: tuple[float, float], settings: dict) -> float:
    """
    The learning rate, as a share of its peak: linear warm-up, then a cosine down to `final_rate` (Loshchilov & Hutter 2017).

    `span` is the part of the whole cosine that this run covers, so that several runs can make one schedule; each warms up.
    """
    whole = span[0] + (span[1] - span[0]) * progress
    floor = settings["final_rate"]
    share = floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * whole))
    return share * min(1.0, (progress + 1e-3) / settings["warm_up"])
