/* How many argon2id hashes one thread makes a second, and nothing beside: `argon2 SECONDS KIBIBYTES PASSES` */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
	if (count != 4 || sodium_init() < 0)
		return 2;
	static const char password[] = "Sample-Pass.1234";
	double seconds = strtod(arguments[1], NULL);
	size_t memory = strtoul(arguments[2], NULL, 10) * 1024;
	unsigned long long passes = strtoull(arguments[3], NULL, 10);
	char hash[crypto_pwhash_STRBYTES];
	int hashes = 0;
	double began = now();
	do {
		if (crypto_pwhash_str(hash, password, sizeof(password) - 1, passes, memory) != 0)
			return 1;
		hashes++;
	} while (now() - began < seconds);
	printf("%.3f\n", hashes / (now() - began));
	return 0;
}
