/* The supervisor that started the server: systemd with Type=notify, or what speaks its protocol. */
#pragma once

/* Sends the assignments of `state` (READY=1, one in a line; see sd_notify(3)) to the socket that NOTIFY_SOCKET names.
 * Without that variable nobody waits for them, and nothing happens. */
void supervisor_tell(const char *state);
