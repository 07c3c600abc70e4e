"""The errors that kb-assistant raises for its users, one tree rooted at `KbError`.

Each message names the thing that is wrong and the next step to take.
"""


class KbError(Exception):
    """Anything that a user of kb-assistant can be told about and act on."""


class CorpusError(KbError):
    """The corpus as a whole cannot be used: it is missing, empty or contradictory."""


class ReadError(KbError):
    """One file of the corpus cannot be read."""


class PhrasingError(KbError):
    """A line of a phrasings file is malformed or names an unknown protocol."""


class ModelError(KbError):
    """The embedding model is missing, altered or cannot be loaded."""


class StoredIndexError(KbError):
    """The index is missing, damaged or made by another release."""


class QueryFileError(KbError):
    """A file of queries, or of their answers, cannot be read or written."""


class EvalError(KbError):
    """Labelled queries, a saved run or the limits of the gate cannot be used."""


class RecordsError(KbError):
    """The database of the feedback, or what is asked of it, cannot be used."""
