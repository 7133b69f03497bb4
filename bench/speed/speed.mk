# Speed, on a corpus of made-up news: included by the root Makefile.  See bench/speed/README.md.
#	make bench ARTICLES=100000 RUNS=5 BIG= DATA=corpora
#	make bench-compare REV=origin/main

ARTICLES ?= 100000
RUNS	?= 5
DATA	?= corpora

SPEED_OBJ := $(patsubst %,$(B)/%.o,$(wildcard bench/speed/*.c))
speed-objects = $(patsubst %,$(B)/bench/speed/%.c.o,$(1))
$(B)/bench/speed/%.c.o: ALL_CFLAGS += -Ibench

$(B)/bench/generate: $(call speed-objects,generate article words spell overlap)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lm -pthread -o $@

# whole.c stands in for these: see whole.h
WRAPPED := progress_show nd_engine_close nd_report_pair nd_report_cluster

$(B)/bench/stages: $(call speed-objects,stages pipeline whole) \
		$(filter-out $(B)/src/cli/main.c.o,$(CLI_OBJ)) $(B)/libneardup.a
	@mkdir -p $(@D)
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $(WRAPPED:%=-Wl,--wrap=%) $^ $(CLI_LIBS) -o $@

$(B)/bench/accuracy: $(call speed-objects,accuracy pipeline) $(B)/libneardup.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIB_LIBS) -o $@

$(B)/bench/fill: $(call speed-objects,fill) $(filter-out $(B)/src/cli/main.c.o,$(CLI_OBJ)) \
		$(B)/libneardup.a
	@mkdir -p $(@D)
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(CLI_LIBS) -o $@

BENCH_PROGRAMS := $(B)/neardup $(addprefix $(B)/bench/,generate stages accuracy fill)

bench: $(BENCH_PROGRAMS)	## how fast: stages, commands, growth; ARTICLES= RUNS= BIG=1 DATA=
	bench/speed/bench.py --build $(B) --articles $(ARTICLES) --runs $(RUNS) --data $(DATA) \
		$(if $(BIG),--big) $(if $(SECTIONS),--only $(SECTIONS))

bench-compare: $(BENCH_PROGRAMS)	## as fast as revision REV? both in turn, the ratio and its spread
	bench/speed/compare.py --build $(B) --articles $(ARTICLES) --runs $(RUNS) $(REV)

.PHONY: bench bench-compare
-include $(patsubst %.o,%.d,$(SPEED_OBJ))
