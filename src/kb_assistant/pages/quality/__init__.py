"""The Quality page: runs over labelled messages, what went wrong in them, and new labels."""
