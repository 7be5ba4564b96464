/* Password hashes: argon2id of our own, and the forms that imported users bring along. */
#include "crypto/password.h"
#include "base/encode.h"
#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* A stored hash names its own cost. One that would take longer or more memory than these is not worked out: it can only
 * come from an import, and would stop the pool for everyone. */
#define MOST_MEMORY ((int64_t)256 * 1024 * 1024) /* or what the settings say, when that is more */
#define MOST_PASSES 64
#define MOST_BCRYPT_COST 15
#define MOST_CRYPT_ROUNDS 2000000
#define MOST_PBKDF2_ROUNDS 5000000

static void start_sodium(void)
{
	if (sodium_init() < 0)
		abort();
}

struct error password_hash(struct arena *arena, struct password_cost cost, struct text password, struct text *hash)
{
	start_sodium();
	char *at = arena_alloc(arena, crypto_pwhash_STRBYTES);
	if (crypto_pwhash_str_alg(at, password.at, password.length, (unsigned long long)cost.passes,
		    (size_t)cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return error_internal("argon2id has not enough memory");
	*hash = text_of(at);
	return ok();
}

/* The number behind `name` in a part such as m=19456,t=2,p=1; -1 when it is not there. */
static int64_t named_number(struct text part, const char *name)
{
	while (part.at != NULL) {
		struct text pair, key, value;
		int64_t number;
		text_cut(part, ',', &pair, &part);
		text_cut(pair, '=', &key, &value);
		if (text_is(key, name) && text_to_integer(value, &number))
			return number;
	}
	return -1;
}

/* The `index`th part between dollar signs; the first is empty. */
static struct text dollar_part(struct text hash, int index)
{
	struct text part = hash;
	for (int i = 0; i <= index; i++)
		text_cut(hash, '$', &part, &hash);
	return part;
}

static bool is_between(int64_t number, int64_t least, int64_t most)
{
	return number >= least && number <= most;
}

static bool is_affordable_argon2id(struct password_cost cost, struct text hash)
{
	struct text costs = dollar_part(hash, 3);
	int64_t most = cost.memory > MOST_MEMORY ? cost.memory : MOST_MEMORY;
	return is_between(named_number(costs, "m"), 1, most / 1024) &&
		is_between(named_number(costs, "t"), 1, MOST_PASSES);
}

static bool verify_argon2id(struct arena *arena, struct password_cost cost, struct text hash, struct text password)
{
	if (!is_affordable_argon2id(cost, hash))
		return false;
	start_sodium();
	return crypto_pwhash_str_verify(text_copy(arena, hash).at, password.at, password.length) == 0;
}

/* $2b$12$…: the cost is a power of two. */
static bool is_affordable_bcrypt(struct text hash)
{
	int64_t cost;
	return text_to_integer(dollar_part(hash, 2), &cost) && is_between(cost, 4, MOST_BCRYPT_COST);
}

/* $6$rounds=…$ or without, which means 5000. */
static bool is_affordable_sha(struct text hash)
{
	struct text part = dollar_part(hash, 2);
	return !text_starts_with(part, TEXT("rounds=")) ||
		is_between(named_number(part, "rounds"), 1, MOST_CRYPT_ROUNDS);
}

/* A digit of crypt(5)'s base 64, or -1. */
static int crypt_digit(struct text text, size_t at)
{
	static const char digits[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	const char *found = at < text.length && text.at[at] != '\0' ? strchr(digits, text.at[at]) : NULL;
	return found == NULL ? -1 : (int)(found - digits);
}

static bool is_affordable_scrypt_memory(int64_t power, int64_t block)
{
	return is_between(power, 1, 20) && is_between(block, 1, 64) && ((int64_t)128 * block) << power <= MOST_MEMORY;
}

/* $y$j9T$…: flavour, power of two less one, blocks less one; higher numbers take further digits, which are refused. */
static bool is_affordable_yescrypt(struct text hash)
{
	struct text costs = dollar_part(hash, 2);
	int power = crypt_digit(costs, 1), block = crypt_digit(costs, 2);
	return costs.length == 3 && power < 48 && block < 48 && is_affordable_scrypt_memory(power + 1, block + 1);
}

/* $7$C6..../....…: power of two, then blocks and lanes of five digits each, of which all but the first must be zero. */
static bool is_affordable_scrypt(struct text hash)
{
	struct text costs = dollar_part(hash, 2);
	return text_equal(text_slice(costs, 2, 4), TEXT("....")) && text_equal(text_slice(costs, 7, 4), TEXT("....")) &&
		is_affordable_scrypt_memory(crypt_digit(costs, 0), crypt_digit(costs, 1)) &&
		is_between(crypt_digit(costs, 6), 1, 16);
}

static bool verify_crypt(struct arena *arena, struct text hash, struct text password)
{
	/* crypt ends a password at a NUL; what comes after would not count */
	if (password.length > 0 && memchr(password.at, '\0', password.length) != NULL)
		return false;
	struct crypt_data *data = arena_alloc(arena, sizeof(*data));
	struct text copy = text_copy(arena, password.at == NULL ? TEXT("") : password);
	struct text computed = text_of(crypt_rn(copy.at, text_copy(arena, hash).at, data, sizeof(*data)));
	bool same = text_equal_constant_time(computed, hash);
	OPENSSL_cleanse(data, sizeof(*data));
	return same;
}

/* passlib writes base64 with '.' for '+' and without padding. */
static bool decode_passlib(struct arena *arena, struct text text, struct text *bytes)
{
	char *at = arena_alloc(arena, text.length + 1);
	for (size_t i = 0; i < text.length; i++) {
		char character = text.at[i];
		if (character == '-' || character == '_')
			return false;
		at[i] = (char)(character == '.' ? '-' : character == '/' ? '_' : character);
	}
	return decode_base64url(arena, (struct text){at, text.length}, bytes);
}

static bool is_affordable_pbkdf2(struct text hash)
{
	int64_t rounds;
	return text_to_integer(dollar_part(hash, 2), &rounds) && is_between(rounds, 1, MOST_PBKDF2_ROUNDS) &&
		dollar_part(hash, 5).at == NULL;
}

/* $pbkdf2-sha256$rounds$salt$hash */
static bool verify_pbkdf2(struct arena *arena, const EVP_MD *algorithm, struct text hash, struct text password)
{
	int64_t rounds;
	struct text salt, expected;
	if (!is_affordable_pbkdf2(hash) || !text_to_integer(dollar_part(hash, 2), &rounds))
		return false;
	if (!decode_passlib(arena, dollar_part(hash, 3), &salt) ||
		!decode_passlib(arena, dollar_part(hash, 4), &expected))
		return false;
	if (!is_between((int64_t)expected.length, 16, EVP_MAX_MD_SIZE))
		return false;
	unsigned char computed[EVP_MAX_MD_SIZE];
	const char *at = password.at == NULL ? "" : password.at;
	if (PKCS5_PBKDF2_HMAC(at, (int)password.length, (const unsigned char *)salt.at, (int)salt.length, (int)rounds,
		    algorithm, (int)expected.length, computed) != 1)
		return false;
	return CRYPTO_memcmp(computed, expected.at, expected.length) == 0;
}

static bool verify_pbkdf2_sha256(struct arena *arena, struct text hash, struct text password)
{
	return verify_pbkdf2(arena, EVP_sha256(), hash, password);
}

static bool verify_pbkdf2_sha512(struct arena *arena, struct text hash, struct text password)
{
	return verify_pbkdf2(arena, EVP_sha512(), hash, password);
}

struct form {
	const char *prefix;
	bool (*verify)(struct arena *arena, struct text hash, struct text password);
	bool (*is_affordable)(struct text hash);
	size_t least, most; /* characters of the part after the last dollar sign */
};

static const struct form imported_forms[] = {
	{"$2a$", verify_crypt, is_affordable_bcrypt, 53, 53},
	{"$2b$", verify_crypt, is_affordable_bcrypt, 53, 53},
	{"$2y$", verify_crypt, is_affordable_bcrypt, 53, 53},
	{"$5$", verify_crypt, is_affordable_sha, 43, 43},
	{"$6$", verify_crypt, is_affordable_sha, 86, 86},
	{"$y$", verify_crypt, is_affordable_yescrypt, 43, 43},
	{"$7$", verify_crypt, is_affordable_scrypt, 43, 43},
	{"$pbkdf2-sha256$", verify_pbkdf2_sha256, is_affordable_pbkdf2, 22, 86},
	{"$pbkdf2-sha512$", verify_pbkdf2_sha512, is_affordable_pbkdf2, 22, 86},
};

static const struct form *imported_form(struct text hash)
{
	for (size_t i = 0; i < sizeof(imported_forms) / sizeof(imported_forms[0]); i++) {
		if (text_starts_with(hash, text_of(imported_forms[i].prefix)))
			return &imported_forms[i];
	}
	return NULL;
}

static bool is_argon2id(struct text hash)
{
	return text_starts_with(hash, TEXT("$argon2id$"));
}

bool password_verify(struct arena *arena, struct password_cost cost, struct text hash, struct text password)
{
	if (is_argon2id(hash))
		return verify_argon2id(arena, cost, hash, password);
	const struct form *form = imported_form(hash);
	if (form != NULL)
		return form->is_affordable(hash) && form->verify(arena, hash, password);
	/* no hash: the same work as with one, so that unknown users take as long as known ones */
	struct text unused;
	struct error error = password_hash(arena, cost, password, &unused);
	(void)error;
	return false;
}

bool password_outdated(struct password_cost cost, struct text hash)
{
	char terminated[crypto_pwhash_STRBYTES] = {0};
	if (hash.length >= sizeof(terminated) || !is_argon2id(hash))
		return true;
	memcpy(terminated, hash.at, hash.length);
	return crypto_pwhash_str_needs_rehash(terminated, (unsigned long long)cost.passes, (size_t)cost.memory) != 0;
}

static bool is_whole_argon2id(struct text hash)
{
	char terminated[crypto_pwhash_STRBYTES] = {0};
	if (hash.length >= sizeof(terminated))
		return false;
	memcpy(terminated, hash.at, hash.length);
	start_sodium();
	return crypto_pwhash_str_needs_rehash(terminated, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) >= 0;
}

/* Hashes consist of what needs no escape in a file of accounts: crypt(5). */
static bool has_hash_characters(struct text hash)
{
	for (size_t i = 0; i < hash.length; i++) {
		if (hash.at[i] <= ' ' || hash.at[i] > '~' || strchr(":;*!\\", hash.at[i]) != NULL)
			return false;
	}
	return true;
}

bool password_is_verifiable(struct password_cost cost, struct text hash)
{
	if (!has_hash_characters(hash))
		return false;
	if (is_argon2id(hash))
		return is_affordable_argon2id(cost, hash) && is_whole_argon2id(hash);
	const struct form *form = imported_form(hash);
	if (form == NULL || !form->is_affordable(hash))
		return false;
	const char *last = memrchr(hash.at, '$', hash.length);
	size_t digest = (size_t)(hash.at + hash.length - last) - 1;
	return digest >= form->least && digest <= form->most;
}
