/* Handing a reply to libmicrohttpd. */
#pragma once
#include "net/slot.h"

/* Only on the event thread. `last`: the connection is closed afterwards. */
enum MHD_Result reply_send(struct slot *slot, bool last);
