/* Slots: where exchanges live.
 *
 * Each event thread has slots of its own and uses them again and again, so a request costs no allocation and takes no
 * lock that another event thread wants. From the start of the application a slot is held twice: by the event thread
 * until the reply has been sent, and by the application until its exchange_finish has returned. Whoever lets go last
 * gives it back; so an application that answers after the server was stopped still finds its memory in place. */
#pragma once
#include "net/refusal.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum slot_state {
	SLOT_FREE,
	SLOT_RECEIVING, /* the request is not complete yet */
	SLOT_STARTED,	/* the application has it; the event thread is still inside start() */
	SLOT_SUSPENDED, /* the connection sleeps until the application answers */
	SLOT_RESUMED,	/* answered; the event thread will be woken */
	SLOT_ANSWERED,	/* the event thread may send the reply */
	SLOT_ABANDONED, /* the server stops without the answer; the event thread will be woken */
	SLOT_CLOSED,	/* the connection is done with it, the application is not */
};

struct tls;

/* What callers may take of an event thread. */
struct slot_limits {
	int64_t idle, request; /* microseconds, between requests and for one to arrive, however steadily it trickles */
	int64_t bodies;	       /* bytes of all bodies that are held at once */
};

/* What stays with a connection from its start to its end. */
struct line {
	struct event_thread *thread;
	struct tls *tls;   /* NULL: plain HTTP */
	struct slot *slot; /* of the request under way */
	int socket;
	atomic_int_least64_t deadline; /* monotonic; by then what is being received is complete; 0: nothing is */
	struct line *previous, *next;  /* among those that are open; `next` also among those that are free */
};

struct slot {
	struct exchange exchange;
	struct line *line;
	struct event_thread *thread;
	struct MHD_Connection *connection;
	_Atomic enum slot_state state;
	atomic_bool finishing; /* inside exchange_finish, so perhaps inside libmicrohttpd */
	atomic_int holders;
	struct text target;	 /* as sent: path and query */
	const char *target_sent; /* where it stood in libmicrohttpd's buffer */
	bool read;		 /* request line and headers have been read */
	int64_t received;	 /* bytes of body */
	struct builder body;
	struct slot *next, *next_free;
};

struct event_thread {
	struct http_application application;
	const atomic_bool *closing; /* exchanges that would have to wait are called off */
	struct slot_limits limits;
	struct event_thread *next;
	struct arena *arena;	     /* of this struct, its slots and lines */
	atomic_int_least64_t bodies; /* bytes that are held */
	pthread_mutex_t mutex;	     /* guards what follows */
	struct line *lines, *free_lines;
	struct slot *slots, *free;
	size_t used, idle;
	bool closed; /* no event thread uses it any more; freed with its last slot */
};

struct event_thread *event_thread_create(
	const struct http_application *application, const atomic_bool *closing, struct slot_limits limits);
/* Frees it, at once or when the last slot is given back. */
void event_thread_close(struct event_thread *thread);
/* Once `closing` is set: calls off exchanges the application has not answered. The event thread closes their
 * connections. */
void event_thread_abandon(struct event_thread *thread);
/* Whether an exchange is with the application, or its reply still to be sent. */
bool event_thread_busy(struct event_thread *thread);
/* Whether a connection is suspended or being woken: libmicrohttpd must not be stopped then. */
bool event_thread_sleeps(struct event_thread *thread);

/* Ends the connections whose time for sending a request is over. From any thread. */
void event_thread_cut_off(struct event_thread *thread);

/* Both on the event thread. A request that libmicrohttpd gave up before it was complete (a head that it has no room
 * for) is not always reported as done with; its slot is given back when the line closes. */
struct line *line_open(struct event_thread *thread, struct tls *tls, int socket);
void line_close(struct line *line);
struct line *line_of(struct MHD_Connection *connection);

struct slot *slot_take(struct line *line, struct MHD_Connection *connection);
struct slot *slot_of(struct exchange *exchange);
/* Adds to the body, unless too much is held already. */
bool slot_keep(struct slot *slot, struct text data) must_check;
/* Gives the exchange to the application. True when it has answered at once; otherwise the connection is suspended and
 * libmicrohttpd calls again. */
bool slot_start(struct slot *slot);
/* After waking up: whether there is an answer. False when it was called off. */
bool slot_wake(struct slot *slot);
void slot_abandon(struct slot *slot);
/* The connection is done with the request. */
void slot_close(struct slot *slot);
