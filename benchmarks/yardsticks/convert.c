/* The yardstick of convert: records of a host to XML in one pass, as fast as plain C does it.
 *
 *   convert TABLES SOURCE [OUT]
 *
 * TABLES is what benchmarks/yardsticks/tables.py wrote: fields, literals, code maps and code pages
 * of one mapping. Every item is decoded, trimmed, escaped, mapped and written where it stands; there
 * are no columns in between. With OUT the records of each file go to OUT/<file>.xml, without the
 * document's head and tail, synced; without it they are thrown away. Values that do not decode are
 * counted and left out. Prints one line of JSON; seconds are from before the first read until after
 * the last sync, on one thread.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t i64;

#define INLINE static inline __attribute__((always_inline))

INLINE u64 ld64(const u8 *p) { u64 x; memcpy(&x, p, 8); return x; }
INLINE u32 ld32(const u8 *p) { u32 x; memcpy(&x, p, 4); return x; }
INLINE void st64(u8 *p, u64 x) { memcpy(p, &x, 8); }
INLINE void st32(u8 *p, u32 x) { memcpy(p, &x, 4); }
INLINE void st16(u8 *p, u16 x) { memcpy(p, &x, 2); }

/* Copies 32 bytes at a time: literals are padded, and the output has room behind its end. */
INLINE u8 *literal(u8 *o, const u8 *pool, i64 at, i64 size) {
    for (i64 i = 0; i < size; i += 32) memcpy(o + i, pool + at + i, 32);
    return o + size;
}

/* The same numbers as in tables.py. */
enum { ZONED, PACKED, SINGLE, DOUBLE, MIXED, WIDEN, DATE, FLAG, WORDS, CODES, TIME, CONSTANT };
enum { ABSENT = -1, WRONG = -2 };

struct item {
    i64 kind, offset, length, digits, keeps_zeros, null_zero, pad, packed, era, unknown;
    i64 codes, absent, open_at, open_size, close_at, close_size;
};
struct file { i64 type, first, count; };
struct era { i64 base, start, name_at, name_size; };

static i64 length, type_place, files, zero_byte;
static struct file *file;
static struct item *items;
static struct era *eras; /* by digit; base 0 where there is none */
static u8 *pool, *names;
static u64 *codes, *single, *extended, *wide;
static u32 *pairs, *voiced, *half_voiced;
static u16 hundred[100];

#define ZEROS 0xF0F0F0F0F0F0F0F0ull
#define LOW 0x0F0F0F0F0F0F0F0Full
#define ASCII 0x3030303030303030ull
#define NOT_DIGITS(x) ((((x) ^ ZEROS) & ZEROS) | ((((x) & LOW) + 0x0606060606060606ull) & 0x1010101010101010ull))

/* Eight decimal digits, the first in the lowest byte -> the number. */
INLINE u64 number8(u64 x) {
    x = (x * 10 + (x >> 8)) & 0x00FF00FF00FF00FFull;
    x = (x * 100 + (x >> 16)) & 0x0000FFFF0000FFFFull;
    return (x * 10000 + (x >> 32)) & 0xFFFFFFFFull;
}

/* Eight nibbles, the first highest -> eight ASCII digits. */
INLINE u64 spread8(u64 x) {
    x = (x | x << 16) & 0x0000FFFF0000FFFFull;
    x = (x | x << 8) & 0x00FF00FF00FF00FFull;
    x = (x | x << 4) & LOW;
    return __builtin_bswap64(x) | ASCII;
}

INLINE i64 put_zoned(const struct item *f, const u8 *p, u8 *o) {
    i64 n = f->length, i = 0;
    u64 bad = 0, any = 0;
    u8 *start = o;
    for (i64 k = 0; k < f->pad - n; k++) *o++ = '0';
    for (; i + 8 <= n; i += 8) {
        u64 x = ld64(p + i);
        bad |= NOT_DIGITS(x);
        any |= x & LOW;
        st64(o + i, (x & LOW) | ASCII);
    }
    if (i < n) {
        u64 x = ld64(p + i), mask = ~0ull >> (64 - 8 * (n - i));
        bad |= NOT_DIGITS(x) & mask;
        any |= x & LOW & mask;
        st64(o + i, (x & LOW) | ASCII);
    }
    if (bad) return WRONG;
    if (!any && f->null_zero) return ABSENT;
    o += n;
    if (!f->keeps_zeros) {
        i64 zeros = 0;
        while (zeros < n - 1 && o[zeros - n] == '0') zeros++;
        memmove(o - n, o - n + zeros, n - zeros);
        o -= zeros;
    }
    return o - start;
}

