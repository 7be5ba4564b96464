/* The formats a contract can name for a text. */
#include "base/check.h"
#include <string.h>

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static bool is_letter(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

static bool is_hex(char character)
{
	return is_digit(character) || (character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F');
}

static bool is_among(char character, const char *characters)
{
	return character != '\0' && strchr(characters, character) != NULL;
}

static bool all_digits(struct text text, size_t least, size_t most)
{
	if (text.length < least || text.length > most)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (!is_digit(text.at[i]))
			return false;
	}
	return true;
}

/* RFC 1035 section 2.3.1, with a digit first as RFC 1123 allows. */
static bool is_label(struct text label)
{
	if (label.length == 0 || label.length > 63 || label.at[0] == '-' || label.at[label.length - 1] == '-')
		return false;
	for (size_t i = 0; i < label.length; i++) {
		if (!is_letter(label.at[i]) && !is_digit(label.at[i]) && label.at[i] != '-')
			return false;
	}
	return true;
}

static bool is_domain(struct text domain, size_t least_labels)
{
	if (domain.length > 253)
		return false;
	size_t labels = 0;
	for (struct text rest = domain; rest.at != NULL; labels++) {
		struct text label;
		text_cut(rest, '.', &label, &rest);
		if (!is_label(label))
			return false;
	}
	return labels >= least_labels;
}

/* RFC 5321 section 4.1.2, Dot-string; quoted local parts are refused, as everywhere in practice. */
static bool is_local_part(struct text local)
{
	if (local.length == 0 || local.length > 64 || local.at[0] == '.' || local.at[local.length - 1] == '.')
		return false;
	for (size_t i = 0; i < local.length; i++) {
		char character = local.at[i];
		if (!is_letter(character) && !is_digit(character) && !is_among(character, "!#$%&'*+-/=?^_`{|}~."))
			return false;
		if (character == '.' && local.at[i + 1] == '.')
			return false;
	}
	return true;
}

bool format_email(struct text text)
{
	struct text local, domain;
	text_cut(text, '@', &local, &domain);
	return text.length <= 254 && is_local_part(local) && is_domain(domain, 2);
}

bool format_phone_number(struct text text)
{
	return all_digits(text, 6, 15);
}

bool format_phone_region(struct text text)
{
	return all_digits(text, 1, 6) && text.at[0] != '0';
}

bool format_mobile_phone(struct text text)
{
	struct text region, number;
	text_cut(text, '-', &region, &number);
	return format_phone_region(region) && format_phone_number(number);
}

bool format_principal_name(struct text text)
{
	struct text name, domain;
	text_cut(text, '@', &name, &domain);
	return name.length > 0 && name.length <= 64 && is_domain(domain, 2);
}

static bool is_port(struct text port)
{
	int64_t number;
	return all_digits(port, 1, 5) && text_to_integer(port, &number) && number >= 1 && number <= 65535;
}

static bool is_bracketed_address(struct text host)
{
	if (host.length < 4 || host.at[host.length - 1] != ']')
		return false;
	for (size_t i = 1; i < host.length - 1; i++) {
		if (!is_hex(host.at[i]) && !is_among(host.at[i], ":."))
			return false;
	}
	return true;
}

/* host, host:port or [IPv6]:port; an @ of user-info is in none of them. */
static bool is_authority(struct text authority)
{
	struct text host, port;
	if (authority.length > 0 && authority.at[0] == '[') {
		text_cut(authority, ']', &host, &port);
		if (port.at == NULL || (port.length > 0 && port.at[0] != ':'))
			return false;
		host.length++;
		port = port.length > 0 ? text_slice(port, 1, port.length) : (struct text){NULL, 0};
		return is_bracketed_address(host) && (port.at == NULL || is_port(port));
	}
	text_cut(authority, ':', &host, &port);
	return is_domain(host, 1) && (port.at == NULL || is_port(port));
}

/* RFC 3986 section 3.3 and 3.4: characters of path and query, with complete escapes. */
static bool is_path_and_query(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		char character = text.at[i];
		if (character == '%' && (text.length - i < 3 || !is_hex(text.at[i + 1]) || !is_hex(text.at[i + 2])))
			return false;
		if (!is_letter(character) && !is_digit(character) && !is_among(character, "-._~!$&'()*+,;=:@/?%"))
			return false;
	}
	return true;
}

static bool is_url(struct text text, struct text scheme)
{
	if (!text_equal_ignore_case(text_slice(text, 0, scheme.length), scheme))
		return false;
	struct text rest = text_slice(text, scheme.length, text.length);
	size_t end = 0;
	while (end < rest.length && rest.at[end] != '/' && rest.at[end] != '?')
		end++;
	return is_authority(text_slice(rest, 0, end)) && is_path_and_query(text_slice(rest, end, rest.length));
}

bool format_http_url(struct text text)
{
	return is_url(text, TEXT("https://")) || is_url(text, TEXT("http://"));
}

static bool contains(struct text text, struct text part)
{
	return text.at != NULL && memmem(text.at, text.length, part.at, part.length) != NULL;
}

static bool names_an_address(struct text text)
{
	return contains(text, TEXT("http://")) || contains(text, TEXT("https://"));
}

bool format_tag_key(struct text text)
{
	if (text_starts_with(text, TEXT("aliyun")) || text_starts_with(text, TEXT("acs:")))
		return false;
	return text.length > 0 && !names_an_address(text);
}

bool format_tag_value(struct text text)
{
	return !text_starts_with(text, TEXT("acs:")) && !names_an_address(text);
}
