"""One district: scenes larger than a window, drawn like training scenes, cut into windows whose truth is told."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import torch
from gossan_scenes import SceneRenderer
from gossan_scenes.landscape import Landscape
from gossan_scenes.noise import noise_shape
from gossan_scenes.renderer import Ground
from gossan_scenes.systems import load_systems
from gossan_scenes.truth import Truth

from .habits import DATA, habit_library

WINDOW = 48


@dataclass(frozen=True)
class Scene:
    """cube: reflectance [lines, samples, bands] with its noise; sensor: gossan_scenes.sensors.Sensor; truth of its windows, row by row."""

    cube: np.ndarray
    sensor: object
    truth: Truth
    windows: list[tuple[int, int, int, int]]


class District:
    """Scenes of `across` × `across` windows with a habit, one after the other from a seed."""

    def __init__(self, habit: dict, split: str, seed: int, across: int):
        self.library = habit_library(habit, split)
        self.across, self.side = across, across * WINDOW
        self.renderer = SceneRenderer(self.library, seed=seed)
        self.renderer.side = self.side
        self.renderer.systems = load_systems(self.library.names, "cpu", [habit["kind"]])
        own = {**DATA["landscape"], "side": self.side}
        draws = self.renderer.settings
        self.renderer.settings = draws | {key: {**draws[key], **own[key]} if isinstance(draws.get(key), dict) else own[key] for key in own if key in draws}

    @torch.no_grad()
    def scene(self) -> Scene:
        renderer = self.renderer
        ground = renderer.draw(1)
        sensor = self.library.sensors[int(ground.sensor[0])]
        bands = len(sensor.wavelengths)
        cube = renderer.cubes(ground)[0, :, :, :bands]
        spread = torch.tensor(noise_shape(sensor.wavelengths, renderer.shapes[int(ground.noise_shape[0])]), dtype=torch.float32) * ground.noise[0]
        cube = cube + spread * renderer.chance.normal(*cube.shape)
        cube = cube + spread * ground.stripes[0] * renderer.chance.normal(1, self.side, bands)
        corners = [(column * WINDOW, row * WINDOW) for row in range(self.across) for column in range(self.across)]
        truth = renderer.teller.tell(self.cut(ground, corners), WINDOW)
        return Scene(cube.numpy(), sensor, truth, [(x, y, WINDOW, WINDOW) for x, y in corners])

    def cut(self, ground: Ground, corners: list[tuple[int, int]]) -> Ground:
        """The windows of one scene as a batch."""
        count, side = len(corners), self.side

        def windows(values: torch.Tensor) -> torch.Tensor:
            whole = values[0].unflatten(-1, (side, side))
            return torch.stack([whole[..., y : y + WINDOW, x : x + WINDOW].flatten(-2) for x, y in corners])

        def repeated(of):
            return dataclasses.replace(
                of, **{field.name: value.expand(count, *value.shape[1:]) for field in dataclasses.fields(of) if isinstance(value := getattr(of, field.name), torch.Tensor)}
            )

        land = ground.landscape
        cut = Landscape(windows(land.shares), windows(land.light), windows(land.fill))
        return dataclasses.replace(repeated(ground), rocks=repeated(ground.rocks), landscape=cut)
