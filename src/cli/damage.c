/* damage.c - a sentence made ready, and a handler that can only write it */
#include "cli/damage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "report/characters.h"

static char last_words[8192];	/* a handler gets no argument */
static size_t last_bytes;

static void say(int signal_number)
{
	(void)signal_number;
	while (write(STDERR_FILENO, last_words, last_bytes) < 0 && errno == EINTR)
		;
	_exit(EXIT_TROUBLE);
}

/* Say this sentence about the path, as often as it names it, when one of these signals comes. */
static void watch(const char *path, const char *format, const int *signals, size_t n_signals)
{
	struct sigaction action = { .sa_handler = say };
	char *const shown = nd_shown(nd_text_of(path), ND_SPACE_AS_IT_STANDS);
	const char *const name = shown ? shown : path;
	const int n = snprintf(last_words, sizeof(last_words), format, name, name);

	free(shown);
	last_bytes = n > 0 && (size_t)n < sizeof(last_words) ? (size_t)n : 0;
	for (size_t i = 0; i < n_signals; i++)
		sigaction(signals[i], &action, NULL);
}

void damage_watch(const char *store)
{
	static const int signals[] = { SIGBUS, SIGSEGV, SIGABRT };

	watch(store, "neardup: '%.3000s/data.mdb' is damaged, or cannot be read any more: what is in it "
	      "led LMDB astray; 'neardup index check %.3000s' looks at every byte\n",
	      signals, sizeof(signals) / sizeof(*signals));
}

void damage_watch_shard(const char *path)
{
	static const int signals[] = { SIGBUS };

	watch(path, "neardup: '%.3000s', or a file of sketches before it, was cut off during the run, or "
	      "cannot be read any more\n", signals, sizeof(signals) / sizeof(*signals));
}
