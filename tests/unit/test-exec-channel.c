/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-exec-channel.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "channel-fixture.h"
#include "folder-fixture.h"

#define SECRET "hunter2-hunter2"

typedef struct
{
  char *folder;
  char *program;
  WbChannel *channel;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = folder_fixture_new ();
  fixture->program = g_build_filename (fixture->folder, "program", NULL);
  fixture->channel = wb_exec_channel_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_object_unref (fixture->channel);
  g_free (fixture->program);
  folder_fixture_free (fixture->folder);
}

/* @script: (nullable): what the program is; none */
static WbSending *
prepare (Fixture *fixture, const char *script, int mode, guint timeout_s)
{
  g_autoptr (GString) json = g_string_new ("{\"kind\":\"exec\",\"settings\":{");

  wb_json_begin_member (json, "command");
  g_string_append_c (json, '[');
  wb_json_append_string (json, fixture->program);
  g_string_append (json, ",\"$HOME; exit 1\"]");
  wb_json_add_string (json, "folder", fixture->folder);
  wb_json_add_raw (json, "environment", "{\"API_TOKEN\":\"" SECRET "\"}");
  wb_json_add_int64 (json, "timeout", timeout_s);
  g_string_append (json, "}}");
  if (script != NULL)
    {
      g_file_set_contents (fixture->program, script, -1, NULL);
      g_chmod (fixture->program, mode);
    }
  return channel_fixture_new_sending (json->str);
}

/* Each program, and what is made of its end. */
static void
test_ends (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *script;
    int mode;
    WbSendOutcome outcome;
    const char *reason; /* what is in it; NULL: there is none */
    const char *answer;
  } cases[] = {
    { "#!/bin/sh\n", 0700, WB_SEND_DONE, NULL, NULL },
    { "#!/bin/sh\necho rung\necho twice >&2\n", 0700, WB_SEND_DONE, NULL, "rung twice" },
    { "#!/bin/sh\necho busy; exit 75\n", 0700, WB_SEND_RETRY, "again later", "busy" },
    { "#!/bin/sh\nexit 1\n", 0700, WB_SEND_REFUSED, "status 1", NULL },
    { "#!/bin/sh\nexit 127\n", 0700, WB_SEND_REFUSED, "status 127", NULL },
    { "#!/bin/sh\nkill -TERM $$\n", 0700, WB_SEND_RETRY, "signal 15", NULL },
    { "#!/bin/sh\necho \"$1\"\n", 0700, WB_SEND_DONE, NULL, "$HOME; exit 1" },
    { "#!/bin/sh\necho \"it is $API_TOKEN\"\n", 0700, WB_SEND_DONE, NULL, "it is […]" },
    { "#!/bin/sh\necho \"$WAKEBELL_TITLE/$WAKEBELL_SEVERITY/$WAKEBELL_ACTION/$WAKEBELL_KEY\"\n",
      0700, WB_SEND_DONE, NULL, "A title/info/notify/key-1" },
    { "#!/bin/sh\necho \"${AGENT_ONLY-none}\"\n", 0700, WB_SEND_DONE, NULL, "none" },
    { "#!/bin/sh\npwd -P | sed 's/.*\\///' >name; test -s name\n", 0700, WB_SEND_DONE, NULL, NULL },
    { "#!/bin/sh\nprintf 'a\\377b\\033[2J'\n", 0700, WB_SEND_DONE, NULL,
      "a\xef\xbf\xbd"
      "b [2J" },
    { NULL, 0, WB_SEND_BROKEN, "no such program", NULL },
    { "#!/bin/sh\n", 0600, WB_SEND_BROKEN, "may not be run", NULL },
    { "#!/no/such/shell\n", 0700, WB_SEND_BROKEN, "no such program", NULL },
  };

  g_setenv ("AGENT_ONLY", "of the agent", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbSending) sending = prepare (fixture, cases[i].script, cases[i].mode, 20);
      WbSendItem *item = channel_fixture_add (sending, "key-1", "A title");

      channel_fixture_send (fixture->channel, sending, NULL);
      g_test_message ("%s: %s", cases[i].script, item->result.reason);
      g_assert_cmpint (item->result.outcome, ==, cases[i].outcome);
      g_assert_cmpstr (item->result.answer, ==, cases[i].answer);
      if (cases[i].reason == NULL)
        g_assert_null (item->result.reason);
      else
        g_assert_nonnull (strstr (item->result.reason, cases[i].reason));
      g_unlink (fixture->program);
    }
}

