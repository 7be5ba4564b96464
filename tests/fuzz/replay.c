/* Runs a fuzz target over every file of the folders given, so that what was found once is tested ever after. */
#include "tests/fuzz/fuzz.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void close_file(FILE **file)
{
	if (*file != NULL)
		fclose(*file);
}

static void close_folder(DIR **folder)
{
	if (*folder != NULL)
		closedir(*folder);
}

static void free_bytes(uint8_t **bytes)
{
	free(*bytes);
}

static int replay_file(const char *path)
{
	__attribute__((cleanup(close_file))) FILE *file = fopen(path, "rbe");
	struct stat status;
	if (file == NULL || fstat(fileno(file), &status) != 0)
		return 1;
	if (!S_ISREG(status.st_mode))
		return 0;
	/* exactly as large as the input, so that reading past its end traps */
	size_t size = (size_t)status.st_size;
	__attribute__((cleanup(free_bytes))) uint8_t *bytes = malloc(size + (size == 0));
	if (bytes == NULL || fread(bytes, 1, size, file) != size)
		return 1;
	return LLVMFuzzerTestOneInput(bytes, size);
}

static int replay_folder(const char *path)
{
	__attribute__((cleanup(close_folder))) DIR *folder = opendir(path);
	if (folder == NULL)
		return 1;
	int failures = 0;
	for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		char name[4096];
		int length = snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		failures += length < 0 || (size_t)length >= sizeof(name) || replay_file(name) != 0;
	}
	return failures;
}

int main(int count, char **arguments)
{
	int failures = count < 2;
	for (int i = 1; i < count; i++)
		failures += replay_folder(arguments[i]);
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
