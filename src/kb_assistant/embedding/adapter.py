"""A small change to an embedding model: two thin matrices for each matrix of its last layers.

Hu et al., *LoRA: Low-Rank Adaptation of Large Language Models*, 2021. Once loaded, their
products are added to the weights, so that a tuned model answers as fast as an untuned one.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils import parametrize

from kb_assistant.errors import ModelError

_BASE = "base"
_UP, _DOWN = "/up", "/down"
_LAYER = re.compile(r"\.layers?\.(\d+)\.")


class LowRank(nn.Module):
    """Gives a matrix plus the product of two thin ones, which are learned; at first nothing."""

    def __init__(self, weight: torch.Tensor, rank: int) -> None:
        """Make the thin matrices of `rank` for `weight`."""
        super().__init__()
        rows, columns = weight.shape
        self.down = nn.Parameter(torch.randn(rank, columns) / math.sqrt(columns))
        self.up = nn.Parameter(torch.zeros(rows, rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Return the changed matrix."""
        return weight + self.up @ self.down


def attach(model: nn.Module, rank: int, layers: int) -> list[nn.Parameter]:
    """Make the last `layers` layers of `model` learn by matrices of `rank`, and nothing else.

    Returns:
        What is learned.

    Raises:
        ModelError: if the model has no numbered layers.
    """
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    numbered = [
        (int(place[1]), part) for name, part in _matrices(model) if (place := _LAYER.search(name))
    ]
    if not numbered:
        raise ModelError("The embedding model has no layers that can be tuned. Give another model.")
    first = max(number for number, _ in numbered) - layers + 1
    learned: list[nn.Parameter] = []
    for number, part in numbered:
        if number >= first:
            change = LowRank(part.weight, rank)
            parametrize.register_parametrization(part, "weight", change)
            learned += [change.up, change.down]
    return learned


def to_bytes(model: nn.Module, base: str) -> bytes:
    """Return what an `attach`ed model has learned, as an .npz without pickles.

    Args:
        model: the model.
        base: the digest of the model before.
    """
    arrays: dict[str, NDArray[np.generic]] = {_BASE: np.array(base)}
    for name, part in _matrices(model):
        if parametrize.is_parametrized(part, "weight"):
            change = next(of for of in part.modules() if isinstance(of, LowRank))
            for end, value in ((_UP, change.up), (_DOWN, change.down)):
                arrays[name + end] = value.detach().numpy().astype(np.float16)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def merge(model: nn.Module, base: str, adapter: bytes) -> None:
    """Add to `model` what `to_bytes` gave.

    Args:
        model: an untuned model.
        base: its digest.
        adapter: the bytes.

    Raises:
        ModelError: if they are malformed or were made from another model.
    """
    try:
        with np.load(io.BytesIO(adapter), allow_pickle=False) as parts:
            arrays = {name: parts[name] for name in parts.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            "The tuned encoder is damaged. Restore its file, or run again: kb-assistant tune"
        ) from error
    if str(arrays.pop(_BASE, "")) != base:
        raise ModelError(
            "The tuned encoder was made from another embedding model than the one that is"
            " installed. Run again: kb-assistant tune"
        )
    matrices = dict(_matrices(model))
    for name in (key.removesuffix(_UP) for key in arrays if key.endswith(_UP)):
        up, down = (torch.from_numpy(arrays[name + end].astype(np.float32)) for end in (_UP, _DOWN))
        with torch.no_grad():
            matrices[name].weight += up @ down


def _matrices(model: nn.Module) -> Iterator[tuple[str, nn.Linear]]:
    for name, part in model.named_modules():
        if isinstance(part, nn.Linear):
            yield name, part
