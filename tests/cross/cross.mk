# The kernels for ARM, tested under an emulator: included by the root Makefile.

NEON_CC	?= aarch64-linux-gnu-gcc
NEON_RUN ?= qemu-aarch64 -L /usr/aarch64-linux-gnu
NEON_SRC := $(wildcard src/kernel/*.c) src/base/error.c src/base/real.c tests/cross/main.c tests/kernel/test_kernel.c \
	tests/kernel/test_event.c tests/model/model_minhash.c

build-neon/kernels: $(NEON_SRC) $(wildcard src/kernel/*.h src/base/*.h) tests/cross/check.h
	@mkdir -p $(@D)
	$(Q)$(NEON_CC) -std=c17 -D_GNU_SOURCE -O2 -g $(WARN) -Itests/cross -Iinclude -Isrc -Itests \
		$(NEON_SRC) -lm -o $@

neon:	## cross-compile the kernels for ARM, test them under an emulator
	$(Q).ci/packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
	$(Q)$(MAKE) --no-print-directory build-neon/kernels
	$(Q)$(NEON_RUN) build-neon/kernels
	$(Q)NEARDUP_KERNELS=portable $(NEON_RUN) build-neon/kernels > /dev/null

.PHONY: neon