/* The whole message comes on standard input, as JSON. */
static void
test_input (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const WbJsonLimits limits = { 65536, 65536, 12, 4096 };
  g_autoptr (WbSending) sending = prepare (fixture, "#!/bin/sh\ncat >got\n", 0700, 20);
  g_autofree char *path = g_build_filename (fixture->folder, "got", NULL);
  g_autofree char *got = NULL;
  g_autoptr (WbJson) json = NULL;
  WbMessage *message = channel_fixture_add (sending, "key-1", "A title")->message;
  static const struct
  {
    const char *name;
    const char *raw;
  } cases[] = {
    { "key", "\"key-1\"" },
    { "action", "\"notify\"" },
    { "status", "\"firing\"" },
    { "title", "\"A title\"" },
    { "message", "\"It is **bad**\"" },
    { "text", "\"It is bad\"" },
    { "severity", "\"critical\"" },
    { "count", "3" },
    { "occurred_at", "\"2026-01-02T03:04:05.000000Z\"" },
    { "type", "\"training_failed\"" },
    { "run_id", "\"run-7\"" },
    { "epoch", "4" },
    { "metrics", "{\"loss\":1e-08}" },
    { "tags", "[\"gpu\"]" },
    { "facts", "[{\"label\":\"Model\",\"value\":\"qwen-7b\"}]" },
  };

  g_free (message->body);
  message->body = g_strdup ("It is **bad**");
  message->severity = WB_SEVERITY_CRITICAL;
  message->count = 3;
  message->time_us = G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND;
  message->event = wb_event_new (wb_catalogue_lookup ("training_failed"));
  message->event->run_id = g_strdup ("run-7");
  message->event->epoch = 4;
  message->event->metrics = g_strdup ("{\"loss\":1e-08}");
  message->event->tags = g_strsplit ("gpu", ",", -1);
  wb_message_add_fact (message, "Model", "qwen-7b");
  channel_fixture_send (fixture->channel, sending, NULL);
  g_assert_true (g_file_get_contents (path, &got, NULL, NULL));
  json = wb_json_parse (got, strlen (got), &limits, NULL);
  g_assert_nonnull (json);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WbJsonValue value;
      g_autofree char *raw = NULL;

      g_assert_true (wb_json_value_lookup (wb_json_get_root (json), cases[i].name, &value));
      raw = wb_json_value_dup_raw (value);
      g_assert_cmpstr (raw, ==, cases[i].raw);
    }
}

/* Which process the program noted in a file. */
static pid_t
read_pid (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return (pid_t) g_ascii_strtoll (text, NULL, 10);
}

static gboolean
is_running (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;

  return g_file_get_contents (path, &stat, NULL, NULL) && strstr (stat, ") Z ") == NULL;
}

static gboolean
again_cb (gpointer user_data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* It ends a moment after the signal. */
static void
wait_for_end (pid_t pid)
{
  guint timer = g_timeout_add (1, again_cb, NULL);

  while (is_running (pid))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

/* At the time limit all that the program started is ended with it. */
static void
test_timeout (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbSending) sending = prepare (
      fixture, "#!/bin/sh\ntrap '' TERM\necho before\nsleep 1000 &\necho $! >child\nwait\n", 0700,
      1);
  WbSendItem *item = channel_fixture_add (sending, "key-1", "A title");

  channel_fixture_send (fixture->channel, sending, NULL);
  g_assert_cmpint (item->result.outcome, ==, WB_SEND_RETRY);
  g_assert_nonnull (strstr (item->result.reason, "longer than"));
  g_assert_cmpstr (item->result.answer, ==, "before");
  wait_for_end (read_pid (fixture, "child"));
}

/* What a program leaves in the background is not waited for, and not ended. */
static void
test_background (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbSending) sending
      = prepare (fixture, "#!/bin/sh\necho first\nsleep 1000 &\necho $! >child\n", 0700, 60);
  WbSendItem *item = channel_fixture_add (sending, "key-1", "A title");
  pid_t child;

  channel_fixture_send (fixture->channel, sending, NULL);
  child = read_pid (fixture, "child");
  g_assert_cmpint (item->result.outcome, ==, WB_SEND_DONE);
  g_assert_cmpstr (item->result.answer, ==, "first");
  g_assert_true (is_running (child));
  kill (child, SIGKILL);
}

static void
test_cancel (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbSending) sending
      = prepare (fixture, "#!/bin/sh\necho $$ >child\nexec sleep 1000\n", 0700, 60);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  WbSendItem *item = channel_fixture_add (sending, "key-1", "A title");

  g_cancellable_cancel (cancellable);
  channel_fixture_send (fixture->channel, sending, cancellable);
  g_assert_cmpint (item->result.outcome, ==, WB_SEND_RETRY);
  g_assert_nonnull (strstr (item->result.reason, "interrupted"));
}

/* A program that writes for ever and reads nothing costs no memory and holds nothing up. */
static void
test_flood (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbSending) sending = prepare (fixture, "#!/bin/sh\nexec yes 'very long'\n", 0700, 1);
  WbSendItem *item = channel_fixture_add (sending, "key-1", "A title");

  channel_fixture_send (fixture->channel, sending, NULL);
  g_assert_cmpint (item->result.outcome, ==, WB_SEND_RETRY);
  g_assert_cmpint (g_utf8_strlen (item->result.answer, -1), ==, 256);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/exec-channel/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ends", test_ends);
  ADD ("input", test_input);
  ADD ("timeout", test_timeout);
  ADD ("background", test_background);
  ADD ("cancel", test_cancel);
  ADD ("flood", test_flood);
  return g_test_run ();
}
