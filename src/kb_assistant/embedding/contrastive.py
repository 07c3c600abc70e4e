"""The parts of a training that are made of torch: loss, batches and what watches over them."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.sampler import DefaultBatchSampler
from torch import nn
from torch.nn import functional
from torch.utils.data import SequentialSampler
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

NO_CLASS = -1
_CHUNKS = 4
_BAR = 0.45


class Contrastive(nn.Module):
    """Pulls a text to the centre of its class, and pushes it from the centres of all others.

    The texts of `NO_CLASS` are pushed from every centre, until none is nearer than `bar`, and are
    pulled to nothing: what no guide covers has nothing in common. Centres and bar are learned too,
    and are of no use afterwards.
    """

    def __init__(
        self, model: SentenceTransformer, centres: torch.Tensor, temperature: float
    ) -> None:
        """Take the model that is trained.

        Args:
            model: the model.
            centres: where the classes are at first, (classes, dimension).
            temperature: the scale of the cosines.
        """
        super().__init__()
        self.model = model
        self.centres = nn.Parameter(centres)
        self.bar = nn.Parameter(torch.tensor([_BAR]))
        self.temperature = temperature

    def forward(
        self, sentence_features: Iterable[dict[str, torch.Tensor]], labels: torch.Tensor
    ) -> torch.Tensor:
        """Return the loss of a batch, whose labels are numbers of classes or `NO_CLASS`."""
        (features,) = sentence_features
        vectors = functional.normalize(self._embed(features), dim=1)
        cosines = vectors @ functional.normalize(self.centres, dim=1).T
        logits = torch.cat([cosines, self.bar.expand(len(labels), 1)], dim=1) / self.temperature
        target = torch.where(labels == NO_CLASS, len(self.centres), labels)
        return functional.cross_entropy(logits, target)

    def _embed(self, features: dict[str, torch.Tensor]) -> torch.Tensor:
        """Embed texts of like length together: a batch costs as much as its longest text."""
        lengths = features["attention_mask"].sum(dim=1)
        order = torch.argsort(lengths, stable=True)
        vectors = [
            self.model(
                {
                    name: part[rows, : int(lengths[rows].max())] if part.dim() > 1 else part
                    for name, part in features.items()
                    if isinstance(part, torch.Tensor)
                }
            )["sentence_embedding"]
            for rows in order.chunk(_CHUNKS)
        ]
        return torch.cat(vectors)[torch.argsort(order)]


class FixedBatches(DefaultBatchSampler):
    """Batches that were drawn before."""

    def __init__(self, dataset: Sized, drawn: Sequence[list[int]], seed: int) -> None:
        """Take the rows of each batch."""
        super().__init__(SequentialSampler(dataset), batch_size=1, drop_last=False, seed=seed)
        self._drawn = drawn

    def __iter__(self) -> Iterator[list[int]]:
        """Give each batch."""
        return iter(self._drawn)

    def __len__(self) -> int:
        """Count them."""
        return len(self._drawn)


class Watch(TrainerCallback):
    """Says how far the training is, judges it now and then, and stops it when that is of no use."""

    def __init__(
        self, every: int, goes_on: Callable[[], bool], tell: Callable[[int, int], None]
    ) -> None:
        """Take what to call.

        Args:
            every: steps between two judgements.
            goes_on: judges, and says whether to go on.
            tell: given the step and the number of all.
        """
        self._every = every
        self._goes_on = goes_on
        self._tell = tell

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **_: object,
    ) -> None:
        """Take note of a step."""
        del args
        self._tell(state.global_step, state.max_steps)
        last = state.global_step == state.max_steps
        if (last or state.global_step % self._every == 0) and not self._goes_on():
            control.should_training_stop = True
