/* Citizens who come, vote on what they want to vote on, and leave; a few hundred are there at once.
 *
 * citizens SCRIPT PONG AT_ONCE PORT: SCRIPT holds for each citizen the number of their messages (two bytes, big
 * endian) and the framed messages (each after its length in two bytes): a hello, then votes. A message is sent when the
 * one before it was answered. Prints one JSON object when all have left.
 */
#include "swarm.h"
#include "msgpack.h"

#define SAMPLES (1 << 22)
typedef struct {
  int left; /* messages still to be said */
  int is_leaving;
  const unsigned char *next;
  int64_t sent_at;
} Citizen;

static const unsigned char good_bye[] = {0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8}; /* close 1000 */
static unsigned char *pong;
static size_t pong_length;
static uint64_t acknowledged, refused, sessions, lost;
static int64_t *samples;
static size_t sampled;

static int two_bytes(const unsigned char *at) { return at[0] << 8 | at[1]; }

static unsigned char *read_all(const char *name, size_t *length) {
  FILE *file = fopen(name, "rb");
  if (!file || fseek(file, 0, SEEK_END)) die(name);
  *length = ftell(file);
  rewind(file);
  unsigned char *data = malloc(*length + 1);
  if (fread(data, 1, *length, file) != *length) die(name);
  fclose(file);
  return data;
}

static void say_next(Conn *conn) {
  Citizen *citizen = conn->own;
  if (!citizen->left) {
    citizen->is_leaving = 1;
    say(conn, good_bye, sizeof good_bye);
    return;
  }
  int length = two_bytes(citizen->next);
  citizen->sent_at = now_ns();
  say(conn, citizen->next + 2, length);
  citizen->next += 2 + length;
  citizen->left--;
}

static void on_open(Conn *conn) { say_next(conn); }

static void on_close(Conn *conn, int code) {
  Citizen *citizen = conn->own;
  if (citizen->is_leaving) sessions++;
  else if (!lost++) fprintf(stderr, "a citizen was closed with %d\n", code);
}

static void on_frame(Conn *conn, unsigned char *payload, size_t length) {
  Citizen *citizen = conn->own;
  Bytes end = payload + length, type = find(payload, end, "type");
  if (is_text(type, end, "ping")) say(conn, pong, pong_length);
  if (is_text(type, end, "refused") && !refused++)
    fprintf(stderr, "a vote was refused: %.*s\n", (int)length, payload);
  if (is_text(type, end, "done")) {
    acknowledged++;
    if (sampled < SAMPLES) samples[sampled++] = now_ns() - citizen->sent_at;
  }
  if (is_text(type, end, "done") || is_text(type, end, "welcome")) say_next(conn);
}

/* The next citizen of the script takes a free place; where the one after them begins. */
static const unsigned char *come(Conn *conn, int port, int index, const unsigned char *script) {
  Citizen *citizen = conn->own;
  *citizen = (Citizen){.left = two_bytes(script), .next = script + 2};
  script += 2;
  for (int message = 0; message < citizen->left; message++) script += 2 + two_bytes(script);
  dial(conn, port, index);
  return script;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  size_t length;
  const unsigned char *script = read_all(argv[1], &length), *end = script + length;
  pong = read_file(argv[2], &pong_length);
  int places = atoi(argv[3]), port = atoi(argv[4]), here = 0;
  begin();
  Conn *conns = calloc(places, sizeof *conns);
  Citizen *citizens = calloc(places, sizeof *citizens);
  samples = malloc(SAMPLES * sizeof *samples);
  for (int i = 0; i < places; i++) conns[i].own = &citizens[i];
  int64_t start = now_ns(), heard_at = start;
  for (uint64_t heard = 0; !refused && !lost; turn(20)) {
    here = 0;
    for (int i = 0; i < places; i++) {
      if (conns[i].state == IDLE && script < end) script = come(&conns[i], port, i, script);
      here += conns[i].state != IDLE;
    }
    if (!here) break;
    if (heard != acknowledged) heard = acknowledged, heard_at = now_ns();
    if (now_ns() - heard_at > 60e9) die("nothing was acknowledged for a minute");
  }
  double took = (now_ns() - start) / 1e9;
  double p50 = quantile_us(samples, sampled, .5), p99 = quantile_us(samples, sampled, .99);
  printf("{\"seconds\": %.3f, \"sessions\": %lu, \"acknowledged\": %lu, \"refused\": %lu, \"lost\": %lu, "
         "\"p50_us\": %.0f, \"p99_us\": %.0f}\n",
         took, sessions, acknowledged, refused, lost, p50, p99);
}
