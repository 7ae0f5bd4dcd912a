/* The least that an NBD server in C can do: the yardstick for what the machine and its sockets allow.
 *
 * The disk is memory. A connection has a thread, which reads as much as has arrived, serves every request in it where
 * it was read, and sends all their replies by one gathered write. Reads are sent from the disk itself; what of a write
 * has not arrived yet is read straight into the disk. There is nothing else: no plugins, no TLS, no extents, no trim,
 * no log. It trusts its client to be a benchmark, though no request reaches beyond the disk.
 *
 *     bare-server SIZE unix PATH
 *     bare-server SIZE tcp PORT
 *
 * SIZE is in bytes. PORT is one of 127.0.0.1.
 */

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* The names and numbers of the specification, doc/proto.md. */
enum { FLAG_FIXED_NEWSTYLE = 1, FLAG_NO_ZEROES = 2 };
enum { OPT_EXPORT_NAME = 1, OPT_ABORT = 2, OPT_INFO = 6, OPT_GO = 7, OPT_STRUCTURED_REPLY = 8 };
enum { INFO_EXPORT = 0 };
enum { CMD_READ = 0, CMD_WRITE = 1, CMD_DISC = 2, CMD_FLUSH = 3 };
enum { REPLY_FLAG_DONE = 1, REPLY_TYPE_OFFSET_DATA = 1 };

#define NBD_MAGIC UINT64_C(0x4e42444d41474943)
#define OPTION_MAGIC UINT64_C(0x49484156454f5054)
#define OPTION_REPLY_MAGIC UINT64_C(0x3e889045565a9)
#define REQUEST_MAGIC UINT32_C(0x25609513)
#define SIMPLE_REPLY_MAGIC UINT32_C(0x67446698)
#define STRUCTURED_REPLY_MAGIC UINT32_C(0x668e33ef)
#define REP_ACK UINT32_C(1)
#define REP_INFO UINT32_C(3)
#define REP_ERR_UNSUP UINT32_C(0x80000001)

/* HAS_FLAGS, SEND_FLUSH, CAN_MULTI_CONN. */
#define TRANSMISSION_FLAGS (1 << 0 | 1 << 2 | 1 << 8)

#define MAX_OPTION_DATA 65536
#define ARRIVED_SIZE (256 * 1024)
#define MAX_REPLIES 256

struct option_header {
    uint64_t magic;
    uint32_t option;
    uint32_t length;
} __attribute__((packed));

struct option_reply {
    uint64_t magic;
    uint32_t option;
    uint32_t type;
    uint32_t length;
} __attribute__((packed));

struct export_info {
    uint16_t type;
    uint64_t size;
    uint16_t flags;
} __attribute__((packed));

struct request {
    uint32_t magic;
    uint16_t flags;
    uint16_t type;
    uint64_t cookie;
    uint64_t offset;
    uint32_t length;
} __attribute__((packed));

struct simple_reply {
    uint32_t magic;
    uint32_t error;
    uint64_t cookie;
} __attribute__((packed));

struct data_chunk {
    uint32_t magic;
    uint16_t flags;
    uint16_t type;
    uint64_t cookie;
    uint32_t length;
    uint64_t offset;
} __attribute__((packed));

struct connection {
    int socket;
    bool structured;
    size_t start, end; /* what has arrived and is not served yet, in arrived[] */
    int parts;         /* of the replies that are gathered */
    int replies;
    struct iovec part[2 * MAX_REPLIES];
    union {
        struct simple_reply simple;
        struct data_chunk chunk;
    } header[MAX_REPLIES];
    char arrived[ARRIVED_SIZE];
};

static char *disk;
static uint64_t disk_size;

