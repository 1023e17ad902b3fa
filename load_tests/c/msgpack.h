/* As much MessagePack as the clients need: to find a key in a map, and to write small maps. */
#ifndef MSGPACK_H
#define MSGPACK_H
#include <stdint.h>
#include <string.h>

typedef const unsigned char *Bytes;

static uint64_t big_endian(Bytes at, int size) {
  uint64_t value = 0;
  for (int i = 0; i < size; i++) value = value << 8 | at[i];
  return value;
}

/* The size of a length-prefixed value's head and its length, by its first byte; 0 if it is none. */
static int sized(Bytes at, Bytes end, uint64_t *length) {
  unsigned char tag = *at;
  int wide = tag == 0xd9 || tag == 0xc4 ? 1 : tag == 0xda || tag == 0xc5 || tag == 0xdc || tag == 0xde ? 2
             : tag == 0xdb || tag == 0xc6 || tag == 0xdd || tag == 0xdf                             ? 4
                                                                                                    : 0;
  if (tag >= 0x80 && tag <= 0x9f) *length = tag & 0x0f;
  else if (tag >= 0xa0 && tag <= 0xbf) *length = tag & 0x1f;
  else if (wide && end - at > wide) *length = big_endian(at + 1, wide);
  else return 0;
  return 1 + wide;
}

static int is_map(unsigned char tag) { return (tag & 0xf0) == 0x80 || tag == 0xde || tag == 0xdf; }
static int is_array(unsigned char tag) { return (tag & 0xf0) == 0x90 || tag == 0xdc || tag == 0xdd; }

/* What follows a value; NULL if it is cut off. */
static Bytes skip(Bytes at, Bytes end) {
  if (!at || at >= end) return NULL;
  uint64_t length;
  int head = sized(at, end, &length);
  if (head && (is_map(*at) || is_array(*at))) {
    uint64_t values = is_map(*at) ? length * 2 : length;
    for (at += head; values && at; values--) at = skip(at, end);
    return at;
  }
  if (head) return (uint64_t)(end - at) >= head + length ? at + head + length : NULL;
  static const unsigned char fixed[] = {[0xca - 0xc0] = 4, [0xcb - 0xc0] = 8, [0xcc - 0xc0] = 1, [0xcd - 0xc0] = 2,
                                        [0xce - 0xc0] = 4, [0xcf - 0xc0] = 8, [0xd0 - 0xc0] = 1, [0xd1 - 0xc0] = 2,
                                        [0xd2 - 0xc0] = 4, [0xd3 - 0xc0] = 8, [0xdf - 0xc0] = 0};
  int rest = *at >= 0xc0 && *at <= 0xdf ? fixed[*at - 0xc0] : 0;
  return end - at > rest ? at + 1 + rest : NULL;
}

/* The value under a key of a map, or NULL. */
static Bytes find(Bytes map, Bytes end, const char *key) {
  uint64_t pairs, length;
  if (!map || map >= end || !is_map(*map)) return NULL;
  Bytes at = map + sized(map, end, &pairs);
  for (; pairs && at && at < end; pairs--) {
    int head = sized(at, end, &length);
    Bytes value = skip(at, end);
    if (head && length == strlen(key) && !memcmp(at + head, key, length)) return value;
    at = skip(value, end);
  }
  return NULL;
}

static inline int64_t integer(Bytes at, Bytes end) {
  if (!at || at >= end) return -1;
  if (*at < 0x80) return *at;
  if (*at >= 0xcc && *at <= 0xcf && end - at > 1 << (*at - 0xcc)) return big_endian(at + 1, 1 << (*at - 0xcc));
  return -1;
}

static int is_text(Bytes at, Bytes end, const char *text) {
  uint64_t length;
  int head = at && at < end ? sized(at, end, &length) : 0;
  return head && length == strlen(text) && !memcmp(at + head, text, length);
}

static inline void copy_text(char *out, size_t room, Bytes at, Bytes end) {
  uint64_t length = 0;
  int head = at && at < end ? sized(at, end, &length) : 0;
  if (!head || length >= room) length = 0;
  if (length) memcpy(out, at + head, length);
  out[length] = 0;
}

static inline unsigned char *put_map(unsigned char *out, int pairs) {
  *out = 0x80 | pairs;
  return out + 1;
}

static inline unsigned char *put_text(unsigned char *out, const char *text) {
  size_t length = strlen(text);
  *out++ = 0xd9;
  *out++ = length;
  memcpy(out, text, length);
  return out + length;
}

static inline unsigned char *put_integer(unsigned char *out, uint64_t value) {
  *out++ = 0xcf;
  for (int i = 56; i >= 0; i -= 8) *out++ = value >> i;
  return out;
}
#endif
