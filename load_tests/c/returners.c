/* N viewers who lose their node and come back to another one with their positions.
 *
 * returners OPENING PONG N PORT OTHER SPREAD_MS LOG LOG BOARD: OPENING holds the framed hello, PONG the answer to a
 * ping. They follow two logs and a board on PORT; whoever is cut off comes back to OTHER within SPREAD_MS and
 * resumes. Prints `open SECONDS` when all are in. For each line `report` prints one JSON object; `quit` ends.
 */
#include "swarm.h"
#include "msgpack.h"

#define TOPICS 3
#define BOARD (TOPICS - 1)
typedef struct {
  char epoch[TOPICS][40];
  int64_t at[TOPICS];
  int answers, index;
  int64_t redial_at;
} Viewer;

static const char *topics[TOPICS];
static unsigned char *hello, *pong;
static size_t hello_length, pong_length;
static int other, spread_ms, in, lost, refused;
static uint64_t gaps, repetitions, snapshots, recovered, events_seen;
static int64_t first_loss, last_return, slowest_return;

static void subscribe(Conn *conn, int topic) {
  Viewer *viewer = conn->own;
  unsigned char message[256], frame[280], *at = put_map(message, viewer->at[topic] < 0 ? 2 : 3);
  at = put_text(put_text(at, "type"), "subscribe");
  at = put_text(put_text(at, "topic"), topics[topic]);
  if (viewer->at[topic] >= 0) {
    at = put_map(put_text(at, "since"), 2);
    at = put_text(put_text(at, "epoch"), viewer->epoch[topic]);
    at = put_integer(put_text(at, "at"), viewer->at[topic]);
  }
  say(conn, frame, mask_frame(frame, message, at - message));
}

static void on_open(Conn *conn) {
  Viewer *viewer = conn->own;
  viewer->answers = 0;
  say(conn, hello, hello_length);
  for (int topic = 0; topic < TOPICS; topic++) subscribe(conn, topic);
}

static void subscribed(Viewer *viewer, int topic, Bytes message, Bytes end) {
  Bytes position = find(message, end, "position"), flag = find(message, end, "recovered");
  if (flag && *flag == 0xc3) {
    recovered++;
  } else {
    if (viewer->at[topic] >= 0 && topic != BOARD) snapshots++;
    copy_text(viewer->epoch[topic], sizeof viewer->epoch[topic], find(position, end, "epoch"), end);
    viewer->at[topic] = integer(find(position, end, "at"), end);
  }
  if (++viewer->answers < TOPICS) return;
  in++;
  if (!first_loss) return;
  last_return = now_ns();
  if (last_return - viewer->redial_at > slowest_return) slowest_return = last_return - viewer->redial_at;
}

static void on_frame(Conn *conn, unsigned char *payload, size_t length) {
  Viewer *viewer = conn->own;
  Bytes end = payload + length, type = find(payload, end, "type"), name = find(payload, end, "topic");
  if (is_text(type, end, "ping")) say(conn, pong, pong_length);
  int topic = 0;
  while (topic < TOPICS && !is_text(name, end, topics[topic])) topic++;
  if (topic == TOPICS) return;
  if (is_text(type, end, "subscribed")) subscribed(viewer, topic, payload, end);
  if (is_text(type, end, "board")) viewer->at[topic] = integer(find(payload, end, "version"), end);
  if (!is_text(type, end, "events")) return;
  uint64_t count = 0;
  int64_t first = integer(find(payload, end, "first"), end);
  sized(find(payload, end, "events"), end, &count);
  if (first > viewer->at[topic] + 1) gaps += first - viewer->at[topic] - 1;
  if (first <= viewer->at[topic]) repetitions++;
  viewer->at[topic] = first + count - 1;
  events_seen += count;
}

static void on_close(Conn *conn, int code) {
  Viewer *viewer = conn->own;
  if (viewer->answers == TOPICS) in--, lost++;
  if (code == 503) refused++;
  viewer->answers = 0;
  if (!first_loss) first_loss = now_ns();
  viewer->redial_at = now_ns() + rand() % (spread_ms + 1) * 1000000LL;
}

static void report(Viewer *viewers, int count) {
  int64_t least = INT64_MAX, most = 0;
  for (int i = 0; i < count; i++) {
    if (viewers[i].at[0] < least) least = viewers[i].at[0];
    if (viewers[i].at[0] > most) most = viewers[i].at[0];
  }
  printf("{\"in\": %d, \"lost\": %d, \"refused\": %d, \"gaps\": %lu, \"repetitions\": %lu, \"snapshots\": %lu, "
         "\"recovered\": %lu, \"events\": %lu, \"least\": %ld, \"most\": %ld, \"back_in_s\": %.3f, "
         "\"slowest_return_s\": %.3f}\n",
         in, lost, refused, gaps, repetitions, snapshots, recovered, events_seen, least, most,
         last_return ? (last_return - first_loss) / 1e9 : 0, slowest_return / 1e9);
}

int main(int argc, char **argv) {
  if (argc != 10) return 2;
  hello = read_file(argv[1], &hello_length);
  pong = read_file(argv[2], &pong_length);
  int wanted = atoi(argv[3]), port = atoi(argv[4]), dialled = 0, is_open = 0;
  other = atoi(argv[5]);
  spread_ms = atoi(argv[6]);
  for (int i = 0; i < TOPICS; i++) topics[i] = argv[7 + i];
  begin();
  Conn *conns = calloc(wanted, sizeof *conns);
  Viewer *viewers = calloc(wanted, sizeof *viewers);
  for (int i = 0; i < wanted; i++) {
    conns[i].own = &viewers[i];
    for (int topic = 0; topic < TOPICS; topic++) viewers[i].at[topic] = -1;
  }
  int64_t start = now_ns();
  for (;;) {
    for (; dialled < wanted && dialled - in < 200; dialled++) dial(&conns[dialled], port, dialled);
    for (int i = 0; is_open && i < wanted; i++)
      if (conns[i].state == IDLE && viewers[i].redial_at <= now_ns()) dial(&conns[i], other, i);
    int spoken = turn(10);
    if (!is_open && in == wanted) {
      is_open = 1;
      printf("open %.3f\n", (now_ns() - start) / 1e9);
    } else if (!is_open && lost) {
      return 1;
    }
    char line[64];
    if (!spoken) continue;
    if (read(0, line, sizeof line) <= 0 || !strncmp(line, "quit", 4)) return 0;
    report(viewers, wanted);
  }
}
