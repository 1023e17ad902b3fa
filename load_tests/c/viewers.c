/* N viewers: connect, say what a file holds, count what arrives, answer pings.
 *
 * viewers PATH SUBPROTOCOL OPENING PONG EXPECT N PORT: OPENING is a file with the framed bytes to say after the
 * handshake, PONG one with those to say to a ping (`-` for none). Prints `open SECONDS` when each viewer got
 * EXPECT frames. Then reads lines: `measure SECONDS` prints one JSON object about that time, `quit` ends.
 */
#include "swarm.h"

#define SAMPLES (1 << 22)
typedef struct {
  unsigned frames;
  int is_ready;
} Viewer;

static unsigned char *opening, *pong;
static size_t opening_length, pong_length;
static unsigned expected;
static int handshakes, ready, lost, dialled, measuring;
static uint64_t messages, bytes, seen;
static int64_t *samples;
static size_t sampled;

static void on_open(Conn *conn) {
  handshakes++;
  if (opening_length) say(conn, opening, opening_length);
  Viewer *viewer = conn->own;
  if (!expected) viewer->is_ready = 1, ready++;
}

static void count_instants(const unsigned char *payload, size_t length) {
  const unsigned char *end = payload + length;
  int64_t now = now_ns();
  for (const unsigned char *at = payload; (at = memmem(at, end - at, "ts:", 3)) && end - at >= 22; at += 22) {
    messages++;
    if (seen++ % 31 || sampled == SAMPLES) continue; /* a sample of the latencies, spread over all viewers */
    int64_t sent = 0;
    for (int i = 3; i < 22; i++) sent = sent * 10 + (at[i] - '0');
    samples[sampled++] = now - sent;
  }
}

static void on_frame(Conn *conn, unsigned char *payload, size_t length) {
  Viewer *viewer = conn->own;
  if (++viewer->frames == expected && !viewer->is_ready) viewer->is_ready = 1, ready++;
  if (measuring) {
    bytes += length;
    count_instants(payload, length);
  }
  if (pong_length && length < 64 && memmem(payload, length, "\xa4ping", 5)) say(conn, pong, pong_length);
}

static void on_close(Conn *conn, int code) {
  (void)conn;
  if (!lost++) fprintf(stderr, "a viewer was closed with %d\n", code);
}

static void measure(double seconds) {
  int64_t begin = now_ns(), end = begin + seconds * 1e9;
  messages = bytes = sampled = 0;
  measuring = 1;
  while (now_ns() < end) turn(20);
  measuring = 0;
  double took = (now_ns() - begin) / 1e9;
  double p50 = quantile_us(samples, sampled, .5), p95 = quantile_us(samples, sampled, .95);
  double p99 = quantile_us(samples, sampled, .99);
  printf("{\"seconds\": %.3f, \"messages\": %lu, \"bytes\": %lu, \"lost\": %d, ", took, messages, bytes, lost);
  printf("\"p50_us\": %.0f, \"p95_us\": %.0f, \"p99_us\": %.0f}\n", p50, p95, p99);
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  path = argv[1];
  subprotocol = argv[2];
  if (strcmp(argv[3], "-")) opening = read_file(argv[3], &opening_length);
  if (strcmp(argv[4], "-")) pong = read_file(argv[4], &pong_length);
  expected = atoi(argv[5]);
  int wanted = atoi(argv[6]), port = atoi(argv[7]);
  begin();
  Conn *conns = calloc(wanted, sizeof *conns);
  Viewer *viewers = calloc(wanted, sizeof *viewers);
  samples = malloc(SAMPLES * sizeof *samples);
  int64_t start = now_ns();
  while (ready < wanted && !lost) {
    /* At most 200 on their way: a listener's backlog is not what is measured here. */
    for (; dialled < wanted && dialled - ready < 200; dialled++) {
      conns[dialled].own = &viewers[dialled];
      dial(&conns[dialled], port, dialled);
    }
    turn(20);
  }
  if (lost) return 1;
  printf("open %.3f\n", (now_ns() - start) / 1e9);
  for (;;) {
    if (!turn(20)) continue;
    char line[64];
    ssize_t got = read(0, line, sizeof line - 1);
    if (got <= 0 || !strncmp(line, "quit", 4)) return 0;
    line[got] = 0;
    double seconds;
    if (sscanf(line, "measure %lf", &seconds) == 1) measure(seconds);
  }
}
