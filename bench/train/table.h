/* table.h - a model as C source */
#ifndef ND_TRAIN_TABLE_H
#define ND_TRAIN_TABLE_H

#include "train/learn.h"

/* Write src/verify/event_model_table.c to 'path'; 'command' is named in it. */
void table_write(const char *path, const char *command, const struct model *model);

#endif
