/* The floor: what the kernel asks for a message to N sockets. One thread, one send() of a prebuilt frame each.
 *
 * floor SIZE RATE: prints its port; answers each upgrade; sends a message of SIZE bytes RATE times a second.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 100000
static int viewers[MOST], count;

static int64_t clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void admit(int listener, int poller) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  }
}

static void answer(int fd) {
  static const char reply[] =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  char request[4096];
  ssize_t got = read(fd, request, sizeof request);
  if (got <= 0) {
    for (int i = 0; i < count; i++)
      if (viewers[i] == fd) viewers[i--] = viewers[--count];
    close(fd);
  } else if (got > 3 && !memcmp(request, "GET", 3) && count < MOST && send(fd, reply, sizeof reply - 1, 0) > 0) {
    viewers[count++] = fd;
  }
}

static void publish(int size) {
  unsigned char frame[65536];
  int head = size < 126 ? 2 : 4;
  frame[0] = 0x82;
  frame[1] = size < 126 ? size : 126;
  if (head == 4) frame[2] = size >> 8, frame[3] = size;
  memset(frame + head, 'x', size);
  char text[32];
  memcpy(frame + head, text, snprintf(text, sizeof text, "ts:%019lld", (long long)clock_ns(CLOCK_REALTIME)));
  for (int i = 0; i < count; i++) send(viewers[i], frame, head + size, MSG_NOSIGNAL);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int size = atoi(argv[1]);
  int64_t period = 1e9 / atof(argv[2]);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poller = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)};
  socklen_t length = sizeof address;
  bind(listener, (void *)&address, length);
  listen(listener, 4096);
  getsockname(listener, (void *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[512];
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  for (int64_t due = clock_ns(CLOCK_MONOTONIC);;) {
    int64_t wait = (due - clock_ns(CLOCK_MONOTONIC)) / 1000000;
    int ready = epoll_wait(poller, events, 512, wait < 0 ? 0 : wait + 1);
    for (int i = 0; i < ready; i++)
      if (events[i].data.fd == listener) admit(listener, poller);
      else answer(events[i].data.fd);
    if (clock_ns(CLOCK_MONOTONIC) >= due) {
      publish(size);
      due += period;
    }
  }
}