INLINE i64 put_packed(const struct item *f, const u8 *p, u8 *o) {
    u64 x = __builtin_bswap64(ld64(p)) >> (64 - 8 * f->length), sign = x & 15;
    x >>= 4;
    if (sign < 10 || sign == 11 || sign == 13 || (x & (x << 1 | x << 2) & 0x8888888888888888ull)) return WRONG;
    if (!x && f->null_zero) return ABSENT;
    i64 n = f->digits;
    if (!f->keeps_zeros) {
        n = 16 - ((x ? __builtin_clzll(x) : 63) >> 2);
    }
    x <<= 64 - 4 * n;
    st64(o, spread8(x >> 32));
    st64(o + 8, spread8(x & 0xFFFFFFFFull));
    return n;
}

INLINE i64 trimmed(const u8 *p, i64 n) {
    while (n >= 8 && ld64(p + n - 8) == 0x4040404040404040ull) n -= 8;
    while (n && p[n - 1] == 0x40) n--;
    return n;
}

INLINE i64 put_single(const struct item *f, const u8 *p, u8 *o) {
    i64 n = trimmed(p, f->length);
    u8 *start = o;
    u64 flags = 0;
    for (i64 i = 0; i < n; i++) {
        u64 w = single[p[i]];
        st64(o, w);
        o += w >> 56 & 15;
        flags |= w;
    }
    return flags >> 63 ? WRONG : o > start ? o - start : ABSENT;
}

INLINE i64 put_wide(const struct item *f, const u8 *p, u8 *o) {
    i64 n = trimmed(p, f->length);
    u8 *start = o;
    u64 flags = 0;
    for (i64 i = 0; i < n; i++) {
        u64 w = wide[p[i]];
        u64 mark = w >> 60 & 3;
        if (mark && i) {
            u32 joined = mark == 1 ? voiced[p[i - 1]] : half_voiced[p[i - 1]];
            if (joined) {
                st32(o - 3, joined);
                continue;
            }
        }
        st64(o, w);
        o += w >> 56 & 15;
        flags |= w;
    }
    return flags >> 63 ? WRONG : o > start ? o - start : ABSENT;
}

INLINE u8 *put_pair(u8 *o, u32 w) {
    if (__builtin_expect(w >> 30 & 1, 0)) {
        u64 x = extended[w & 0xFFFFFF];
        st64(o, x);
        return o + (x >> 56 & 15);
    }
    st32(o, w);
    return o + (w >> 24 & 15);
}

INLINE i64 put_double(const struct item *f, const u8 *p, u8 *o) {
    i64 n = f->length;
    u8 *start = o;
    u32 flags = 0;
    while (n >= 8 && ld64(p + n - 8) == 0x4040404040404040ull) n -= 8;
    while (n && p[n - 1] == 0x40 && p[n - 2] == 0x40) n -= 2;
    for (i64 i = 0; i < n; i += 2) {
        u32 w = pairs[p[i] << 8 | p[i + 1]];
        o = put_pair(o, w);
        flags |= w;
    }
    return flags >> 31 ? WRONG : o > start ? o - start : ABSENT;
}

INLINE i64 put_mixed(const struct item *f, const u8 *p, u8 *o) {
    i64 n = trimmed(p, f->length), i = 0;
    u8 *start = o, *end = o;
    int shifted = 0;
    while (i < n) {
        u8 c = p[i];
        if (c == 0x0E || c == 0x0F) {
            shifted = c == 0x0E;
            i++;
        } else if (shifted) {
            if (i + 1 >= n) return WRONG;
            u32 w = pairs[c << 8 | p[i + 1]];
            if (w >> 31) return WRONG;
            o = end = put_pair(o, w);
            i += 2;
        } else {
            u64 w = single[c];
            if (w >> 63) return WRONG;
            st64(o, w);
            o += w >> 56 & 15;
            if (c != 0x40) end = o;
            i++;
        }
    }
    return end > start ? end - start : ABSENT;
}

/* Year (or era and year), month and day of a date; 0: no value, 1: a day, 2: in words. */
struct day { i64 year, shown, month, day, era; };

