# Training of the same-event model: included by the root Makefile.  See bench/train/README.md.
#	make train DATA=../shared/corpora

DATA	?= ../shared/corpora
FIGURES	?= $(B)/train.figures

TRAIN_OBJ := $(patsubst %,$(B)/%.o,$(wildcard bench/train/*.c))
TRAIN_INPUT := $(patsubst %,$(B)/%.o,$(filter src/input/%,$(CSRC) $(CXXSRC)))
$(TRAIN_OBJ): CPPFLAGS += -Ibench

$(B)/train: $(TRAIN_OBJ) $(TRAIN_INPUT) $(B)/libneardup.a
	$(CXX) $(CFLAGS) $(LDFLAGS) $^ $(PKG_LIBS) -lm -pthread -o $@

train: $(B)/train	## train the same-event model anew (needs DATA, a folder of labelled sets)
	$(B)/train collect $(DATA) $(FIGURES)
	$(B)/train fit $(FIGURES) src/verify/event_model_table.c
	rm -f $(FIGURES)

-include $(patsubst %.o,%.d,$(TRAIN_OBJ))
.PHONY: train
