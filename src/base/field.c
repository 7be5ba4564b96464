/* What every walker of shapes asks first. */
#include "base/field.h"

bool field_present(const struct field *field, const void *structure)
{
	if (field->has_offset != 0)
		return *(const bool *)((const char *)structure + field->has_offset);
	const void *at = field_of(field, structure);
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_JSON:
	case FIELD_BYTES:
		return ((const struct text *)at)->at != NULL;
	case FIELD_TEXTS:
		return ((const struct text_list *)at)->at != NULL;
	case FIELD_OBJECTS:
		return ((const struct list *)at)->at != NULL;
	case FIELD_MAP:
		return ((const struct map_list *)at)->at != NULL;
	case FIELD_TIME:
		return *(const int64_t *)at != 0;
	case FIELD_ENUM:
		return *(const int *)at != 0;
	case FIELD_INTEGER:
	case FIELD_BOOLEAN:
	case FIELD_OBJECT:
	case FIELD_FLAT:
		break;
	}
	return true;
}