INLINE i64 read_date(const struct item *f, const u8 *p, struct day *d) {
    u64 a, b;
    if (f->packed) {
        u64 x = __builtin_bswap64(ld64(p)) >> (64 - 8 * f->length), sign = x & 15;
        x >>= 4;
        if (sign < 10 || (x & (x << 1 | x << 2) & 0x8888888888888888ull)) return WRONG;
        x -= 6 * (x >> 4 & LOW);
        a = x >> 24 & 255, b = x >> 16 & 255, d->month = x >> 8 & 255, d->day = x & 255;
    } else {
        u64 x = f->length == 7 ? ld64(p) << 8 | 0xF0 : ld64(p);
        if (NOT_DIGITS(x)) return WRONG;
        x &= LOW;
        x = (x * 10 + (x >> 8)) & 0x00FF00FF00FF00FFull;
        a = x & 255, b = x >> 16 & 255, d->month = x >> 32 & 255, d->day = x >> 48 & 255;
    }
    d->era = -1;
    if (!(a | b | d->month | d->day) && f->null_zero) return ABSENT;
    if (f->unknown && b == 99 && d->month == 99 && d->day == 99) {
        d->shown = 0;
        return 2;
    }
    if (f->era) {
        if (a > 9 || !eras[a].base || !b) return WRONG;
        d->era = a;
        d->shown = b;
        d->year = eras[a].base + b;
    } else d->year = d->shown = a * 100 + b;
    if (f->unknown && (!d->month || !d->day)) return 2;
    i64 m = d->month, k = d->day, y = d->year;
    if (m < 1 || m > 12 || k < 1 || k > 31) return WRONG;
    if (k > 28) {
        i64 most = m == 2 ? 28 + (y % 4 == 0 && (y % 100 || y % 400 == 0)) : 30 + (m ^ m >> 3) % 2;
        if (k > most) return WRONG;
    }
    return d->era >= 0 && y * 10000 + m * 100 + k < 18730101 ? 2 : 1;
}

/* A number in full-width digits, U+FF10 and on. */
static u8 *wide_digits(u8 *o, i64 n) {
    if (n >= 10) o = wide_digits(o, n / 10);
    st32(o, 0x90BCEF + (n % 10 << 16));
    return o + 3;
}

static i64 put_words(const struct day *d, u8 *o) {
    u8 *start = o;
    int whole = d->shown && d->month && d->day;
    if (d->shown) {
        if (d->era >= 0) {
            memcpy(o, names + eras[d->era].name_at, 16);
            o += eras[d->era].name_size;
        }
        if (d->era >= 0 && d->shown == 1) o = (u8 *)memcpy(o, "元", 3) + 3;
        else o = wide_digits(o, d->shown);
    }
    o = (u8 *)memcpy(o, "年", 3) + 3;
    if (d->shown && d->month) o = wide_digits(o, d->month);
    o = (u8 *)memcpy(o, "月", 3) + 3;
    if (whole) o = wide_digits(o, d->day);
    o = (u8 *)memcpy(o, "日", 3) + 3;
    if (!whole) o = (u8 *)memcpy(o, "不詳", 6) + 6;
    return o - start;
}

INLINE i64 put_date(const struct item *f, const u8 *p, u8 *o) {
    struct day d;
    i64 kind = read_date(f, p, &d);
    if (kind < 0) return kind;
    if (f->kind == FLAG) {
        *o = kind == 2 ? '1' : '0';
        return 1;
    }
    if (f->kind == WORDS) return kind == 2 ? put_words(&d, o) : ABSENT;
    if (kind == 2) return ABSENT;
    st16(o, hundred[d.year / 100]);
    st16(o + 2, hundred[d.year % 100]);
    o[4] = '-';
    st16(o + 5, hundred[d.month]);
    o[7] = '-';
    st16(o + 8, hundred[d.day]);
    return 10;
}

INLINE i64 put_code(const struct item *f, const u8 *p, u8 *o) {
    u64 n = 0, bad = 0;
    for (i64 i = 0; i < f->length; i++) {
        bad |= (p[i] ^ zero_byte) > 9;
        n = n * 10 + (p[i] & 15);
    }
    if (bad) return WRONG;
    u64 w = !n && f->null_zero ? (u64)f->absent : codes[f->codes + n];
    st64(o, w);
    return w ? (i64)(w >> 56) : !n && f->null_zero ? ABSENT : WRONG;
}

INLINE i64 put_time(const u8 *p, u8 *o) {
    u64 x = (ld64(p) & 0xFFFFFFFFFFFFull) | 0xF0F0ull << 48;
    if (NOT_DIGITS(x)) return WRONG;
    x = (x & LOW) | ASCII;
    st16(o, x);
    o[2] = ':';
    st16(o + 3, x >> 16);
    o[5] = ':';
    st16(o + 6, x >> 32);
    return (x >> 16 & 15) > 5 || (x >> 32 & 15) > 5 ? WRONG : 8;
}

static i64 errors;

