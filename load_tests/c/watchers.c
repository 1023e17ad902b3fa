/* N viewers of the program, some of them on a network that is too slow for it.
 *
 * watchers OPENING PONG N SLOW RATE CHUNKS PORT: OPENING is a file with the framed bytes to say after the handshake, PONG
 * one with those to say to a ping. The last SLOW of the N read RATE bytes a second. Each chunk holds `ts:` and the instant
 * it was sent at, `gc:` and its group, `:` and its index; a whole group has CHUNKS of them. Prints `open SECONDS` when
 * all are in. Then reads lines: `measure SECONDS` prints one JSON object about that time, `quit` ends.
 */
#include "swarm.h"

#define SAMPLES (1 << 22)
#define SIPS_PER_S 20
#define HEAD 512 /* the marks stand at the beginning of a chunk */
typedef struct {
  long group, next;
  int is_slow, is_in;
} Viewer;

static unsigned char *opening, *pong;
static size_t opening_length, pong_length;
static int lost, in, measuring;
static long whole; /* chunks of a group */
static uint64_t chunks, bytes, torn, skipped[2], groups[2];
static int64_t *samples;
static size_t sampled;

static void on_open(Conn *conn) { say(conn, opening, opening_length); }

/* Chunks of a group come in order and to its end; between two, whole groups may be left out. */
static void follow(Viewer *viewer, long group, long index) {
  if (group != viewer->group) {
    int is_whole = viewer->group < 0 || viewer->next == whole;
    if (!is_whole || index != 0) torn++;
    if (measuring && viewer->group >= 0) skipped[viewer->is_slow] += group - viewer->group - 1;
    if (measuring) groups[viewer->is_slow]++;
    viewer->group = group;
  } else if (index != viewer->next) {
    torn++;
  }
  viewer->next = index + 1;
}

static void on_frame(Conn *conn, unsigned char *payload, size_t length) {
  Viewer *viewer = conn->own;
  if (length < 64 && memmem(payload, length, "\xa4ping", 5)) say(conn, pong, pong_length);
  unsigned char *mark = memmem(payload, length < HEAD ? length : HEAD, "ts:", 3);
  if (!mark) return;
  long long sent, group, index;
  if (sscanf((char *)mark, "ts:%19lldgc:%lld:%lld;", &sent, &group, &index) != 3) return;
  if (!viewer->is_in) viewer->is_in = 1, in++;
  follow(viewer, group, index);
  if (!measuring) return;
  chunks++;
  bytes += length;
  if (!viewer->is_slow && sampled < SAMPLES) samples[sampled++] = now_ns() - sent;
}

static void on_close(Conn *conn, int code) {
  (void)conn;
  if (!lost++) fprintf(stderr, "a viewer was closed with %d\n", code);
}

/* The slow ones are not woken by what arrives: they take their sips in time. */
static void sip_all(Conn *slow, int count, size_t rate) {
  static int64_t due;
  int64_t now = now_ns();
  if (now < due) return;
  due = now + 1000000000LL / SIPS_PER_S;
  for (int i = 0; i < count; i++) {
    if (slow[i].state != OPEN) continue;
    epoll_ctl(poller, EPOLL_CTL_DEL, slow[i].fd, NULL);
    sip(&slow[i], rate / SIPS_PER_S);
  }
}

static void measure(double seconds, Conn *slow, int count, size_t rate) {
  int64_t begin = now_ns(), end = begin + seconds * 1e9;
  chunks = bytes = sampled = 0;
  memset(skipped, 0, sizeof skipped);
  memset(groups, 0, sizeof groups);
  measuring = 1;
  while (now_ns() < end) {
    turn(10);
    sip_all(slow, count, rate);
  }
  measuring = 0;
  double p50 = quantile_us(samples, sampled, .5), p99 = quantile_us(samples, sampled, .99);
  printf("{\"chunks\": %lu, \"bytes\": %lu, \"lost\": %d, \"torn\": %lu, \"skipped\": %lu, \"slow_skipped\": %lu, "
         "\"slow_groups\": %lu, \"p50_us\": %.0f, \"p99_us\": %.0f}\n",
         chunks, bytes, lost, torn, skipped[0], skipped[1], groups[1], p50, p99);
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  path = "/media";
  opening = read_file(argv[1], &opening_length);
  pong = read_file(argv[2], &pong_length);
  int wanted = atoi(argv[3]), slow = atoi(argv[4]), port = atoi(argv[7]), dialled = 0;
  size_t rate = atol(argv[5]);
  whole = atol(argv[6]);
  begin();
  Conn *conns = calloc(wanted, sizeof *conns), *last = conns + wanted - slow;
  Viewer *viewers = calloc(wanted, sizeof *viewers);
  samples = malloc(SAMPLES * sizeof *samples);
  int64_t start = now_ns();
  while (in < wanted && !lost) {
    for (; dialled < wanted && dialled - in < 200; dialled++) {
      viewers[dialled] = (Viewer){.group = -1, .is_slow = dialled >= wanted - slow};
      conns[dialled].own = &viewers[dialled];
      if (viewers[dialled].is_slow) receive_buffer = rate / 2;
      dial(&conns[dialled], port, dialled);
    }
    turn(10);
    sip_all(last, slow, rate);
  }
  if (lost) return 1;
  printf("open %.3f\n", (now_ns() - start) / 1e9);
  for (;;) {
    int spoken = turn(10);
    sip_all(last, slow, rate);
    if (!spoken) continue;
    char line[64];
    ssize_t got = read(0, line, sizeof line - 1);
    if (got <= 0 || !strncmp(line, "quit", 4)) return 0;
    line[got] = 0;
    double seconds;
    if (sscanf(line, "measure %lf", &seconds) == 1) measure(seconds, last, slow, rate);
  }
}
