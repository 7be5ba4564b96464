/* Jobs that wait for the runner's threads. */
#include "store/queue.h"

void queue_open(struct queue *queue, size_t most)
{
	*queue = (struct queue){.most = most};
	pthread_mutex_init(&queue->mutex, NULL);
	pthread_cond_init(&queue->filled, NULL);
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->mutex);
}

void queue_destroy(struct queue *queue)
{
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->mutex);
}

bool queue_put(struct queue *queue, struct job *job)
{
	pthread_mutex_lock(&queue->mutex);
	bool room = !queue->closed && queue->count < queue->most;
	if (room) {
		job->next = NULL;
		if (queue->first == NULL)
			queue->first = job;
		else
			queue->last->next = job;
		queue->last = job;
		queue->count++;
		pthread_cond_signal(&queue->filled);
	}
	pthread_mutex_unlock(&queue->mutex);
	return room;
}

size_t queue_take(struct queue *queue, struct job **jobs, size_t most)
{
	size_t taken = 0;
	pthread_mutex_lock(&queue->mutex);
	while (queue->count == 0 && !queue->closed)
		pthread_cond_wait(&queue->filled, &queue->mutex);
	for (; taken < most && queue->count > 0; taken++) {
		jobs[taken] = queue->first;
		queue->first = queue->first->next;
		queue->count--;
	}
	pthread_mutex_unlock(&queue->mutex);
	return taken;
}

size_t queue_count(struct queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	size_t count = queue->count;
	pthread_mutex_unlock(&queue->mutex);
	return count;
}
