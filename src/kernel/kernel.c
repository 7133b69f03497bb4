/*
 * kernel.c - the one place that chooses an instruction set
 *
 * The choice is made once and published as one pointer to a constant table: two
 * threads that choose at the same time choose the same.
 */
#include "kernel/kernel.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int always(void)
{
	return 1;
}

/* The tests of the processor stand here: a file compiled for AVX2 may not even ask. */
#ifdef __x86_64__
static int has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

static int has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
	       __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512ifma");
}
#endif

/* From the fastest to the plainest. */
static const struct choice {
	const struct nd_kernels *table;
	int (*runs)(void);
} choices[] = {
#ifdef __x86_64__
	{ &nd_kernels_avx512, has_avx512 },
	{ &nd_kernels_avx2, has_avx2 },
#endif
#ifdef __aarch64__
	{ &nd_kernels_neon, always },
#endif
	{ &nd_kernels_portable, always },
};
#define CHOICES (sizeof(choices) / sizeof(*choices))

/* All there are, on any machine: a name that is known but does not fit gets its own sentence. */
static const char *const names[] = { "portable", "avx2", "avx512", "neon" };

static const char *forced(void)
{
	const char *const name = getenv("NEARDUP_KERNELS");

	return name && *name ? name : NULL;
}

const struct nd_kernels *nd_kernel_at(size_t i)
{
	for (size_t c = 0; c < CHOICES; c++)
		if (choices[c].runs() && i-- == 0)
			return choices[c].table;
	return NULL;
}

static const struct nd_kernels *named(const char *name)
{
	const struct nd_kernels *table;

	for (size_t i = 0; (table = nd_kernel_at(i)); i++)
		if (!strcmp(table->name, name))
			return table;
	return NULL;
}

enum nd_status nd_kernel_check(struct nd_error *err)
{
	const char *const name = forced();

	if (!name || named(name))
		return ND_OK;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return nd_fail(err, ND_EINVAL, "NEARDUP_KERNELS: this machine cannot run '%s'",
				       name);
	return nd_fail(err, ND_EINVAL,
		       "NEARDUP_KERNELS: '%.64s' is not one of portable, avx2, avx512, neon", name);
}

const struct nd_kernels *nd_kernel_table(void)
{
	static _Atomic(const struct nd_kernels *) chosen;
	const struct nd_kernels *table = atomic_load_explicit(&chosen, memory_order_acquire);

	if (!table) {
		const char *const name = forced();

		table = name ? named(name) : nd_kernel_at(0);
		table = table ? table : &nd_kernels_portable;
		atomic_store_explicit(&chosen, table, memory_order_release);
	}
	return table;
}

const char *nd_kernels(void)
{
	return nd_kernel_table()->name;
}
