"""How many municipalities a mean must be made of. Pure."""

from typing import Final

FEWEST_MEMBERS: Final = 3
"""With fewer, an average says more about each of them than about municipalities like this one."""
