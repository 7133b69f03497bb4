# Speed, on a corpus of made-up news: included by the root Makefile.  See bench/speed/README.md.

GENERATE_OBJ := $(patsubst %,$(B)/bench/speed/%.c.o,generate article words spell overlap)
$(B)/bench/speed/%.c.o: ALL_CFLAGS += -Ibench

$(B)/bench/generate: $(GENERATE_OBJ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lm -pthread -o $@

-include $(patsubst %.o,%.d,$(GENERATE_OBJ))
