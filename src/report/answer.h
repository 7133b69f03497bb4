/*
 * answer.h - what a store says of an article, as a line of JSON
 */
#ifndef ND_REPORT_ANSWER_H
#define ND_REPORT_ANSWER_H

#include <stdio.h>

#include "neardup.h"

/* {"id":..,"news":"copy","story":..,"size":..,"representative":..,"matches":[..],"changes":[..]} */
void nd_report_answer(FILE *out, const struct nd_answer *answer);

/* {"change":0,"when":..,"kind":"merged","from":..,"to":..,"article":..} */
void nd_report_change(FILE *out, const struct nd_change *change);

#endif
