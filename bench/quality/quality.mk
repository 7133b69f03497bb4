# Quality on labelled sets: included by the root Makefile.  See bench/quality/README.md.
#	make quality DATA=corpora
#	make quality-stream DATA=corpora

DATA	?= corpora

QUALITY_OBJ := $(patsubst %,$(B)/%.o,$(wildcard bench/quality/*.c))
$(B)/bench/quality/%.c.o: ALL_CFLAGS += -Ibench

$(B)/baselines: $(QUALITY_OBJ) $(filter $(B)/src/input/% $(B)/src/eval/%,$(SRC:%=$(B)/%.o)) \
		$(B)/libneardup.a
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(CLI_LIBS) -o $@

quality: $(B)/neardup $(B)/baselines	## how good: every labelled set below DATA, in one table
	bench/quality/quality.py --build $(B) --corpus corpus --pages $(B)/quality \
		-o $(B)/quality.json $(DATA)

quality-stream: $(B)/neardup	## the same sets article by article through a store, against all at once
	bench/quality/stream.py --build $(B) -o $(B)/stream.json $(DATA)

-include $(patsubst %.o,%.d,$(QUALITY_OBJ))
.PHONY: quality quality-stream
