/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "client/wb-notification-list.h"

#include <locale.h>

#include "client/wb-notification-cache.h"
#include "client/wb-row-array.h"
#include "wb-bus-agent1.h"
#include "wb-bus-events1.h"
#include "wb-bus-notifications1.h"

#define TIMEOUT_S 20
#define LATE_SEQ 1000000 /* above those of all rows that a test begins with */

/* An agent that keeps its rows in memory, on a bus of its own, and a list that shows them. */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *agent_connection;
  GDBusConnection *connection;
  WbBusNotifications1 *service;
  WbBusEvents1 *events;
  WbBusAgent1 *agent;
  guint name;

  GArray *rows;     /* WbRow, newest first */
  GHashTable *warn; /* id -> itself: of severity warning, the others are information */
  guint n_get_calls;
  guint n_got_ids;

  WbAgentClient *client;
  WbNotificationList *list;
  guint n_changes;
  guint first_n_items;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static gboolean
timeout_cb (gpointer user_data)
{
  (void) user_data;
  g_error ("the condition did not come true in time");
  return G_SOURCE_REMOVE;
}

static void
wait_until (Fixture *fixture, Condition condition)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_S, timeout_cb, NULL);

  while (!condition (fixture))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static gboolean
is_complete (Fixture *fixture)
{
  return wb_notification_list_is_loaded (fixture->list) && count (fixture) == fixture->rows->len;
}

static gboolean
is_same (Fixture *fixture)
{
  if (!is_complete (fixture))
    return FALSE;
  for (guint i = 0; i < fixture->rows->len; i++)
    if (wb_notification_list_get_id (fixture->list, i) != wb_row_array_get (fixture->rows, i)->id)
      return FALSE;
  return TRUE;
}

/* The agent's side */

static gboolean
passes (Fixture *fixture, const WbFilter *filter, gint64 id)
{
  gboolean is_warning = g_hash_table_contains (fixture->warn, &id);

  return filter->severities == 0
         || (filter->severities & (1u << (is_warning ? WB_SEVERITY_WARNING : WB_SEVERITY_INFO)));
}

static gboolean
list_cb (WbBusNotifications1 *service,
         GDBusMethodInvocation *invocation,
         GVariant *filter_variant,
         gint64 before_seq,
         guint limit,
         gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (WbFilter) filter = wb_filter_new_from_variant (filter_variant, NULL);
  g_autoptr (GArray) found = wb_row_array_new ();
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < fixture->rows->len; i++)
    {
      const WbRow *row = wb_row_array_get (fixture->rows, i);

      if (!passes (fixture, filter, row->id))
        continue;
      if ((before_seq == 0 || row->seq < before_seq) && found->len < limit)
        g_array_append_vals (found, row, 1);
    }
  rows = g_variant_ref_sink (
      g_variant_new_fixed_array (G_VARIANT_TYPE ("(xx)"), found->data, found->len, sizeof (WbRow)));
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    {
      GVariant *swapped = g_variant_byteswap (rows);

      g_variant_unref (rows);
      rows = swapped;
    }
  bytes = g_variant_get_data_as_bytes (rows);
  wb_bus_notifications1_complete_list_packed (
      service, invocation, g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE));
  return TRUE;
}

static GVariant *
new_notification (Fixture *fixture, const WbRow *row)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());
  g_autoptr (WbNotification) notification = NULL;

  g_free (event->title);
  event->title = g_strdup_printf ("Notification %" G_GINT64_FORMAT, row->id);
  g_free (event->message);
  event->message = g_strdup ("**Bold**\n\n- and a list");
  if (g_hash_table_contains (fixture->warn, &row->id))
    event->severity = WB_SEVERITY_WARNING;
  notification = wb_notification_new (row->id, row->seq, event);
  return wb_notification_to_variant (notification);
}

