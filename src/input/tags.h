/*
 * tags.h - what the elements of HTML and the names of their classes say of the text in them
 */
#ifndef ND_INPUT_TAGS_H
#define ND_INPUT_TAGS_H

#include "neardup.h"

enum nd_tag_flag {
	ND_TAG_BLOCK = 1 << 0,		/* text in it stands apart from the text around it */
	ND_TAG_SKIP = 1 << 1,		/* what is in it is not for reading */
	ND_TAG_AWAY = 1 << 2,		/* beside the article by definition: nav, aside */
	ND_TAG_HEADING = 1 << 3,
	ND_TAG_ITEM = 1 << 4,		/* of a list */
	ND_TAG_CELL = 1 << 5,		/* of a table */
	ND_TAG_CAPTION = 1 << 6,	/* of a picture */
};

/* Elements that are asked for by name. */
enum nd_tag_name {
	ND_TAG_OTHER, ND_TAG_A, ND_TAG_ARTICLE, ND_TAG_BASE, ND_TAG_BODY, ND_TAG_BR,
	ND_TAG_FOOTER, ND_TAG_H1, ND_TAG_HEADER, ND_TAG_HTML, ND_TAG_LINK, ND_TAG_MAIN,
	ND_TAG_META, ND_TAG_P, ND_TAG_SCRIPT, ND_TAG_TABLE, ND_TAG_TH, ND_TAG_TIME, ND_TAG_TITLE,
};

struct nd_tag {
	const char *name;
	unsigned char flags;		/* enum nd_tag_flag */
	unsigned char which;		/* enum nd_tag_name */
};

/* Of an element, its name in lower case; never NULL: an unknown one is inline text. */
const struct nd_tag *nd_tag(const char *name);

/* What a class or id says of the element that carries it. */
enum nd_hint {
	ND_HINT_AWAY = 1 << 0,		/* beside the article: menus, teasers, comments */
	ND_HINT_ABOUT = 1 << 1,		/* about the article: who wrote it, when; captions */
	ND_HINT_BODY = 1 << 2,		/* the article's own text */
	ND_HINT_HIDDEN = 1 << 3,	/* not shown; nd_hints() does not give it */
};

/* The hints of all words in 'names': "related-stories", "ArticleBody__text", "c-nav main". */
unsigned nd_hints(const char *names);

#endif