static void fail(const char *what)
{
    fprintf(stderr, "bare-server: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static bool receive(int socket, void *into, size_t length)
{
    char *at = into;
    while (length > 0) {
        ssize_t came = recv(socket, at, length, MSG_WAITALL);
        if (came <= 0)
            return false;
        at += came;
        length -= (size_t)came;
    }
    return true;
}

static bool transmit(int socket, const void *bytes, size_t length)
{
    return send(socket, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* ---- the handshake ---- */

static bool answer(int socket, uint32_t option, uint32_t type, const void *data, uint32_t length)
{
    struct option_reply reply = {
        .magic = htobe64(OPTION_REPLY_MAGIC),
        .option = htobe32(option),
        .type = htobe32(type),
        .length = htobe32(length),
    };
    return transmit(socket, &reply, sizeof reply) && (length == 0 || transmit(socket, data, length));
}

static bool answer_info(int socket, uint32_t option)
{
    struct export_info info = {
        .type = htobe16(INFO_EXPORT),
        .size = htobe64(disk_size),
        .flags = htobe16(TRANSMISSION_FLAGS),
    };
    return answer(socket, option, REP_INFO, &info, sizeof info) && answer(socket, option, REP_ACK, NULL, 0);
}

static bool answer_export_name(int socket, bool no_zeroes)
{
    char reply[10 + 124] = {0};
    uint64_t size = htobe64(disk_size);
    uint16_t flags = htobe16(TRANSMISSION_FLAGS);
    memcpy(reply, &size, sizeof size);
    memcpy(reply + sizeof size, &flags, sizeof flags);
    return transmit(socket, reply, no_zeroes ? 10 : sizeof reply);
}

static bool greet(int socket, uint32_t *client_flags)
{
    struct {
        uint64_t magic;
        uint64_t option_magic;
        uint16_t flags;
    } __attribute__((packed)) greeting = {
        .magic = htobe64(NBD_MAGIC),
        .option_magic = htobe64(OPTION_MAGIC),
        .flags = htobe16(FLAG_FIXED_NEWSTYLE | FLAG_NO_ZEROES),
    };
    if (!transmit(socket, &greeting, sizeof greeting) || !receive(socket, client_flags, sizeof *client_flags))
        return false;
    *client_flags = be32toh(*client_flags);
    return true;
}

/* True when the transmission phase begins, false to close. */
static bool negotiate(struct connection *connection)
{
    int socket = connection->socket;
    uint32_t client_flags;
    if (!greet(socket, &client_flags))
        return false;
    for (;;) {
        struct option_header header;
        if (!receive(socket, &header, sizeof header) || be64toh(header.magic) != OPTION_MAGIC)
            return false;
        uint32_t option = be32toh(header.option);
        uint32_t length = be32toh(header.length);
        if (length > MAX_OPTION_DATA || !receive(socket, connection->arrived, length))
            return false;
        switch (option) {
        case OPT_EXPORT_NAME:
            return answer_export_name(socket, client_flags & FLAG_NO_ZEROES);
        case OPT_GO:
            return answer_info(socket, option);
        case OPT_INFO:
            if (!answer_info(socket, option))
                return false;
            break;
        case OPT_STRUCTURED_REPLY:
            connection->structured = true;
            if (!answer(socket, option, REP_ACK, NULL, 0))
                return false;
            break;
        case OPT_ABORT:
            answer(socket, option, REP_ACK, NULL, 0);
            return false;
        default:
            if (!answer(socket, option, REP_ERR_UNSUP, NULL, 0))
                return false;
        }
    }
}

/* ---- the transmission phase ---- */

/* Sends all replies that are gathered. */
static bool flush_replies(struct connection *connection)
{
    struct msghdr message = {.msg_iov = connection->part, .msg_iovlen = (size_t)connection->parts};
    while (message.msg_iovlen > 0) {
        ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL);
        if (sent < 0)
            return false;
        while (message.msg_iovlen > 0 && (size_t)sent >= message.msg_iov->iov_len) {
            sent -= (ssize_t)message.msg_iov->iov_len;
            message.msg_iov++;
            message.msg_iovlen--;
        }
        if (message.msg_iovlen > 0) {
            message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + sent;
            message.msg_iov->iov_len -= (size_t)sent;
        }
    }
    connection->parts = 0;
    connection->replies = 0;
    return true;
}

static void add_part(struct connection *connection, void *bytes, size_t length)
{
    connection->part[connection->parts++] = (struct iovec){.iov_base = bytes, .iov_len = length};
}

static void add_simple_reply(struct connection *connection, uint64_t cookie, uint32_t error)
{
    struct simple_reply *reply = &connection->header[connection->replies++].simple;
    reply->magic = htobe32(SIMPLE_REPLY_MAGIC);
    reply->error = htobe32(error);
    reply->cookie = cookie;
    add_part(connection, reply, sizeof *reply);
}

static void add_data_chunk(struct connection *connection, const struct request *request)
{
    struct data_chunk *chunk = &connection->header[connection->replies++].chunk;
    chunk->magic = htobe32(STRUCTURED_REPLY_MAGIC);
    chunk->flags = htobe16(REPLY_FLAG_DONE);
    chunk->type = htobe16(REPLY_TYPE_OFFSET_DATA);
    chunk->cookie = request->cookie;
    chunk->length = htobe32(be32toh(request->length) + (uint32_t)sizeof chunk->offset);
    chunk->offset = request->offset;
    add_part(connection, chunk, sizeof *chunk);
}

static bool is_inside(uint64_t offset, uint32_t length)
{
    return offset <= disk_size && length <= disk_size - offset;
}

static void serve_read(struct connection *connection, const struct request *request)
{
    uint64_t offset = be64toh(request->offset);
    uint32_t length = be32toh(request->length);
    if (!is_inside(offset, length)) {
        add_simple_reply(connection, request->cookie, EINVAL);
        return;
    }
    if (connection->structured)
        add_data_chunk(connection, request);
    else
        add_simple_reply(connection, request->cookie, 0);
    add_part(connection, disk + offset, length);
}

/* Takes the payload from what has arrived, and the rest of it from the socket. */
static bool serve_write(struct connection *connection, const struct request *request)
{
    uint64_t offset = be64toh(request->offset);
    uint32_t length = be32toh(request->length);
    if (!is_inside(offset, length))
        return false;
    size_t here = connection->end - connection->start;
    if (here > length)
        here = length;
    memcpy(disk + offset, connection->arrived + connection->start, here);
    connection->start += here;
    if (!receive(connection->socket, disk + offset + here, length - here))
        return false;
    add_simple_reply(connection, request->cookie, 0);
    return true;
}

static bool serve_request(struct connection *connection, const struct request *request)
{
    if (request->magic != htobe32(REQUEST_MAGIC))
        return false;
    switch (be16toh(request->type)) {
    case CMD_READ:
        serve_read(connection, request);
        return true;
    case CMD_WRITE:
        return serve_write(connection, request);
    case CMD_FLUSH:
        add_simple_reply(connection, request->cookie, 0);
        return true;
    case CMD_DISC:
        return false;
    default:
        add_simple_reply(connection, request->cookie, EINVAL);
        return true;
    }
}

static bool serve_arrived(struct connection *connection)
{
    while (connection->end - connection->start >= sizeof(struct request)) {
        struct request request;
        memcpy(&request, connection->arrived + connection->start, sizeof request);
        connection->start += sizeof request;
        if (!serve_request(connection, &request))
            return false;
        if (connection->replies == MAX_REPLIES && !flush_replies(connection))
            return false;
    }
    return connection->parts == 0 || flush_replies(connection);
}

/* Reads what has arrived, at least one byte, behind the beginning of a request that is there already. */
static bool receive_more(struct connection *connection)
{
    size_t here = connection->end - connection->start;
    memmove(connection->arrived, connection->arrived + connection->start, here);
    ssize_t came = recv(connection->socket, connection->arrived + here, sizeof connection->arrived - here, 0);
    if (came <= 0)
        return false;
    connection->start = 0;
    connection->end = here + (size_t)came;
    return true;
}

static void *serve_connection(void *argument)
{
    struct connection *connection = argument;
    if (negotiate(connection)) {
        while (receive_more(connection) && serve_arrived(connection))
            ;
    }
    close(connection->socket);
    free(connection);
    return NULL;
}

/* ---- start ---- */

static int listen_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        fail(path);
    }
    strcpy(address.sun_path, path);
    int socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0 || bind(socket_, (struct sockaddr *)&address, sizeof address) < 0)
        fail(path);
    return socket_;
}

