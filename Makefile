# neardup: finds the copies and the reports of one event in news.
# `make help` lists the targets.  Variables: CC CXX CFLAGS CPPFLAGS LDFLAGS OPT B
# PREFIX DESTDIR bindir libdir includedir mandir V=1 (show the commands).

B	?= build
PREFIX	?= /usr/local
prefix	?= $(PREFIX)
bindir	?= $(prefix)/bin
libdir	?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir	?= $(prefix)/share/man
docdir	?= $(prefix)/share/doc/neardup
Q	:= $(if $(V),,@)

VERSION	:= $(shell sed -n 's/.*ND_VERSION_STRING "\(.*\)"/\1/p' include/neardup.h)
SONAME	:= libneardup.so.$(firstword $(subst ., ,$(VERSION)))
LIB_PKGS := libxxhash icu-uc lmdb libzstd
CLI_PKGS := simdjson inih libarchive libxml-2.0 icu-i18n zlib \
	    libbrotlidec
# libcurl is opened when it is needed: feed/fetch.c
PKG_CFLAGS := $(shell pkg-config --cflags $(LIB_PKGS) $(CLI_PKGS) libcurl check 2>/dev/null)
LIB_LIBS := $(shell pkg-config --libs $(LIB_PKGS) 2>/dev/null) -lm -pthread
# libcsv has no pkg-config file
CLI_LIBS := $(shell pkg-config --libs $(CLI_PKGS) 2>/dev/null) -lcsv $(LIB_LIBS)
TEST_LIBS := $(shell pkg-config --libs check libbrotlienc 2>/dev/null) $(CLI_LIBS)

OPT	?= -O3 -g
WARN	:= -Wall -Wextra -Wpointer-arith -Wwrite-strings -Wvla
# -ffp-contract=off: a fused multiply-add would round differently where there is one;
# no errno and no traps of floating point: nobody looks, and a loop with sqrtf() becomes vectors
COMMON	 = $(OPT) $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off -fno-math-errno -fno-trapping-math -pthread \
	   -Iinclude -Isrc $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -Wstrict-prototypes -Wmissing-prototypes $(COMMON) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 -fno-exceptions -fno-rtti $(COMMON) $(CXXFLAGS)

MAKERS	:= src/text/make_background.c src/report/make_assets.c
X86	:= $(filter x86_64-%,$(shell $(CC) -dumpmachine))
SRC	:= $(filter-out $(MAKERS),$(wildcard src/*/*.c src/*/*.cpp))
CLI_SRC	:= $(filter src/cli/% src/feed/% src/report/% src/input/% src/eval/%,$(SRC))
CLI_OBJ	:= $(CLI_SRC:%=$(B)/%.o) $(B)/assets_table.o
LIB_OBJ	:= $(patsubst %,$(B)/%.o,$(filter-out $(CLI_SRC),$(SRC))) $(B)/background_table.o
TEST_SRC := $(wildcard tests/*.c tests/model/*.c $(patsubst src/%,tests/%*.c,$(wildcard src/*/)))
TEST_OBJ := $(TEST_SRC:%=$(B)/%.o)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: FORCE all lib demo check check-unit check-cli check-layers check-header \
	check-generate check-train check-install \
	asan tsan crash deps install uninstall clean help

## Build
all: lib $(B)/neardup $(B)/neardup.pc	## build/neardup and the libraries
lib: $(B)/libneardup.a $(B)/$(SONAME)	## only the libraries

$(B)/%.c.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# one instruction set a file; kernel.c asks the processor before it calls one
$(B)/src/kernel/avx2.c.o: ALL_CFLAGS += $(if $(X86),-mavx2 -mbmi -mbmi2 -mlzcnt -mpopcnt)
$(B)/src/kernel/avx512.c.o: ALL_CFLAGS += $(if $(X86),-mavx2 -mbmi -mbmi2 -mlzcnt -mpopcnt \
	-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vbmi -mavx512vbmi2 -mavx512ifma \
	-mprefer-vector-width=512)

$(B)/%.cpp.o: %.cpp
	@mkdir -p $(@D)
	$(Q)$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c $< -o $@

$(B)/tests/%.c.o: ALL_CFLAGS += -Itests

