## Measure
# Training of the same-event model: included by the root Makefile.  See bench/train/README.md.
#	make train DATA=corpora

DATA	?= corpora
FIGURES	?= $(B)/train.figures

TRAIN_OBJ := $(patsubst %,$(B)/%.o,$(wildcard bench/train/*.c))
$(B)/bench/train/%.c.o: ALL_CFLAGS += -Ibench

$(B)/train: $(TRAIN_OBJ) $(filter $(B)/src/input/%,$(CLI_OBJ)) $(B)/libneardup.a
	$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) $^ $(CLI_LIBS) -o $@

train: $(B)/train	## train the same-event model anew; DATA is a folder of labelled sets
	$(B)/train collect $(DATA) $(FIGURES)
	$(B)/train fit $(FIGURES) src/verify/event_model_table.c left_out=bench/train/left_out.txt
	rm -f $(FIGURES)

-include $(patsubst %.o,%.d,$(TRAIN_OBJ))
.PHONY: train
