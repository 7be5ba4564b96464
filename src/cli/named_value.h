/* Arguments of the form `name=value`. `name=@FILE` takes the value from a file, without the line feed at its end, and
 * `name=@-` from the standard input: for secrets, and for what is long. A value that begins with @ is written with two. */
#pragma once
#include "base/encode.h"

/* False, with a sentence for whoever typed them, when one has no name, comes twice, or names a file that cannot be read
 * or has more than a megabyte. */
bool named_values(struct arena *arena, int count, char *const *at, struct parameter_list *values, struct text *problem);
/* The same for one value: `text` as typed. */
bool named_value_read(struct arena *arena, struct text text, struct text *value, struct text *problem);
/* The value of that name, or text that is not there. */
struct text named_value(struct parameter_list values, const char *name);
