"""Other servers, measured in the same way: each folder or file here installs one, starts it, and asks it."""
PEERS = ()
