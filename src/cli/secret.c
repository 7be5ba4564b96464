/* Secrets that a person types. */
#include "cli/secret.h"
#include "cli/print.h"
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LONGEST 1000

static bool read_line(char *line, size_t room, struct text *secret, struct arena *arena)
{
	if (!fgets(line, (int)room, stdin))
		return print_problem("there is nothing on stdin");
	size_t length = strcspn(line, "\r\n");
	if (length == 0)
		return print_problem("it is empty");
	if (length > LONGEST)
		return print_problem("it is too long");
	*secret = text_copy(arena, (struct text){line, length});
	return true;
}

static bool read_and_forget(struct arena *arena, struct text *secret)
{
	char line[LONGEST + 3];
	/* stdio must not keep a copy */
	setvbuf(stdin, NULL, _IONBF, 0);
	bool good = read_line(line, sizeof(line), secret, arena);
	explicit_bzero(line, sizeof(line));
	return good;
}

static bool ask(struct arena *arena, const char *before, const char *what, struct text *secret)
{
	fprintf(stderr, "%s%s: ", before, what);
	bool good = read_and_forget(arena, secret);
	fputc('\n', stderr);
	return good;
}

bool secret_read(struct arena *arena, const char *what, struct text *secret)
{
	struct termios shown, hidden;
	struct text again = {NULL, 0};
	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return read_and_forget(arena, secret);
	hidden = shown;
	hidden.c_lflag &= (tcflag_t)~ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	bool good = ask(arena, "", what, secret) && ask(arena, "again, ", what, &again);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	if (good && !text_equal(*secret, again))
		return print_problem("the two are not the same");
	return good;
}
