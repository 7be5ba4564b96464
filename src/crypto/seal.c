/* Sealing with XChaCha20-Poly1305 under keys that keyed BLAKE2b derives from the master key. */
#include "crypto/seal.h"
#include "base/encode.h"
#include "base/random.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define FORMAT 1

#define DAY_MILLISECONDS ((int64_t)86400000)
#define DAY_BYTES 3
#define CLOCK_TOLERANCE ((int64_t)15 * 60 * 1000)

struct keyring {
	unsigned char master[KEY_BYTES];
};

struct key {
	unsigned char bytes[KEY_BYTES];
};

static void close_descriptor(const int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
}

static void wipe_key(struct key *key)
{
	sodium_memzero(key, sizeof(*key));
}

static void wipe_arena(struct arena **arena)
{
	arena_destroy(*arena);
}

static void start_sodium(void)
{
	if (sodium_init() < 0)
		abort();
}

static struct error read_master(int file, unsigned char master[KEY_BYTES])
{
	__attribute__((cleanup(wipe_arena))) struct arena *arena = arena_create(ARENA_WIPED);
	const size_t room = KEY_BYTES * 2 + 2;
	char *at = arena_alloc(arena, room);
	ssize_t length = read(file, at, room);
	if (length < 0)
		return error_internal("the master key file cannot be read");
	struct text content = {at, (size_t)length}, key;
	while (text_ends_with(content, TEXT("\n")) || text_ends_with(content, TEXT("\r")))
		content.length--;
	if (!decode_hex(arena, content, &key) || key.length != KEY_BYTES)
		return error_internal("the master key file must hold 32 bytes in hex");
	memcpy(master, key.at, KEY_BYTES);
	return ok();
}

struct error keyring_open(const char *file, struct keyring **keyring)
{
	start_sodium();
	/* without O_NONBLOCK a pipe of that name would hold us up before we see that it is one */
	__attribute__((cleanup(close_descriptor))) int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		return error_internal(
			errno == ENOENT ? "there is no master key file" : "the master key file cannot be opened");
	if (!S_ISREG(status.st_mode))
		return error_internal("the master key file is not a regular file");
	if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return error_internal(
			"others than its owner have access to the master key file; its mode must be 0600");
	struct keyring *made = sodium_malloc(sizeof(*made));
	if (made == NULL)
		return error_internal("no memory for the master key");
	struct error error = read_master(descriptor, made->master);
	if (!error_ok(error)) {
		sodium_free(made);
		return error;
	}
	sodium_mprotect_readonly(made);
	*keyring = made;
	return ok();
}

void keyring_close(struct keyring *keyring)
{
	sodium_free(keyring);
}

/* The file's name must be as durable as its content: what is sealed is lost with the key. */
static bool sync_folder(const char *file)
{
	char folder[4096] = ".";
	const char *slash = strrchr(file, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - file) + 1;
	if (length >= sizeof(folder))
		return false;
	if (length > 0) {
		memcpy(folder, file, length);
		folder[length] = '\0';
	}
	__attribute__((cleanup(close_descriptor))) int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return descriptor >= 0 && fsync(descriptor) == 0;
}

struct error keyring_create(const char *file)
{
	start_sodium();
	__attribute__((cleanup(wipe_arena))) struct arena *arena = arena_create(ARENA_WIPED);
	__attribute__((cleanup(close_descriptor))) int descriptor =
		open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (descriptor < 0)
		return error_internal(
			errno == EEXIST ? "the master key file exists" : "the master key file cannot be created");
	char *bytes = arena_alloc(arena, KEY_BYTES);
	random_bytes(bytes, KEY_BYTES);
	struct text line = text_print(arena, "%s\n", encode_hex(arena, (struct text){bytes, KEY_BYTES}).at);
	if (write(descriptor, line.at, line.length) == (ssize_t)line.length && fsync(descriptor) == 0 &&
		sync_folder(file))
		return ok();
	unlink(file);
	return error_internal("the master key file cannot be written");
}

/* The key for one use: values that stay ('v'), the tokens ('t') of one day, or fingerprints ('f'). */
static struct key derive_key(const struct keyring *keyring, char use, uint32_t day, const char *purpose)
{
	struct key key;
	crypto_generichash_state state;
	const char label[] = {
		'm', 'u', 's', 't', 'e', 'r', FORMAT, use, (char)(day >> 16), (char)(day >> 8), (char)day};
	crypto_generichash_init(&state, keyring->master, KEY_BYTES, sizeof(key.bytes));
	crypto_generichash_update(&state, (const unsigned char *)label, sizeof(label));
	crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose));
	crypto_generichash_final(&state, key.bytes, sizeof(key.bytes));
	sodium_memzero(&state, sizeof(state));
	return key;
}

