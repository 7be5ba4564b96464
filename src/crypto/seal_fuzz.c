/* Tokens and sealed values that callers send: what we did not make does not open, what we made opens as it was, and
 * with one bit changed not at all. The first two bytes choose the bit. */
#include "crypto/seal.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY ((int64_t)86400000)
#define NOW (20000 * DAY + 1000)

static const char master[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

static struct keyring *open_keyring(void)
{
	char name[32];
	struct keyring *keyring = NULL;
	int file = memfd_create("master.key", MFD_CLOEXEC);
	assert(file >= 0 && fchmod(file, S_IRUSR | S_IWUSR) == 0);
	assert(write(file, master, strlen(master)) == (ssize_t)strlen(master));
	snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
	struct error error = keyring_open(name, &keyring);
	assert(error_ok(error));
	close(file);
	return keyring;
}

static struct text with_bit_changed(struct arena *arena, struct text sealed, size_t bit)
{
	char *bytes = arena_alloc(arena, sealed.length);
	memcpy(bytes, sealed.at, sealed.length);
	bytes[bit / 8 % sealed.length] ^= (char)(1u << bit % 8);
	return (struct text){bytes, sealed.length};
}

static void check_token(struct arena *arena, const struct keyring *keyring, struct text input, size_t bit)
{
	struct text content;
	struct token_sealing sealing = {keyring, "developer-token", NOW, DAY};
	assert(!unseal_token(arena, sealing, input, &content));
	struct text token = seal_token(arena, sealing, input);
	assert(unseal_token(arena, sealing, token, &content) && text_equal(content, input));
	assert(!unseal_token(arena, sealing, with_bit_changed(arena, token, bit), &content));
}

static void check_value(struct arena *arena, const struct keyring *keyring, struct text input, size_t bit)
{
	struct text secret;
	struct sealing sealing = {keyring, "list-position", TEXT("users")};
	assert(!unseal(arena, sealing, input, &secret));
	struct text sealed = seal(arena, sealing, input);
	assert(unseal(arena, sealing, sealed, &secret) && text_equal(secret, input));
	assert(!unseal(arena, sealing, with_bit_changed(arena, sealed, bit), &secret));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	size_t bit = (size_t)data[0] << 8 | data[1];
	struct text input = {(const char *)data + 2, size - 2};
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct keyring *keyring = open_keyring();
	check_token(arena, keyring, input, bit);
	check_value(arena, keyring, input, bit);
	keyring_close(keyring);
	arena_destroy(arena);
	return 0;
}
