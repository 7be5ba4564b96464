/* What errors are about, in the words of a door. */
#include "api/subject.h"

static bool is_about_parameter(enum error_code code)
{
	return code == ERROR_PARAMETER_MISSING || code == ERROR_PARAMETER_INVALID || code == ERROR_PARAMETER_LENGTH ||
		code == ERROR_PARAMETER_DUPLICATE;
}

struct error subject_spelled(struct error error, const struct subject_name *names)
{
	if (!is_about_parameter(error.code))
		return error;
	for (; names->core; names++) {
		if (text_is(error.subject, names->core))
			error.subject = text_of(names->wire);
	}
	return error;
}