$(B)/make_background: $(addprefix $(B)/src/,text/make_background.c.o text/tokens.c.o text/terms.c.o \
		text/charmap.c.o text/folding.c.o text/words.c.o text/background.c.o text/background_rows.c.o \
		base/array.c.o base/error.c.o base/sort.c.o) $(patsubst %,$(B)/%.o,$(wildcard src/kernel/*.c))
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIB_LIBS) -o $@

$(B)/background_table.c: $(B)/make_background src/text/background.tsv
	$(Q)$< < src/text/background.tsv > $@

$(B)/background_table.o: $(B)/background_table.c
	$(Q)$(CC) $(ALL_CFLAGS) -c $< -o $@

# a page's style and script; a browser uses an inline part only if its hash is in the page
REPORT_JS := $(addprefix src/report/web/,unpack.js show.js list.js timeline.js story.js pair.js report.js)

$(B)/make_assets: src/report/make_assets.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< -o $@

$(B)/report.js: $(REPORT_JS)
	@mkdir -p $(@D)
	$(Q){ echo '"use strict"; {' && cat $^ && echo '}'; } > $@

$(B)/report.css: src/report/web/plot.css src/report/web/report.css
	@mkdir -p $(@D)
	$(Q)cat $^ > $@

$(B)/assets_table.c: $(B)/make_assets $(B)/report.css src/report/web/plot.css $(B)/report.js
	$(Q)hash() { sha256sum < $$1 | cut -d' ' -f1 | tr a-f A-F | basenc -d --base16 | base64; } && \
		$< nd_report_css $(B)/report.css "$$(hash $(B)/report.css)" \
		nd_report_js $(B)/report.js "$$(hash $(B)/report.js)" \
		nd_plot_css src/report/web/plot.css - > $@

$(B)/assets_table.o: $(B)/assets_table.c
	$(Q)$(CC) $(ALL_CFLAGS) -c $< -o $@

$(B)/libneardup.a: $(LIB_OBJ)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/$(SONAME): $(LIB_OBJ)
	$(Q)$(CC) -shared -Wl,-soname,$(SONAME) $(CFLAGS) $(LDFLAGS) $^ $(LIB_LIBS) -o $@
	$(Q)ln -sf $(SONAME) $(B)/libneardup.so

$(B)/neardup: $(CLI_OBJ) $(B)/libneardup.a
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(CLI_LIBS) -o $@

# made anew every time: PREFIX may be another than the last time
$(B)/neardup.pc: FORCE
	@mkdir -p $(@D)
	$(Q)printf '%s\n' 'prefix=$(prefix)' 'libdir=$(libdir)' 'includedir=$(includedir)' '' \
		'Name: neardup' 'Description: near-duplicate and same-event detection for news' \
		'Version: $(VERSION)' 'Requires.private: $(LIB_PKGS)' \
		'Libs: -L$${libdir} -lneardup' 'Libs.private: -lm -pthread' \
		'Cflags: -I$${includedir}' > $@

FORCE:

## Look
demo: deps	## install what is needed, build, find the cyber pact in corpus/
	$(Q)$(MAKE) --no-print-directory all
	$(Q)tests/demo.sh $(B)/neardup

pictures: deps	## make the pictures of the README anew (installs Chromium and Node.js)
	$(Q).ci/packages chromium nodejs fonts-sil-charis
	$(Q)$(MAKE) --no-print-directory $(B)/neardup
	$(Q)NEARDUP=$(B)/neardup node bench/pictures/pictures.mjs

## Test
check: deps	## install what is needed, build, run all tests
	$(Q)$(MAKE) --no-print-directory all $(B)/unit $(B)/oom $(B)/train $(B)/baselines $(BENCH_PROGRAMS)
	$(Q)B=$(B) tests/run.sh unit oom cli layers layers-test tree header generate train install

check-unit: $(B)/unit	## one group of tests: also check-cli, check-layers, check-header, check-install
	$(Q)B=$(B) tests/run.sh unit
check-cli: $(B)/neardup
	$(Q)B=$(B) tests/run.sh cli
check-layers check-header: check-%:
	$(Q)B=$(B) tests/run.sh $*
check-generate: $(B)/neardup $(B)/bench/generate
	$(Q)B=$(B) tests/run.sh generate
check-train: $(B)/train $(B)/bench/generate
	$(Q)B=$(B) tests/run.sh train
check-install: all
	$(Q)B=$(B) tests/run.sh install

crash: $(B)/unit	## kill a process that fills a store 200 times: nothing acknowledged is lost
	$(Q)KILLS=200 CK_RUN_SUITE=store/trouble $(B)/unit

# clang's UBSan sees arithmetic with null pointers, too, which gcc's does not
asan: deps	## unit and command-line tests under AddressSanitizer and UBSan, by clang
	$(Q).ci/packages clang libclang-rt-dev
	$(Q)$(MAKE) --no-print-directory B=build-asan CC=clang CXX=clang++ OPT='-O1 -g' \
		CFLAGS='$(SANITIZE)' CXXFLAGS='$(SANITIZE)' build-asan/neardup build-asan/unit
	$(Q)B=build-asan CK_FORK=no tests/run.sh unit cli
asan: SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

tsan: deps	## the tests that use threads under ThreadSanitizer
	$(Q)$(MAKE) --no-print-directory B=build-tsan OPT='-O1 -g' \
		CFLAGS=-fsanitize=thread CXXFLAGS=-fsanitize=thread build-tsan/unit
	$(Q)for suite in engine/threads engine/again input/blocks lsh/meetings base/parallel lsh/buckets \
			lsh/entries lsh/postings text/vocabulary shard/shard store/batch store/merging cli/ahead; do \
		CK_FORK=no CK_RUN_SUITE=$$suite build-tsan/unit > build-tsan/log 2>&1 || { cat build-tsan/log; exit 1; }; \
		tail -n 1 build-tsan/log; done | \
		awk '{ passed += $$1; failed += $$3 } END { printf "total: %d passed, %d failed\n", passed, failed; exit failed > 0 || !passed }'

browser: deps	## installs Chromium and Node.js, tests the pages in them
	$(Q).ci/packages chromium nodejs
	$(Q)$(MAKE) --no-print-directory $(B)/neardup
	$(Q)B=$(B) tests/run.sh browser

$(B)/unit: $(TEST_OBJ) $(filter-out $(B)/src/cli/main.c.o,$(CLI_OBJ)) $(B)/libneardup.a
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(TEST_LIBS) -o $@

# every allocation may fail: malloc and its kin are wrapped
$(B)/oom: tests/oom/oom.c $(B)/libneardup.a
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O1 -g $(CFLAGS) -Iinclude $^ $(LDFLAGS) \
		-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=pthread_create \
		$(LIB_LIBS) -o $@

## Install
deps:	## install the Debian packages that building and testing need
	$(Q).ci/packages

install: all	## to PREFIX (default /usr/local), below DESTDIR
	install -d $(addprefix $(DESTDIR),$(bindir) $(libdir)/pkgconfig $(includedir) $(mandir)/man1 $(docdir))
	install -m 755 $(B)/neardup $(DESTDIR)$(bindir)
	install -m 644 include/neardup.h $(DESTDIR)$(includedir)
	install -m 644 $(B)/libneardup.a $(DESTDIR)$(libdir)
	install -m 755 $(B)/$(SONAME) $(DESTDIR)$(libdir)
	ln -sf $(SONAME) $(DESTDIR)$(libdir)/libneardup.so
	install -m 644 $(B)/neardup.pc $(DESTDIR)$(libdir)/pkgconfig
	install -m 644 src/cli/neardup.1 $(DESTDIR)$(mandir)/man1
	install -m 644 README.md tests/example/example.c tests/example/store.c $(DESTDIR)$(docdir)

uninstall:	## remove what install put there
	rm -f $(addprefix $(DESTDIR),$(bindir)/neardup $(includedir)/neardup.h $(libdir)/libneardup.a \
		$(libdir)/$(SONAME) $(libdir)/libneardup.so $(libdir)/pkgconfig/neardup.pc \
		$(mandir)/man1/neardup.1 $(docdir)/README.md $(docdir)/example.c $(docdir)/store.c)
	-rmdir $(DESTDIR)$(docdir) 2>/dev/null || true

clean:	## remove build folders
	rm -rf build build-asan build-tsan build-fuzz build-neon

help:	## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p; s/^## \(.*\)/\n\1/p' $(MAKEFILE_LIST) | \
		awk -F'|' 'NF == 2 { printf "%-17s%s\n", $$1, $$2; next } { print }'

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CLI_OBJ) $(TEST_OBJ)) $(MAKERS:%=$(B)/%.d)
include tests/cross/cross.mk tests/fuzz/fuzz.mk bench/train/train.mk bench/quality/quality.mk bench/speed/speed.mk
