"""Find the action that a company's guide prescribes for a member's message."""
