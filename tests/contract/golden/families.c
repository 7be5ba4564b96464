/* Generated from contract/ by tools/contract.py. Change that file, not this one. */

#include "api/operation.h"
#include <stddef.h>

extern const struct family family_desk;
extern const struct family family_library;

const struct family *const families[] = {&family_desk, &family_library, NULL};
const size_t operation_count = 9;

const char errors_page[] =
	"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Muster: errors</title>\n<h1>Errors</h1"
	">\n<h2 id=\"internal\">internal</h2>\n<p>Something failed inside.</p>\n<ul>\n<li>plain: 500 <code>Internal"
	"Error</code> An &quot;internal&quot; error occurred.</li>\n<li>chinese: 500 <code>E0</code> Internal "
	"error</li>\n</ul>\n<h2 id=\"book_not_found\">book_not_found</h2>\n<p>No such book.</p>\n<ul>\n<li>plain: 40"
	"4 <code>NotFound.{Subject}</code> {subject} is not there.</li>\n</ul>\n<h2 id=\"parameter_unsupported\">"
	"parameter_unsupported</h2>\n<p>The parameter does nothing yet.</p>\n<ul>\n<li>plain: 400 <code>NotSuppo"
	"rted.{Subject}</code> {subject} does nothing yet.</li>\n</ul>\n<h2 id=\"shelf_full\">shelf_full</h2>\n<p>"
	"The shelf takes no more books.</p>\n<ul>\n<li>desk: 409 <code>ShelfFull</code> The shelf is full.</li>"
	"\n<li>plain: 400 <code>Full</code> Full.</li>\n</ul>";
