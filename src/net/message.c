/* A mail message in its wire form. */
#include "net/message.h"
#include "base/encode.h"
#include "base/random.h"
#include "base/time.h"
#include <string.h>

enum {
	MOST_BYTES = 256 * 1024,
	MOST_SUBJECT = 1024,
	LINE = 76,	/* RFC 2045 section 6.8 */
	WORD_BYTES = 45 /* 60 characters of base64, so an encoded word stays below 75 (RFC 2047 section 2) */
};

static bool is_address(struct text address)
{
	struct text local, domain;
	text_cut(address, '@', &local, &domain);
	if (local.length == 0 || domain.length == 0 || address.length > 254)
		return false;
	for (size_t i = 0; i < address.length; i++)
		if ((unsigned char)address.at[i] <= ' ' || strchr("<>,;:()[]\"\\\x7f", address.at[i]) != NULL)
			return false;
	return text_is_utf8(address);
}

static bool is_subject(struct text subject)
{
	return subject.length <= MOST_SUBJECT && text_is_utf8(subject) && !text_has_controls(subject);
}

static bool is_ascii(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.at[i] >= 0x80)
			return false;
	return true;
}

/* As many bytes as fit a word without cutting a character. */
static size_t word_length(struct text text)
{
	if (text.length <= WORD_BYTES)
		return text.length;
	size_t length = WORD_BYTES;
	while ((text.at[length] & 0xc0) == 0x80)
		length--;
	return length;
}

static void add_subject(struct builder *out, struct text subject)
{
	builder_add(out, TEXT("Subject: "));
	if (is_ascii(subject) && subject.length <= LINE - sizeof("Subject: ") &&
		memmem(subject.at, subject.length, "=?", 2) == NULL) {
		builder_add(out, subject);
		subject.length = 0;
	}
	while (subject.length > 0) {
		size_t length = word_length(subject);
		builder_add(out, TEXT("=?UTF-8?B?"));
		builder_add(out, encode_base64(out->arena, text_slice(subject, 0, length)));
		builder_add(out, TEXT("?="));
		subject = text_slice(subject, length, subject.length);
		if (subject.length > 0)
			builder_add(out, TEXT("\r\n "));
	}
	builder_add(out, TEXT("\r\n"));
}

static void add_date(struct builder *out, int64_t now)
{
	struct text date = time_http(out->arena, now);
	builder_add(out, TEXT("Date: "));
	builder_add(out, text_slice(date, 0, date.length - strlen("GMT")));
	builder_add(out, TEXT("+0000\r\n"));
}

static void add_identity(struct builder *out, struct text from)
{
	struct text local, domain;
	text_cut(from, '@', &local, &domain);
	builder_add(out, TEXT("Message-ID: <"));
	builder_add(out, random_word(out->arena, "", 24));
	builder_add_char(out, '@');
	builder_add(out, domain);
	builder_add(out, TEXT(">\r\n"));
}

static void add_address(struct builder *out, struct text name, struct text address)
{
	builder_add(out, name);
	builder_add(out, TEXT(": <"));
	builder_add(out, address);
	builder_add(out, TEXT(">\r\n"));
}

static void add_body(struct builder *out, struct text body)
{
	struct text encoded = encode_base64(out->arena, body);
	for (size_t at = 0; at < encoded.length; at += LINE) {
		builder_add(out, text_slice(encoded, at, LINE));
		builder_add(out, TEXT("\r\n"));
	}
}

struct error message_compose(struct arena *arena, const struct mail *mail, int64_t now, struct text *message)
{
	struct builder out = builder_in(arena, MOST_BYTES);
	if (!is_address(mail->from) || !is_address(mail->to))
		return error_internal("mail: an address that cannot be used");
	if (!is_subject(mail->subject) || !text_is_utf8(mail->body))
		return error_internal("mail: a subject or body that cannot be sent");
	add_date(&out, now);
	add_identity(&out, mail->from);
	add_address(&out, TEXT("From"), mail->from);
	add_address(&out, TEXT("To"), mail->to);
	add_subject(&out, mail->subject);
	builder_add(&out,
		TEXT("MIME-Version: 1.0\r\n"
		     "Content-Type: text/plain; charset=utf-8\r\n"
		     "Content-Transfer-Encoding: base64\r\n"
		     "Auto-Submitted: auto-generated\r\n"
		     "\r\n"));
	add_body(&out, mail->body);
	*message = builder_text(&out);
	return out.overflown ? error_internal("mail: the message is too large") : ok();
}
