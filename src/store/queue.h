/* Jobs that wait for the runner's threads: first in, first out, bounded; private to this folder. */
#pragma once
#include "store/runner.h"
#include <pthread.h>

struct queue {
	pthread_mutex_t mutex;
	pthread_cond_t filled;
	struct job *first, *last;
	size_t count, most;
	bool closed;
};

void queue_open(struct queue *queue, size_t most);
/* Nothing more gets in; what is inside still comes out. */
void queue_close(struct queue *queue);
void queue_destroy(struct queue *queue);
/* False when it is full or closed. */
bool queue_put(struct queue *queue, struct job *job) must_check;
/* Waits for at least one job and takes up to `most`; 0 when the queue is closed and empty. */
size_t queue_take(struct queue *queue, struct job **jobs, size_t most);
size_t queue_count(struct queue *queue);
