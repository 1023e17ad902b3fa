/* Citizens who vote: sessions of their own, each with at most one vote under way.
 *
 * voters HELLOS PONG N PORT PROCESS PROPOSITIONS: HELLOS holds N framed hellos, each after its length in two bytes.
 * Prints `open SECONDS` when all are in. A line `vote SECONDS RATE` lets them cast RATE votes a second together (each
 * session at most 15) and prints one JSON object; `quit` ends.
 */
#include "swarm.h"
#include "msgpack.h"

#define SAMPLES (1 << 22)
#define PAUSE_NS (1000000000LL / 15)
typedef struct {
  const unsigned char *hello;
  size_t hello_length;
  int is_in, is_waiting;
  int64_t sent_at, due;
  uint64_t ref;
  int own_index;
} Voter;

static const char *process, *choices[] = {"agree", "mixed", "disagree"};
static unsigned char *pong;
static size_t pong_length;
static int in, lost, propositions;
static uint64_t acknowledged, refused, cast;
static int64_t *samples;
static size_t sampled;

static void on_open(Conn *conn) {
  Voter *voter = conn->own;
  say(conn, voter->hello, voter->hello_length);
}

static void on_close(Conn *conn, int code) {
  (void)conn;
  if (!lost++) fprintf(stderr, "a voter was closed with %d\n", code);
}

static void on_frame(Conn *conn, unsigned char *payload, size_t length) {
  Voter *voter = conn->own;
  Bytes end = payload + length, type = find(payload, end, "type");
  if (is_text(type, end, "welcome") && !voter->is_in) voter->is_in = 1, in++;
  if (is_text(type, end, "ping")) say(conn, pong, pong_length);
  int is_done = is_text(type, end, "done");
  if (!is_done && !is_text(type, end, "refused")) return;
  voter->is_waiting = 0;
  if (!is_done) {
    if (!refused++) fprintf(stderr, "a vote was refused: %.*s\n", (int)length, payload);
    return;
  }
  acknowledged++;
  if (sampled < SAMPLES) samples[sampled++] = now_ns() - voter->sent_at;
}

/* Each voter goes through the propositions and then changes their mind. */
static void vote(Conn *conn) {
  Voter *voter = conn->own;
  unsigned char message[256], frame[280], *at = put_map(message, 4);
  char proposition[80];
  uint64_t turn_number = voter->ref++;
  snprintf(proposition, sizeof proposition, "%s-%d", process,
           (int)((turn_number + voter->own_index) % propositions) + 1);
  at = put_text(put_text(at, "type"), "command");
  at = put_integer(put_text(at, "ref"), voter->ref);
  at = put_text(put_text(at, "name"), "vote");
  at = put_map(put_text(at, "args"), 3);
  at = put_text(put_text(at, "proposition"), proposition);
  at = put_text(put_text(at, "choice"), choices[(turn_number / propositions + voter->own_index) % 3]);
  at = put_integer(put_text(at, "seq"), voter->ref);
  voter->sent_at = now_ns();
  voter->due = voter->sent_at + PAUSE_NS;
  voter->is_waiting = 1;
  cast++;
  say(conn, frame, mask_frame(frame, message, at - message));
}

static void vote_for(Conn *conns, int count, double seconds, double rate) {
  int64_t begin_ns = now_ns(), end = begin_ns + seconds * 1e9;
  int next = 0;
  acknowledged = refused = cast = sampled = 0;
  while (now_ns() < end && !lost) {
    uint64_t allowed = (now_ns() - begin_ns) / 1e9 * rate;
    for (int looked = 0; looked < count && cast < allowed; looked++, next = (next + 1) % count) {
      Voter *voter = conns[next].own;
      if (!voter->is_waiting && voter->due <= now_ns()) vote(&conns[next]);
    }
    turn(1);
  }
  double took = (now_ns() - begin_ns) / 1e9;
  uint64_t in_time = acknowledged;
  for (int64_t wait = now_ns() + 5e9; now_ns() < wait && acknowledged + refused < cast && !lost;) turn(5);
  double p50 = quantile_us(samples, sampled, .5), p99 = quantile_us(samples, sampled, .99);
  printf("{\"seconds\": %.3f, \"cast\": %lu, \"acknowledged\": %lu, \"in_time\": %lu, \"refused\": %lu, \"lost\": %d, "
         "\"p50_us\": %.0f, \"p99_us\": %.0f}\n",
         took, cast, acknowledged, in_time, refused, lost, p50, p99);
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (!file) die(argv[1]);
  pong = read_file(argv[2], &pong_length);
  int wanted = atoi(argv[3]), port = atoi(argv[4]), dialled = 0;
  process = argv[5];
  propositions = atoi(argv[6]);
  begin();
  Conn *conns = calloc(wanted, sizeof *conns);
  Voter *voters = calloc(wanted, sizeof *voters);
  samples = malloc(SAMPLES * sizeof *samples);
  for (int i = 0; i < wanted; i++) {
    unsigned char head[2];
    if (fread(head, 1, 2, file) != 2) die("hellos");
    size_t length = head[0] << 8 | head[1];
    unsigned char *hello = malloc(length);
    if (fread(hello, 1, length, file) != length) die("hellos");
    voters[i] = (Voter){.hello = hello, .hello_length = length, .own_index = i};
    conns[i].own = &voters[i];
  }
  int64_t start = now_ns();
  while (in < wanted && !lost) {
    for (; dialled < wanted && dialled - in < 100; dialled++) dial(&conns[dialled], port, dialled);
    turn(10);
  }
  if (lost) return 1;
  printf("open %.3f\n", (now_ns() - start) / 1e9);
  for (;;) {
    if (!turn(20)) continue;
    char line[64];
    ssize_t got = read(0, line, sizeof line - 1);
    if (got <= 0 || !strncmp(line, "quit", 4)) return 0;
    line[got] = 0;
    double seconds, rate;
    if (sscanf(line, "vote %lf %lf", &seconds, &rate) == 2) vote_for(conns, wanted, seconds, rate);
  }
}
