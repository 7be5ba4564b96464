/* Generated from contract/errors.json by tools/contract.py. Change that file, not this one. */

#include "contract/errors.h"
#include "base/log.h"

const char *const error_names[ERROR_COUNT] = {
	[ERROR_NONE] = "none",
	[ERROR_INTERNAL] = "internal",
	[ERROR_BOOK_NOT_FOUND] = "book_not_found",
	[ERROR_PARAMETER_UNSUPPORTED] = "parameter_unsupported",
	[ERROR_SHELF_FULL] = "shelf_full",
};

const char *const error_meanings[ERROR_COUNT] = {
	[ERROR_NONE] = "",
	[ERROR_INTERNAL] = "Something failed inside.",
	[ERROR_BOOK_NOT_FOUND] = "No such book.",
	[ERROR_PARAMETER_UNSUPPORTED] = "The parameter does nothing yet.",
	[ERROR_SHELF_FULL] = "The shelf takes no more books.",
};

const int error_log_levels[ERROR_COUNT] = {
	[ERROR_NONE] = LOG_DEBUG,
	[ERROR_INTERNAL] = LOG_ERROR,
	[ERROR_BOOK_NOT_FOUND] = LOG_INFO,
	[ERROR_PARAMETER_UNSUPPORTED] = LOG_INFO,
	[ERROR_SHELF_FULL] = LOG_WARNING,
};