static gboolean
get_cb (WbBusNotifications1 *service,
        GDBusMethodInvocation *invocation,
        GVariant *ids,
        gpointer user_data)
{
  Fixture *fixture = user_data;
  GVariantBuilder found;
  gsize n_ids;
  const gint64 *id = g_variant_get_fixed_array (ids, &n_ids, sizeof *id);

  fixture->n_get_calls++;
  fixture->n_got_ids += (guint) n_ids;
  g_variant_builder_init (&found, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; i < n_ids; i++)
    {
      guint position = wb_row_array_find_id (fixture->rows, id[i]);

      if (position != WB_ROW_NONE)
        g_variant_builder_add_value (
            &found, new_notification (fixture, wb_row_array_get (fixture->rows, position)));
    }
  wb_bus_notifications1_complete_get (service, invocation, g_variant_builder_end (&found));
  return TRUE;
}

static void
add_row (Fixture *fixture, gint64 id, gint64 seq)
{
  WbRow row = { .id = id, .seq = seq };

  g_array_insert_vals (fixture->rows, wb_row_array_find_place (fixture->rows, seq), &row, 1);
}

static void
remove_row (Fixture *fixture, gint64 id)
{
  g_array_remove_index (fixture->rows, wb_row_array_find_id (fixture->rows, id));
}

static void
set_warning (Fixture *fixture, gint64 id)
{
  g_hash_table_add (fixture->warn, g_memdup2 (&id, sizeof id));
}

static GVariant *
new_ids (const gint64 *ids, gsize n_ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids, n_ids, sizeof *ids);
}

static GDBusConnection *
connect_to_bus (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void export(Fixture *fixture, gpointer skeleton)
{
  g_autoptr (GError) error = NULL;

  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (skeleton), fixture->agent_connection,
                                    WB_AGENT_PATH, &error);
  g_assert_no_error (error);
}

static void
own_name (Fixture *fixture)
{
  fixture->name
      = g_bus_own_name_on_connection (fixture->agent_connection, WB_AGENT_NAME,
                                      G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

static void
items_changed_cb (Fixture *fixture)
{
  if (fixture->n_changes++ == 0)
    fixture->first_n_items = count (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer n_rows)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->agent_connection = connect_to_bus (fixture->bus);
  fixture->connection = connect_to_bus (fixture->bus);
  fixture->rows = wb_row_array_new ();
  fixture->warn = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (gint64 id = 1; id <= GPOINTER_TO_INT (n_rows); id++)
    add_row (fixture, id, id);

  fixture->service = wb_bus_notifications1_skeleton_new ();
  fixture->events = wb_bus_events1_skeleton_new ();
  fixture->agent = wb_bus_agent1_skeleton_new ();
  g_signal_connect (fixture->service, "handle-list-packed", G_CALLBACK (list_cb), fixture);
  g_signal_connect (fixture->service, "handle-get", G_CALLBACK (get_cb), fixture);
  export(fixture, fixture->service);
  export(fixture, fixture->events);
  export(fixture, fixture->agent);
  own_name (fixture);

  fixture->client = wb_agent_client_new (fixture->connection);
  fixture->list = wb_notification_list_new (fixture->client);
  g_signal_connect_swapped (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  wait_until (fixture, is_complete);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  (void) data;
  g_signal_handlers_disconnect_by_data (fixture->list, fixture);
  g_assert_finalize_object (fixture->list);
  g_clear_object (&fixture->client);
  g_bus_unown_name (fixture->name);
  g_clear_object (&fixture->service);
  g_clear_object (&fixture->events);
  g_clear_object (&fixture->agent);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_dbus_connection_close_sync (fixture->agent_connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_clear_object (&fixture->agent_connection);
  g_array_unref (fixture->rows);
  g_hash_table_unref (fixture->warn);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

/* The tests */

static void
test_first_page (Fixture *fixture, gconstpointer data)
{
  (void) data;
  g_assert_cmpuint (fixture->first_n_items, ==, WB_NOTIFICATION_LIST_FIRST_PAGE);
  g_assert_true (is_same (fixture));
  g_assert_cmpuint (fixture->n_get_calls, ==, 0);
}

static gboolean
has_got_ten (Fixture *fixture)
{
  return fixture->n_got_ids >= 10;
}

static gboolean
is_fetched (gpointer item)
{
  return wb_notification_item_get_notification (item) != NULL;
}

static void
test_one_get_for_one_turn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *title = NULL;

  (void) data;
  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (fixture->list), i * 7));
  wait_until (fixture, has_got_ten);
  while (!is_fetched (g_ptr_array_index (items, 9)))
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (fixture->n_get_calls, ==, 1);
  title = wb_notification_item_dup_title (g_ptr_array_index (items, 0));
  g_assert_cmpstr (title, ==, "Notification 1000");
  g_assert_cmpstr (wb_notification_item_get_summary (g_ptr_array_index (items, 0)), ==,
                   "Bold • and a list");
}

static void
test_fetched_ahead_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  (void) data;
  wb_notification_list_fetch (fixture->list, 0, 10);
  for (guint i = 0; i < 11; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (fixture->list), i));
  while (!is_fetched (g_ptr_array_index (items, 0)) || !is_fetched (g_ptr_array_index (items, 10)))
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (fixture->n_get_calls, ==, 2);
  g_assert_cmpuint (fixture->n_got_ids, ==, 11);
}

