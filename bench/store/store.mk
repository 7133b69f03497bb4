# A store filled with made-up news: included by the root Makefile.
#	make bench-store ARTICLES=1000000 COMMIT=1000

COMMIT ?= 1000

$(B)/bench/store/%.c.o: ALL_CFLAGS += -Ibench
$(B)/bench/fill: $(B)/bench/store/fill.c.o $(filter-out $(B)/src/cli/main.c.o,$(CLI_OBJ)) \
		$(B)/libneardup.a
	@mkdir -p $(@D)
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(CLI_LIBS) -o $@

bench-store: $(B)/bench/fill $(B)/bench/generate	## a store filled and asked: added/s, time of a query, bytes; ARTICLES= COMMIT=
	$(Q)rm -rf $(B)/bench/store.tmp
	$(Q)$(B)/bench/generate --articles $(ARTICLES) | $(B)/bench/fill $(B)/bench/store.tmp $(COMMIT)
	$(Q)rm -rf $(B)/bench/store.tmp

.PHONY: bench-store
