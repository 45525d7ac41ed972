/* The yardstick of reading: libxml2's SAX2 push parser over one exchange file.
 *
 *   sax FILE
 *
 * Counts records and elements, and copies the text of every element to one place, as little as any
 * reader has to do. Prints one line of JSON; one thread.
 */
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, ROOM = 1 << 24 };

static char *value;
static size_t size, text;
static long records, elements;

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                  const xmlChar **declared, int attributes, int defaulted, const xmlChar **values) {
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)declared;
    (void)attributes, (void)defaulted, (void)values;
    size = 0;
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)context, (void)prefix, (void)uri;
    elements++;
    text += size;
    size = 0;
    if (name[0] == 'r' && !strcmp((const char *)name, "record")) records++;
}

static void characters(void *context, const xmlChar *from, int count) {
    (void)context;
    if (size + count > ROOM) exit(3);
    memcpy(value + size, from, count);
    size += count;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    char *block = malloc(BLOCK);
    value = malloc(ROOM);
    long long bytes = 0;
    double begin = now();
    int from = open(argv[1], O_RDONLY);
    if (from < 0) return 3;
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = start;
    handler.endElementNs = end;
    handler.characters = characters;
    handler.ignorableWhitespace = characters;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    xmlCtxtUseOptions(parser, XML_PARSE_HUGE);
    ssize_t got;
    while ((got = read(from, block, BLOCK)) > 0) {
        bytes += got;
        if (xmlParseChunk(parser, block, (int)got, 0)) return 4;
    }
    if (got < 0 || xmlParseChunk(parser, NULL, 0, 1)) return 4;
    double seconds = now() - begin;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"seconds\": %.6f, \"cpu\": %.6f, \"records\": %ld, \"bytes\": %lld, \"elements\": %ld, \"text\": %zu}\n",
           seconds,
           usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6,
           records, bytes, elements, text);
    return 0;
}
