## neardup: near-duplicate and same-event detection for news.  `make help` lists what there is.

B	?= build
PREFIX	?= /usr/local
prefix	?= $(PREFIX)
bindir	?= $(prefix)/bin
libdir	?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir	?= $(prefix)/share/man

VERSION	:= $(shell sed -n 's/.*ND_VERSION_STRING "\(.*\)"/\1/p' include/neardup.h)
SOVERSION := $(word 1,$(subst ., ,$(VERSION)))
PKGS	:= libxxhash icu-uc simdjson inih
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS))

OPT	?= -O3 -g
WARN	:= -Wall -Wextra -Wpointer-arith -Wwrite-strings -Wvla
# -ffp-contract=off: a fused multiply-add would round differently on machines that have one
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE $(OPT) $(WARN) -Wstrict-prototypes -Wmissing-prototypes \
	-fPIC -fvisibility=hidden -ffp-contract=off -pthread -Iinclude -Isrc $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(OPT) $(WARN) -fPIC -fvisibility=hidden -fno-exceptions -fno-rtti \
	-Iinclude -Isrc $(PKG_CFLAGS) $(CPPFLAGS) $(CXXFLAGS)

CSRC	:= $(filter-out src/text/make_background.c,$(wildcard src/*/*.c))
CXXSRC	:= $(wildcard src/*/*.cpp)
TABLE	:= $(B)/background_table.o
# the library is everything below the command line
LIB_OBJ	:= $(patsubst %,$(B)/%.o,$(filter-out src/cli/% src/report/% src/input/%,$(CSRC))) $(TABLE)
CLI_OBJ	:= $(patsubst %,$(B)/%.o,$(filter src/cli/% src/report/% src/input/%,$(CSRC)) $(CXXSRC))
TEST_SRC := $(wildcard tests/*.c tests/*/*.c)
TEST_OBJ := $(patsubst %,$(B)/%.o,$(TEST_SRC))

.DELETE_ON_ERROR:
.SUFFIXES:

all: $(B)/neardup $(B)/libneardup.a $(B)/libneardup.so $(B)/neardup.pc	## program and libraries, into build/
lib: $(B)/libneardup.a $(B)/libneardup.so

$(B)/%.c.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/%.cpp.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c $< -o $@

$(B)/make_background: src/text/make_background.c $(wildcard src/text/*.h) \
		$(patsubst %,$(B)/src/%.c.o,text/tokens text/terms text/charmap text/background base/array base/error base/sort)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(filter %.c %.o,$^) $(PKG_LIBS) -o $@

$(B)/background_table.c: $(B)/make_background src/text/background.tsv
	$< < src/text/background.tsv > $@

$(TABLE): $(B)/background_table.c
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(B)/libneardup.a: $(LIB_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/libneardup.so: $(LIB_OBJ)
	$(CC) -shared -Wl,-soname,libneardup.so.$(SOVERSION) $(CFLAGS) $(LDFLAGS) $^ $(PKG_LIBS) -lm -pthread -o $@

$(B)/neardup: $(CLI_OBJ) $(B)/libneardup.a
	$(CXX) $(CFLAGS) $(LDFLAGS) $^ $(PKG_LIBS) -lm -pthread -o $@

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CLI_OBJ) $(TEST_OBJ))
