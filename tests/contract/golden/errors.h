/* Generated from contract/errors.json by tools/contract.py. Change that file, not this one. */

#pragma once

enum error_code {
	ERROR_NONE,
	ERROR_INTERNAL, /* Something failed inside. */
	ERROR_BOOK_NOT_FOUND, /* No such book. */
	ERROR_PARAMETER_UNSUPPORTED, /* The parameter does nothing yet. */
	ERROR_SHELF_FULL, /* The shelf takes no more books. */
	ERROR_COUNT,
};

extern const char *const error_names[ERROR_COUNT]; /* as in contract/errors.json */
extern const char *const error_meanings[ERROR_COUNT]; /* sentences for people */
extern const int error_log_levels[ERROR_COUNT];     /* enum log_level */