static void
test_one_item_for_one_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WbNotificationItem) first = g_list_model_get_item (G_LIST_MODEL (fixture->list), 3);
  g_autoptr (WbNotificationItem) same = NULL;

  (void) data;
  for (guint i = 0; i < fixture->rows->len; i++)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (fixture->list), i));
  same = wb_notification_list_dup_item (fixture->list, wb_notification_item_get_id (first));
  g_assert_true (same == first);
}

static void
test_cache_is_bounded (Fixture *fixture, gconstpointer data)
{
  gpointer items[2 * WB_NOTIFICATION_CACHE_SIZE];
  guint n_alive = 0;

  (void) data;
  g_assert_cmpuint (fixture->rows->len, >=, G_N_ELEMENTS (items));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      items[i] = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);
      g_object_add_weak_pointer (items[i], &items[i]);
      g_object_unref (items[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (items[i] != NULL)
      {
        n_alive++;
        g_object_remove_weak_pointer (items[i], &items[i]);
      }
  g_assert_cmpuint (n_alive, ==, WB_NOTIFICATION_CACHE_SIZE);
}

static void
test_added (Fixture *fixture, gconstpointer data)
{
  const gint64 ids[] = { 2001, 2002, 2003 };

  (void) data;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    add_row (fixture, ids[i], LATE_SEQ + i);
  wb_bus_notifications1_emit_added (fixture->service, new_ids (ids, G_N_ELEMENTS (ids)));
  wait_until (fixture, is_same);
  g_assert_cmpint (wb_notification_list_get_id (fixture->list, 0), ==, 2003);
}

static void
test_added_many (Fixture *fixture, gconstpointer data)
{
  (void) data;
  for (gint64 i = 0; i < 500; i++)
    add_row (fixture, 2001 + i, LATE_SEQ + i);
  wb_bus_notifications1_emit_added (fixture->service, new_ids (NULL, 0));
  wait_until (fixture, is_same);
}

static void
test_merged_moves_up (Fixture *fixture, gconstpointer data)
{
  const gint64 id = 500;

  (void) data;
  remove_row (fixture, id);
  add_row (fixture, id, LATE_SEQ);
  wb_bus_notifications1_emit_changed (fixture->service, new_ids (&id, 1));
  wait_until (fixture, is_same);
  g_assert_cmpint (wb_notification_list_get_id (fixture->list, 0), ==, id);
}

static void
test_changed_is_fetched_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WbNotificationItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), 4);
  const gint64 id = wb_notification_item_get_id (item);

  (void) data;
  while (!is_fetched (item))
    g_main_context_iteration (NULL, TRUE);
  set_warning (fixture, id);
  wb_bus_notifications1_emit_changed (fixture->service, new_ids (&id, 1));
  while (wb_notification_item_get_notification (item)->event->severity != WB_SEVERITY_WARNING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_same (fixture));
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  const gint64 ids[] = { 1000, 999, 500, 1 };
  g_autoptr (WbNotificationItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);

  (void) data;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    remove_row (fixture, ids[i]);
  wb_bus_notifications1_emit_removed (fixture->service, new_ids (ids, G_N_ELEMENTS (ids)));
  wait_until (fixture, is_same);
  g_assert_true (wb_notification_item_is_gone (item));
}

