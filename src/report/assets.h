/*
 * assets.h - style sheets and scripts that are linked into the program
 *
 * They are files of report/web/; make_assets.c turns them into this table when
 * the program is built.  A page says by 'hash' which of its inline parts a
 * browser may use, so each has to be written byte for byte.
 */
#ifndef ND_REPORT_ASSETS_H
#define ND_REPORT_ASSETS_H

#include <stddef.h>

struct nd_asset {
	const unsigned char *bytes;
	size_t len;
	const char *hash;	/* SHA-256 as base64, for a Content-Security-Policy */
};

extern const struct nd_asset nd_report_css, nd_report_js;
extern const struct nd_asset nd_plot_css;	/* of pictures; has no hash */

#endif
