/* Many WebSocket clients in one epoll loop: connections, handshakes and frames.
 *
 * What is said over them is the matter of the program that includes this (viewers.c, watchers.c, voters.c).
 * It defines on_open, on_frame and on_close.
 */
#ifndef SWARM_H
#define SWARM_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IDLE, CONNECTING, UPGRADING, OPEN };

typedef struct {
  int fd, state, port;
  unsigned char *rest; /* the beginning of a frame that has not arrived whole */
  size_t rest_length;
  int64_t since; /* when the connection attempt began */
  void *own;
} Conn;

static void on_open(Conn *conn);
static void on_frame(Conn *conn, unsigned char *payload, size_t length);
static void on_close(Conn *conn, int code);

static int poller;
static int receive_buffer; /* of the sockets dialled from now on, in bytes; 0 leaves it to the kernel */
static const char *path = "/live", *subprotocol = "hemicycle.v1";

/* Nanoseconds since 1970: comparable with the instant that a publisher wrote into its message. */
static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static unsigned char *read_file(const char *name, size_t *length) {
  FILE *file = fopen(name, "rb");
  if (!file) die(name);
  unsigned char *data = malloc(1 << 16);
  *length = fread(data, 1, 1 << 16, file);
  fclose(file);
  return data;
}

/* More connections than there are ports: another address of the loopback for each 20,000. */
static void dial(Conn *conn, int port, int index) {
  conn->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (conn->fd < 0) die("socket");
  if (receive_buffer) setsockopt(conn->fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
  from.sin_addr.s_addr = htonl(0x7f000001 + index / 20000);
  to.sin_addr.s_addr = htonl(0x7f000001);
  if (index >= 20000 && bind(conn->fd, (void *)&from, sizeof from)) die("bind");
  conn->port = port;
  conn->state = CONNECTING;
  conn->since = now_ns();
  conn->rest_length = 0;
  connect(conn->fd, (void *)&to, sizeof to);
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = conn};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, conn->fd, &event)) die("epoll_ctl");
}

static void hang_up(Conn *conn, int code) {
  close(conn->fd);
  conn->fd = -1;
  conn->state = IDLE;
  free(conn->rest);
  conn->rest = NULL;
  conn->rest_length = 0;
  on_close(conn, code);
}

static void say(Conn *conn, const void *data, size_t length) {
  if (write(conn->fd, data, length) != (ssize_t)length) fprintf(stderr, "a message did not fit\n");
}

/* A masked frame; the mask is zero, so the payload is itself. */
static inline size_t mask_frame(unsigned char *out, const unsigned char *payload, size_t length) {
  size_t head = 2;
  out[0] = 0x82;
  if (length < 126) {
    out[1] = 0x80 | length;
  } else {
    out[1] = 0x80 | 126;
    out[2] = length >> 8;
    out[3] = length;
    head = 4;
  }
  memset(out + head, 0, 4);
  memcpy(out + head + 4, payload, length);
  return head + 4 + length;
}

static void upgrade(Conn *conn) {
  char request[512];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        "Origin: http://127.0.0.1:%d\r\n%s%s%s\r\n",
                        path, conn->port, conn->port, *subprotocol ? "Sec-WebSocket-Protocol: " : "", subprotocol,
                        *subprotocol ? "\r\n" : "");
  conn->state = UPGRADING;
  say(conn, request, length);
}

/* The bytes of the handshake's answer; 0 while it is not whole, -1 when it is a refusal. */
static ssize_t upgraded(const unsigned char *data, size_t length) {
  unsigned char *end = memmem(data, length, "\r\n\r\n", 4);
  if (!end) return 0;
  return length > 12 && !memcmp(data + 9, "101", 3) ? end + 4 - data : -1;
}

/* The whole size of the frame that begins at `data`, 0 while it is not known. */
static size_t frame_size(const unsigned char *data, size_t length, size_t *head) {
  if (length < 2) return 0;
  size_t size = data[1] & 0x7f;
  *head = size < 126 ? 2 : size == 126 ? 4 : 10;
  if (length < *head) return 0;
  if (size == 126) size = data[2] << 8 | data[3];
  else if (size == 127) {
    size = 0;
    for (int i = 2; i < 10; i++) size = size << 8 | data[i];
  }
  return *head + size;
}

static void take(Conn *conn, unsigned char *data, size_t length) {
  if (conn->state == UPGRADING) {
    ssize_t used = upgraded(data, length);
    if (used < 0) {
      hang_up(conn, 503);
      return;
    }
    if (used > 0) {
      conn->state = OPEN;
      data += used;
      length -= used;
      on_open(conn);
    }
  }
  while (conn->state == OPEN) {
    size_t head = 0, size = frame_size(data, length, &head);
    if (!size || size > length) break;
    if ((data[0] & 0x0f) == 8) {
      hang_up(conn, size - head >= 2 ? data[head] << 8 | data[head + 1] : 1005);
      return;
    }
    on_frame(conn, data + head, size - head);
    data += size;
    length -= size;
  }
  if (conn->state == IDLE) return;
  unsigned char *rest = length ? malloc(length) : NULL;
  if (length) memcpy(rest, data, length);
  free(conn->rest);
  conn->rest = rest;
  conn->rest_length = length;
}

/* Read at most so much; whether there may be more. */
static int sip(Conn *conn, size_t most) {
  static unsigned char buffer[1 << 22];
  size_t before = conn->rest_length, room = sizeof buffer - before;
  if (most < room) room = most;
  if (before) memcpy(buffer, conn->rest, before);
  ssize_t got = recv(conn->fd, buffer + before, room, 0);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got <= 0) {
    hang_up(conn, 1006);
    return 0;
  }
  take(conn, buffer, before + got);
  return conn->state != IDLE && (size_t)got == room;
}

static void receive(Conn *conn) {
  while (sip(conn, SIZE_MAX)) {
  }
}

/* Wait at most `wait_ms` and handle what happened; standard input is reported as conn == NULL. */
static int turn(int wait_ms) {
  struct epoll_event events[512];
  int count = epoll_wait(poller, events, 512, wait_ms), spoken = 0;
  for (int i = 0; i < count; i++) {
    Conn *conn = events[i].data.ptr;
    if (!conn) {
      spoken = 1;
      continue;
    }
    if (conn->state == CONNECTING && events[i].events & (EPOLLERR | EPOLLHUP)) {
      hang_up(conn, 1006);
      continue;
    }
    if (conn->state == CONNECTING && events[i].events & EPOLLOUT) upgrade(conn);
    if (conn->state >= UPGRADING && events[i].events & (EPOLLIN | EPOLLRDHUP)) receive(conn);
  }
  return spoken;
}

static void begin(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  setvbuf(stdout, NULL, _IOLBF, 0);
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &event);
}

static int ascending(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* A quantile in microseconds of nanosecond samples that are sorted here. */
static inline double quantile_us(int64_t *samples, size_t count, double q) {
  if (!count) return 0;
  qsort(samples, count, sizeof *samples, ascending);
  return samples[(size_t)((count - 1) * q)] / 1e3;
}
#endif
