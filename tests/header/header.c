/* header.c - a user's file: nothing before the header, the header twice, each macro once */
#include <neardup.h>
#include <neardup.h>

int uses_everything(void);

int uses_everything(void)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_engine *engine;

	opt.relations = ND_RELATION_BIT(ND_IDENTICAL) & ND_ALL_RELATIONS;
	if (nd_engine_open(&engine, &opt, NULL) != ND_OK)
		return 1;
	nd_engine_close(engine);
	return ND_NO_TIME == 0 || ND_TEXT_MAX < ND_ID_MAX || sizeof(ND_VERSION_STRING) < 2;
}
