/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OVERFLOW_UID 65534 /* what a user namespace shows for users outside of it */

typedef struct
{
  struct nlmsghdr header;
  struct inet_diag_req_v2 request;
} Question;

typedef union
{
  struct nlmsghdr header;
  char bytes[4096];
} Answer;

static void
set_addresses_v4 (struct inet_diag_sockid *id,
                  const struct in_addr *client,
                  const struct in_addr *server)
{
  id->idiag_src[0] = client->s_addr;
  id->idiag_dst[0] = server->s_addr;
}

/* The client's own entry: its local end is what we see as the remote one. */
static gboolean
ask_about (int connection_fd, Question *question)
{
  struct sockaddr_storage local = { 0 }, remote = { 0 };
  socklen_t local_size = sizeof local, remote_size = sizeof remote;
  struct inet_diag_sockid *id = &question->request.id;

  if (getsockname (connection_fd, (struct sockaddr *) &local, &local_size) != 0
      || getpeername (connection_fd, (struct sockaddr *) &remote, &remote_size) != 0)
    return FALSE;

  question->request.sdiag_family = (guint8) local.ss_family;
  if (local.ss_family == AF_INET)
    {
      const struct sockaddr_in *l = (void *) &local, *r = (void *) &remote;

      id->idiag_sport = r->sin_port;
      id->idiag_dport = l->sin_port;
      set_addresses_v4 (id, &r->sin_addr, &l->sin_addr);
      return TRUE;
    }
  if (local.ss_family == AF_INET6)
    {
      const struct sockaddr_in6 *l = (void *) &local, *r = (void *) &remote;

      id->idiag_sport = r->sin6_port;
      id->idiag_dport = l->sin6_port;
      memcpy (id->idiag_src, &r->sin6_addr, sizeof r->sin6_addr);
      memcpy (id->idiag_dst, &l->sin6_addr, sizeof l->sin6_addr);
      return TRUE;
    }
  return FALSE;
}

static WbPeer
judge (const struct inet_diag_msg *entry)
{
  guint32 states = (1u << TCP_ESTABLISHED) | (1u << TCP_FIN_WAIT1) | (1u << TCP_FIN_WAIT2)
                   | (1u << TCP_CLOSE_WAIT);

  /* A client that closed at once is reported as uid 0 with inode 0: that is nobody, not root. */
  if (entry->idiag_inode == 0 || entry->idiag_uid != geteuid () || entry->idiag_uid == OVERFLOW_UID
      || (states & (1u << entry->idiag_state)) == 0)
    return WB_PEER_STRANGER;
  return WB_PEER_OWNER;
}

static WbPeer
read_answer (const Question *question, const Answer *answer, gssize size)
{
  const struct inet_diag_msg *entry = NLMSG_DATA (&answer->header);

  if (size < (gssize) sizeof answer->header || answer->header.nlmsg_type == NLMSG_ERROR)
    {
      const struct nlmsgerr *failure = NLMSG_DATA (&answer->header);

      /* No such socket here: it was reset, or it lives in another network namespace. */
      return size >= (gssize) NLMSG_LENGTH (sizeof *failure) && failure->error == -EPERM
                 ? WB_PEER_UNKNOWN
                 : WB_PEER_STRANGER;
    }
  if (answer->header.nlmsg_type != SOCK_DIAG_BY_FAMILY
      || size < (gssize) NLMSG_LENGTH (sizeof *entry)
      || entry->id.idiag_sport != question->request.id.idiag_sport
      || entry->id.idiag_dport != question->request.id.idiag_dport)
    return WB_PEER_UNKNOWN;
  return judge (entry);
}

/*
 * wb_peer_look_up_tcp:
 * @diag_fd: (inout): a netlink socket that is kept between calls; -1 at first
 * @connection_fd: an accepted loopback connection of which nothing was read yet
 *
 * Asks the kernel whose socket the client's end is: one exact question, about a microsecond,
 * without privileges. It tells users apart, not programs.
 */
WbPeer
wb_peer_look_up_tcp (int *diag_fd, int connection_fd)
{
  Question question = {
    .header = { .nlmsg_len = sizeof question,
                .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                .nlmsg_flags = NLM_F_REQUEST },
    .request = { .sdiag_protocol = IPPROTO_TCP, .idiag_states = G_MAXUINT32 },
  };
  Answer answer;
  gssize size;

  question.request.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  question.request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  if (!ask_about (connection_fd, &question))
    return WB_PEER_STRANGER;

  if (*diag_fd < 0)
    *diag_fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (*diag_fd < 0 || send (*diag_fd, &question, sizeof question, 0) < 0)
    return WB_PEER_UNKNOWN;

  size = recv (*diag_fd, &answer, sizeof answer, 0);
  return size > 0 ? read_answer (&question, &answer, size) : WB_PEER_UNKNOWN;
}

WbPeer
wb_peer_look_up_unix (int connection_fd)
{
  struct ucred credentials;
  socklen_t size = sizeof credentials;

  if (getsockopt (connection_fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return WB_PEER_STRANGER;
  return credentials.uid == geteuid () ? WB_PEER_OWNER : WB_PEER_STRANGER;
}