static int listen_tcp(const char *port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)atoi(port)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int on = 1;
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0 || setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
        || bind(socket_, (struct sockaddr *)&address, sizeof address) < 0)
        fail(port);
    return socket_;
}

static void accept_connection(int listener, bool is_tcp)
{
    int socket_ = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (socket_ < 0)
        return;
    int on = 1;
    if (is_tcp)
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = calloc(1, sizeof *connection);
    pthread_t thread;
    if (connection == NULL)
        fail("calloc");
    connection->socket = socket_;
    if (pthread_create(&thread, NULL, serve_connection, connection) != 0)
        fail("pthread_create");
    pthread_detach(thread);
}

int main(int argc, char **argv)
{
    if (argc != 4 || (strcmp(argv[2], "unix") != 0 && strcmp(argv[2], "tcp") != 0)) {
        fprintf(stderr, "usage: bare-server SIZE unix PATH\n       bare-server SIZE tcp PORT\n");
        return EXIT_FAILURE;
    }
    bool is_tcp = strcmp(argv[2], "tcp") == 0;
    disk_size = strtoull(argv[1], NULL, 10);
    disk = mmap(NULL, disk_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (disk == MAP_FAILED)
        fail("mmap");
    signal(SIGPIPE, SIG_IGN);
    int listener = is_tcp ? listen_tcp(argv[3]) : listen_unix(argv[3]);
    if (listen(listener, SOMAXCONN) < 0)
        fail("listen");
    for (;;)
        accept_connection(listener, is_tcp);
}