static void
test_removed_many (Fixture *fixture, gconstpointer data)
{
  (void) data;
  for (gint64 id = 2; id <= 1000; id += 2)
    remove_row (fixture, id);
  wb_bus_notifications1_emit_removed (fixture->service, new_ids (NULL, 0));
  wait_until (fixture, is_same);
}

/* A reload of what is the same at both ends changes only the middle. */
static void
test_reload_keeps_the_rest (Fixture *fixture, gconstpointer data)
{
  guint n_changes;

  (void) data;
  remove_row (fixture, 500);
  n_changes = fixture->n_changes;
  wb_bus_notifications1_emit_removed (fixture->service, new_ids (NULL, 0));
  wait_until (fixture, is_same);
  g_assert_cmpuint (fixture->n_changes, ==, n_changes + 1);
}

static void
test_hide (Fixture *fixture, gconstpointer data)
{
  const gint64 ids[] = { 1000, 700, 1 };

  (void) data;
  wb_notification_list_hide (fixture->list, ids, G_N_ELEMENTS (ids));
  g_assert_cmpuint (count (fixture), ==, 997);
  g_assert_cmpuint (wb_notification_list_find (fixture->list, 700), ==, G_MAXUINT);
  wb_notification_list_unhide (fixture->list, ids, G_N_ELEMENTS (ids));
  g_assert_true (is_same (fixture));
}

static gboolean
has_reloaded (Fixture *fixture)
{
  return fixture->rows->len == 999 && count (fixture) == 998;
}

static void
test_hidden_stay_hidden (Fixture *fixture, gconstpointer data)
{
  const gint64 id = 700;

  (void) data;
  wb_notification_list_hide (fixture->list, &id, 1);
  remove_row (fixture, 300);
  wb_bus_notifications1_emit_removed (fixture->service, new_ids (NULL, 0));
  wait_until (fixture, has_reloaded);
  wb_notification_list_unhide (fixture->list, &id, 1);
  g_assert_true (is_same (fixture));
}

static gboolean
has_three (Fixture *fixture)
{
  return wb_notification_list_is_loaded (fixture->list) && count (fixture) == 3;
}

static void
show_warnings (Fixture *fixture)
{
  g_autoptr (WbFilter) filter = wb_filter_new ();

  set_warning (fixture, 10);
  set_warning (fixture, 20);
  set_warning (fixture, 30);
  filter->severities = 1u << WB_SEVERITY_WARNING;
  wb_notification_list_set_filter (fixture->list, filter);
  g_assert_false (wb_notification_list_is_loaded (fixture->list));
  wait_until (fixture, has_three);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WbFilter) all = wb_filter_new ();

  (void) data;
  show_warnings (fixture);
  g_assert_cmpint (wb_notification_list_get_id (fixture->list, 0), ==, 30);
  wb_notification_list_set_filter (fixture->list, all);
  wait_until (fixture, is_same);
}

static gboolean
has_two (Fixture *fixture)
{
  return count (fixture) == 2;
}

/* A repeat that merged into it no longer passes. */
static void
test_moved_out_of_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WbNotificationItem) item = NULL;
  const gint64 id = 20;

  (void) data;
  show_warnings (fixture);
  item = wb_notification_list_dup_item (fixture->list, id);
  while (!is_fetched (item))
    g_main_context_iteration (NULL, TRUE);
  g_hash_table_remove (fixture->warn, &id);
  remove_row (fixture, id);
  add_row (fixture, id, LATE_SEQ);
  wb_bus_notifications1_emit_changed (fixture->service, new_ids (&id, 1));
  wait_until (fixture, has_two);
  g_assert_cmpuint (wb_notification_list_find (fixture->list, id), ==, G_MAXUINT);
}

static gboolean
is_unreachable (Fixture *fixture)
{
  return wb_agent_client_get_state (fixture->client) == WB_AGENT_STATE_UNREACHABLE;
}

