"""Training scenes for gossan-nano: rendered batches, their truth, and questions with answers. See README.md."""

from .jsonl import to_jsonl
from .names import Names, load_names
from .question_writer import QuestionWriter, Talk
from .renderer import SceneRenderer, Scenes
from .spectral_library import SpectralLibrary
from .truth import Truth

__all__ = ["Names", "QuestionWriter", "SceneRenderer", "Scenes", "SpectralLibrary", "Talk", "Truth", "load_names", "to_jsonl"]
