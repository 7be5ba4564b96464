/* Generated from contract/errors.json by tools/contract.py. Change that file, not this one. */

#pragma once
#include "api/operation.h"

extern const struct dialect dialect_desk;
extern const struct dialect dialect_plain;
extern const struct dialect dialect_chinese;
