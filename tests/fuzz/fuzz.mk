# make fuzz: every reader, and the loader of shards, under libFuzzer, AddressSanitizer
# and UBSan (needs clang)
#
#	make fuzz READERS=html INPUTS=1000000	one reader, longer
#
# Crashes are kept in build-fuzz/READER-crash-*; give the file to build-fuzz/fuzz-READER.
# New inputs that reach new code go to build-fuzz/corpus/READER, not to seeds/.

READERS	?= jsonl json_array json_objects json_wrapped text html feed warc table packed utf16 input shard
INPUTS	?= 3000
FUZZ_OBJ := $(filter $(B)/src/input/%,$(CLI_OBJ))
FUZZ_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

fuzz:	## every reader under libFuzzer for INPUTS inputs; READERS= names some
	$(Q).ci/packages clang libclang-rt-dev
	$(Q)$(MAKE) --no-print-directory B=build-fuzz CC=clang CXX=clang++ OPT='-O1 -g' \
		CPPFLAGS=-DND_SOURCE_BLOCK=1024 \
		CFLAGS='-fsanitize=fuzzer-no-link $(FUZZ_FLAGS)' \
		CXXFLAGS='-fsanitize=fuzzer-no-link $(FUZZ_FLAGS)' $(READERS:%=build-fuzz/fuzz-%)
	$(Q)B=build-fuzz INPUTS=$(INPUTS) tests/fuzz/run.sh $(READERS)
.PHONY: fuzz

$(B)/fuzz/%.o: tests/fuzz/fuzz.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(if $(filter input,$*),,-DREADER=nd_format_$*) -MMD -MP -c $< -o $@

$(B)/fuzz/shard.o: tests/fuzz/shard.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -c $< -o $@

$(B)/fuzz-%: $(B)/fuzz/%.o $(FUZZ_OBJ) $(B)/libneardup.a
	$(Q)$(CXX) $(CXXFLAGS) -fsanitize=fuzzer $(LDFLAGS) $^ $(CLI_LIBS) -o $@

.PRECIOUS: $(B)/fuzz/%.o
-include $(patsubst %,$(B)/fuzz/%.d,$(READERS))