static u8 *convert(const u8 *record, const struct file *one, u8 *o) {
    o = literal(o, (const u8 *)"<record>\0                       ", 0, 8);
    for (const struct item *f = items + one->first, *end = f + one->count; f < end; f++) {
        const u8 *p = record + f->offset;
        u8 *start = o;
        i64 n;
        o = literal(o, pool, f->open_at, f->open_size);
        switch (f->kind) {
        case ZONED: n = put_zoned(f, p, o); break;
        case PACKED: n = put_packed(f, p, o); break;
        case SINGLE: n = put_single(f, p, o); break;
        case DOUBLE: n = put_double(f, p, o); break;
        case MIXED: n = put_mixed(f, p, o); break;
        case WIDEN: n = put_wide(f, p, o); break;
        case CODES: n = put_code(f, p, o); break;
        case TIME: n = put_time(p, o); break;
        case CONSTANT: n = literal(o, pool, f->codes, f->absent) - o; break;
        default: n = put_date(f, p, o);
        }
        if (n < 0) {
            errors += n == WRONG;
            o = start;
        } else o = literal(o + n, pool, f->close_at, f->close_size);
    }
    return literal(o, (const u8 *)"</record>\n                      ", 0, 10);
}

static void *section(FILE *from, i64 *count, i64 width) {
    i64 size;
    u8 *data;
    if (fread(&size, 8, 1, from) != 1 || !(data = calloc(1, size + 64))) exit(2);
    if (size && fread(data, size, 1, from) != 1) exit(2);
    if (count) *count = size / width;
    return data;
}

static void load(const char *path) {
    FILE *from = fopen(path, "rb");
    if (!from) exit(2);
    i64 *numbers = section(from, 0, 8);
    length = numbers[0], type_place = numbers[1], zero_byte = numbers[2];
    file = section(from, &files, sizeof *file);
    items = section(from, 0, 1);
    eras = section(from, 0, 1);
    pool = section(from, 0, 1);
    names = section(from, 0, 1);
    codes = section(from, 0, 1);
    single = section(from, 0, 1);
    extended = section(from, 0, 1);
    wide = section(from, 0, 1);
    pairs = section(from, 0, 1);
    voiced = section(from, 0, 1);
    half_voiced = section(from, 0, 1);
    fclose(from);
    for (int n = 0; n < 100; n++) hundred[n] = ('0' + n / 10) | ('0' + n % 10) << 8;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void write_all(int to, const u8 *data, i64 size) {
    while (size) {
        ssize_t done = write(to, data, size);
        if (done <= 0) exit(3);
        data += done, size -= done;
    }
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    load(argv[1]);
    i64 rows = (1 << 20) / length, most = 2048;
    i64 largest = 0;
    for (i64 k = 0; k < files; k++) {
        i64 size = most;
        for (i64 j = 0; j < file[k].count; j++) {
            struct item *f = items + file[k].first + j;
            size += f->open_size + f->close_size + 6 * f->length + 96;
        }
        if (size > largest) largest = size;
    }
    u8 *block = malloc(rows * length + 64), *out[8];
    const u8 *files_names = pool; /* the pool begins with the files' names */
    int to[8];
    i64 used[8], bytes = 0, read_bytes = 0, records = 0;
    if (files > 8) return 2;
    for (i64 k = 0; k < files; k++) out[k] = malloc(rows * largest + 64);

    double begin = now();
    int from = open(argv[2], O_RDONLY);
    if (from < 0) return 3;
    for (i64 k = 0; k < files; k++, files_names += strlen((const char *)files_names) + 1) {
        char path[4096];
        to[k] = -1;
        if (argc < 4) continue;
        snprintf(path, sizeof path, "%s/%s.xml", argv[3], files_names);
        if ((to[k] = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644)) < 0) return 3;
    }
    for (;;) {
        i64 filled = 0;
        while (filled < rows * length) {
            ssize_t got = read(from, block + filled, rows * length - filled);
            if (got < 0) return 3;
            if (!got) break;
            filled += got;
        }
        memset(used, 0, sizeof used);
        for (i64 at = 0; at + length <= filled; at += length)
            for (i64 k = 0; k < files; k++)
                if (block[at + type_place] == file[k].type) {
                    used[k] = convert(block + at, file + k, out[k] + used[k]) - out[k];
                    records++;
                    break;
                }
        for (i64 k = 0; k < files; k++) {
            bytes += used[k];
            if (to[k] >= 0) write_all(to[k], out[k], used[k]);
        }
        read_bytes += filled;
        if (filled < rows * length) break;
    }
    for (i64 k = 0; k < files; k++)
        if (to[k] >= 0 && (fsync(to[k]) || close(to[k]))) return 3;
    double seconds = now() - begin;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"seconds\": %.6f, \"cpu\": %.6f, \"records\": %lld, \"bytes\": %lld, \"written\": %lld, "
           "\"errors\": %lld}\n",
           seconds,
           usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6,
           (long long)records, (long long)read_bytes, (long long)bytes, (long long)errors);
    return 0;
}
