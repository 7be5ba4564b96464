/* How verbs speak: answers on stdout, sentences about what went wrong on stderr. */
#pragma once
#include "base/text.h"

/* JSON on one line, or indented when `indented`; what is no JSON as it stands. */
void print_json(struct text json, bool indented);
/* Answers for people: on a terminal, unless --json was given. */
bool print_indents(bool json);
/* "muster: …" on stderr, and false. What came from elsewhere cannot control the terminal. */
bool print_problem(const char *format, ...) __attribute__((format(printf, 1, 2)));
