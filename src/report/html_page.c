/* html_page.c - the head of a page, and its end */
#include "report/html_page.h"

#include "report/markup.h"

static void put_asset(FILE *out, const struct nd_asset *asset)
{
	fwrite(asset->bytes, 1, asset->len, out);
}

void nd_page_begin(FILE *out, struct nd_text title, const struct nd_asset *style,
		   const struct nd_asset *script)
{
	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"script-src 'sha256-%s'; style-src 'sha256-%s'; base-uri 'none'; "
		"form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"generator\" content=\"neardup " ND_VERSION_STRING "\">\n<title>",
		script->hash, style->hash);
	nd_markup_line(out, title, ND_MARKUP_TITLE);
	fputs("</title>\n<style>", out);
	put_asset(out, style);
	fputs("</style>\n</head>\n<body>\n", out);
}

void nd_page_script(FILE *out, const struct nd_asset *script)
{
	fputs("<script>", out);
	put_asset(out, script);
	fputs("</script>\n", out);
}

void nd_page_end(FILE *out)
{
	fputs("</body>\n</html>\n", out);
}
