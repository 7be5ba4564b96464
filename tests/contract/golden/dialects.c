/* Generated from contract/errors.json by tools/contract.py. Change that file, not this one. */

#include "contract/dialects.h"

static const struct rendering desk[ERROR_COUNT] = {
	[ERROR_NONE] = {0},
	[ERROR_SHELF_FULL] = {409, "ShelfFull", "The shelf is full.", NULL},
};

const struct dialect dialect_desk = {"desk", &dialect_plain, desk};

static const struct rendering plain[ERROR_COUNT] = {
	[ERROR_NONE] = {0},
	[ERROR_INTERNAL] = {500, "InternalError", "An \"internal\" error occurred.", NULL},
	[ERROR_BOOK_NOT_FOUND] = {404, "NotFound.{Subject}", "{subject} is not there.", NULL},
	[ERROR_PARAMETER_UNSUPPORTED] = {400, "NotSupported.{Subject}", "{subject} does nothing yet.", NULL},
	[ERROR_SHELF_FULL] = {400, "Full", "Full.", NULL},
};

const struct dialect dialect_plain = {"plain", NULL, plain};

static const struct rendering chinese[ERROR_COUNT] = {
	[ERROR_NONE] = {0},
	[ERROR_INTERNAL] = {500, "E0", "Internal error", "系统内部错误"},
};

const struct dialect dialect_chinese = {"chinese", &dialect_plain, chinese};
