/*
 * message.h - what the program says on standard error
 */
#ifndef ND_CLI_MESSAGE_H
#define ND_CLI_MESSAGE_H

/*
 * Print "neardup: " and one line.  File names and ids come from anywhere:
 * what would act on a terminal is printed as an escape.
 */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