static void
test_agent_comes_back (Fixture *fixture, gconstpointer data)
{
  (void) data;
  g_bus_unown_name (fixture->name);
  wait_until (fixture, is_unreachable);
  g_assert_cmpuint (count (fixture), ==, 1000);

  add_row (fixture, 2001, LATE_SEQ);
  remove_row (fixture, 1);
  own_name (fixture);
  wait_until (fixture, is_same);
}

static gboolean
is_gone (Fixture *fixture)
{
  return wb_notification_list_find (fixture->list, 42) == G_MAXUINT;
}

/* The agent deleted it and we did not hear of it: asking for it tells. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WbNotificationItem) item = NULL;

  (void) data;
  remove_row (fixture, 42);
  item = wb_notification_list_dup_item (fixture->list, 42);
  wait_until (fixture, is_gone);
  g_assert_true (wb_notification_item_is_gone (item));
}

static GArray *
new_rows (gint64 from, gint64 to)
{
  GArray *rows = wb_row_array_new ();

  for (gint64 i = from; i >= to; i--)
    {
      WbRow row = { .id = i, .seq = 10 * i };

      g_array_append_val (rows, row);
    }
  return rows;
}

static void
test_row_array (void)
{
  g_autoptr (GArray) a = new_rows (10, 1);
  g_autoptr (GArray) b = new_rows (10, 1);
  g_autoptr (GArray) none = wb_row_array_new ();
  guint n_prefix, n_suffix;

  g_assert_cmpuint (wb_row_array_find_place (a, 101), ==, 0);
  g_assert_cmpuint (wb_row_array_find_place (a, 100), ==, 0);
  g_assert_cmpuint (wb_row_array_find_place (a, 55), ==, 5);
  g_assert_cmpuint (wb_row_array_find_place (a, 5), ==, 10);
  g_assert_cmpuint (wb_row_array_find_id (a, 10), ==, 0);
  g_assert_cmpuint (wb_row_array_find_id (a, 11), ==, WB_ROW_NONE);

  wb_row_array_compare (a, b, &n_prefix, &n_suffix);
  g_assert_cmpuint (n_prefix, ==, 10);
  g_assert_cmpuint (n_suffix, ==, 0);
  g_array_remove_index (b, 4);
  wb_row_array_compare (a, b, &n_prefix, &n_suffix);
  g_assert_cmpuint (n_prefix, ==, 4);
  g_assert_cmpuint (n_suffix, ==, 5);
  wb_row_array_compare (a, none, &n_prefix, &n_suffix);
  g_assert_cmpuint (n_prefix + n_suffix, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
    int n_rows;
  } tests[] = {
    { "/notification-list/first-page", test_first_page, 25000 },
    { "/notification-list/one-get-for-one-turn", test_one_get_for_one_turn, 1000 },
    { "/notification-list/fetched-ahead-once", test_fetched_ahead_once, 1000 },
    { "/notification-list/one-item-for-one-id", test_one_item_for_one_id, 2000 },
    { "/notification-list/cache-is-bounded", test_cache_is_bounded, 2000 },
    { "/notification-list/added", test_added, 1000 },
    { "/notification-list/added/to-none", test_added, 0 },
    { "/notification-list/added/many", test_added_many, 1000 },
    { "/notification-list/merged-moves-up", test_merged_moves_up, 1000 },
    { "/notification-list/changed-is-fetched-again", test_changed_is_fetched_again, 1000 },
    { "/notification-list/removed", test_removed, 1000 },
    { "/notification-list/removed/many", test_removed_many, 1000 },
    { "/notification-list/reload-keeps-the-rest", test_reload_keeps_the_rest, 1000 },
    { "/notification-list/hide", test_hide, 1000 },
    { "/notification-list/hidden-stay-hidden", test_hidden_stay_hidden, 1000 },
    { "/notification-list/filter", test_filter, 1000 },
    { "/notification-list/moved-out-of-filter", test_moved_out_of_filter, 1000 },
    { "/notification-list/agent-comes-back", test_agent_comes_back, 1000 },
    { "/notification-list/missing", test_missing, 1000 },
  };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-array", test_row_array);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GINT_TO_POINTER (tests[i].n_rows), set_up, tests[i].test,
                tear_down);
  return g_test_run ();
}