/* The header as it is, then nonce, ciphertext and tag. The header needs no tag of its own: the key depends on it. */
static struct text encrypt(
	struct arena *arena, const struct key *key, struct text header, struct text owner, struct text secret)
{
	size_t length = header.length + NONCE_BYTES + secret.length + TAG_BYTES;
	unsigned char *sealed = arena_alloc(arena, length);
	unsigned char *nonce = sealed + header.length;
	memcpy(sealed, header.at, header.length);
	random_bytes(nonce, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL, (const unsigned char *)secret.at,
		secret.length, (const unsigned char *)owner.at, owner.length, NULL, nonce, key->bytes);
	return (struct text){(const char *)sealed, length};
}

/* `box` is what follows the header. */
static bool decrypt(struct arena *arena, const struct key *key, struct text owner, struct text box, struct text *secret)
{
	if (box.length < NONCE_BYTES + TAG_BYTES)
		return false;
	size_t length = box.length - NONCE_BYTES - TAG_BYTES;
	unsigned char *opened = arena_alloc(arena, length + 1);
	const unsigned char *nonce = (const unsigned char *)box.at;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(opened, NULL, NULL, nonce + NONCE_BYTES, length + TAG_BYTES,
		    (const unsigned char *)owner.at, owner.length, nonce, key->bytes) != 0)
		return false;
	*secret = (struct text){(const char *)opened, length};
	return true;
}

struct text seal(struct arena *arena, struct sealing sealing, struct text secret)
{
	__attribute__((cleanup(wipe_key))) struct key key = derive_key(sealing.keyring, 'v', 0, sealing.purpose);
	const char format = FORMAT;
	return encrypt(arena, &key, (struct text){&format, 1}, sealing.owner, secret);
}

bool unseal(struct arena *arena, struct sealing sealing, struct text sealed, struct text *secret)
{
	if (sealed.length < 1 || sealed.at[0] != FORMAT)
		return false;
	__attribute__((cleanup(wipe_key))) struct key key = derive_key(sealing.keyring, 'v', 0, sealing.purpose);
	return decrypt(arena, &key, sealing.owner, text_slice(sealed, 1, sealed.length), secret);
}

struct text fingerprint(struct arena *arena, const struct keyring *keyring, const char *purpose, struct text secret)
{
	__attribute__((cleanup(wipe_key))) struct key key = derive_key(keyring, 'f', 0, purpose);
	unsigned char hash[crypto_generichash_BYTES];
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)secret.at, secret.length, key.bytes,
		sizeof(key.bytes));
	return encode_hex(arena, (struct text){(const char *)hash, sizeof(hash)});
}

struct text seal_token(struct arena *arena, struct token_sealing sealing, struct text content)
{
	uint32_t day = (uint32_t)(sealing.now / DAY_MILLISECONDS);
	__attribute__((cleanup(wipe_key))) struct key key = derive_key(sealing.keyring, 't', day, sealing.purpose);
	const char header[DAY_BYTES] = {(char)(day >> 16), (char)(day >> 8), (char)day};
	return encode_base64url(arena, encrypt(arena, &key, (struct text){header, DAY_BYTES}, TEXT(""), content));
}

bool unseal_token(struct arena *arena, struct token_sealing sealing, struct text token, struct text *content)
{
	struct text raw;
	if (!decode_base64url(arena, token, &raw) || raw.length < DAY_BYTES)
		return false;
	const unsigned char *header = (const unsigned char *)raw.at;
	uint32_t day = (uint32_t)header[0] << 16 | (uint32_t)header[1] << 8 | header[2];
	int64_t oldest = (sealing.now - sealing.valid_for) / DAY_MILLISECONDS;
	if (day < oldest || day > (sealing.now + CLOCK_TOLERANCE) / DAY_MILLISECONDS)
		return false;
	__attribute__((cleanup(wipe_key))) struct key key = derive_key(sealing.keyring, 't', day, sealing.purpose);
	return decrypt(arena, &key, TEXT(""), text_slice(raw, DAY_BYTES, raw.length), content);
}
