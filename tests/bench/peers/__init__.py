"""Other servers, measured in the same way: each module here installs one, starts it, sets it up and says what to ask."""
from peers.glewlwyd import Glewlwyd
from peers.keycloak import Keycloak
from peers.oidc_provider import OidcProvider

PEERS = (Glewlwyd, OidcProvider, Keycloak)
