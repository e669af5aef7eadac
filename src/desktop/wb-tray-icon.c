/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-tray"

#include "config.h"

#include "desktop/wb-tray-icon.h"

#include <glib/gi18n-lib.h>

#include "desktop/wb-tray-menu.h"
#include "desktop/wb-tray-pixmap.h"
#include "desktop/wb-tray-watcher.h"

#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/MenuBar"

/* However fast the state changes, panels are told no more often than this. */
#define UPDATE_INTERVAL_US (G_USEC_PER_SEC / 10)

#define PAUSE_S (60 * 60) /* by the middle button */

struct _WbTrayIcon
{
  WbBusStatusNotifierItemSkeleton parent_instance;

  WbTrayMenu *menu;            /* owned */
  GDBusConnection *connection; /* owned, nullable */
  WbTrayWatcher *watcher;      /* owned, nullable */
  char *token;                 /* owned, nullable: for the next activation */

  guint unread;
  gboolean needs_attention;
  char *trouble;     /* owned, nullable */
  GPtrArray *recent; /* owned: WbNotification */
  gint64 paused_until_s;

  guint update_source;
  gint64 updated_us; /* monotonic */
  int drawn_look;    /* what the pixmaps show; -1: nothing yet */
  guint drawn_count;
};

enum
{
  PROP_0,
  PROP_IS_SHOWN,
  N_PROPERTIES
};

enum
{
  SIGNAL_OPEN,
  SIGNAL_OPEN_NOTIFICATION,
  SIGNAL_MARK_ALL_READ,
  SIGNAL_SNOOZE_ALL,
  SIGNAL_PAUSE,
  SIGNAL_PREFERENCES,
  SIGNAL_QUIT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void wb_tray_icon_iface_init (WbBusStatusNotifierItemIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbTrayIcon,
                               wb_tray_icon,
                               WB_BUS_TYPE_STATUS_NOTIFIER_ITEM_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_STATUS_NOTIFIER_ITEM,
                                                      wb_tray_icon_iface_init))

static char *
create_unread_text (guint unread)
{
  if (unread == 0)
    return g_strdup (_ ("No unread notifications"));
  return g_strdup_printf (ngettext ("%u unread notification", "%u unread notifications", unread),
                          unread);
}

/* Panels read the text as markup. */
static char *
create_tool_tip_text (WbTrayIcon *self)
{
  g_autofree char *unread = create_unread_text (self->unread);
  GString *text = g_string_new (unread);

  if (self->paused_until_s != 0)
    {
      g_autofree char *until
          = wb_tray_menu_dup_time (self->paused_until_s, g_get_real_time () / G_USEC_PER_SEC);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Pop-ups paused until %s"), until);
    }
  if (self->trouble != NULL)
    {
      g_autofree char *trouble = g_markup_escape_text (self->trouble, -1);

      g_string_append_printf (text, "\n%s", trouble);
    }
  return g_string_free (text, FALSE);
}

static void
update_pixmaps (WbTrayIcon *self)
{
  WbBusStatusNotifierItem *item = WB_BUS_STATUS_NOTIFIER_ITEM (self);
  guint count = MIN (self->unread, WB_TRAY_PIXMAP_LIMIT_COUNT + 1);
  WbTrayLook look = self->trouble != NULL ? WB_TRAY_LOOK_TROUBLE
                    : count > 0           ? WB_TRAY_LOOK_UNREAD
                                          : WB_TRAY_LOOK_NORMAL;
  const char *name
      = look == WB_TRAY_LOOK_TROUBLE ? WB_APP_ID "-tray-trouble" : WB_APP_ID "-tray-normal";
  g_autoptr (GVariant) pixmaps = NULL;

  if (self->drawn_look == (int) look && self->drawn_count == count)
    return;
  self->drawn_look = (int) look;
  self->drawn_count = count;

  pixmaps = g_variant_ref_sink (wb_tray_pixmap_new (look, count));
  /* A name is sharp at any size, but panels prefer it to the pixmaps, and only these can count. */
  wb_bus_status_notifier_item_set_icon_name (item, count == 0 ? name : "");
  wb_bus_status_notifier_item_set_icon_pixmap (item, pixmaps);
  wb_bus_status_notifier_item_set_attention_icon_pixmap (item, pixmaps);
}

static void
update_texts (WbTrayIcon *self)
{
  WbBusStatusNotifierItem *item = WB_BUS_STATUS_NOTIFIER_ITEM (self);
  g_autofree char *unread = create_unread_text (self->unread);
  g_autofree char *text = create_tool_tip_text (self);
  g_autofree char *description
      /* Translators: for screen readers: "Wakebell", and how many notifications are unread. */
      = g_strdup_printf (_ ("%s, %s"), _ ("Wakebell"), unread);

  wb_bus_status_notifier_item_set_status (item,
                                          self->needs_attention ? "NeedsAttention" : "Active");
  wb_bus_status_notifier_item_set_icon_accessible_desc (item, description);
  wb_bus_status_notifier_item_set_attention_accessible_desc (item, description);
  wb_bus_status_notifier_item_set_tool_tip (
      item,
      g_variant_new ("(s@a(iiay)ss)", "", g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0),
                     _ ("Wakebell"), text));
}

static void
update_menu (WbTrayIcon *self)
{
  WbTrayMenuState state = {
    .unread = self->unread,
    .trouble = self->trouble,
    .recent = self->recent,
    .paused_until_s = self->paused_until_s,
  };

  wb_tray_menu_set_state (self->menu, &state);
}

/* Every one of these signals: each panel reads again after some of them only. */
static void
emit_new (WbTrayIcon *self)
{
  WbBusStatusNotifierItem *item = WB_BUS_STATUS_NOTIFIER_ITEM (self);

  wb_bus_status_notifier_item_emit_new_icon (item);
  wb_bus_status_notifier_item_emit_new_attention_icon (item);
  wb_bus_status_notifier_item_emit_new_overlay_icon (item);
  wb_bus_status_notifier_item_emit_new_tool_tip (item);
  wb_bus_status_notifier_item_emit_new_title (item);
  wb_bus_status_notifier_item_emit_new_status (item, wb_bus_status_notifier_item_get_status (item));
}

static void
update (WbTrayIcon *self)
{
  update_pixmaps (self);
  update_texts (self);
  update_menu (self);
}

static gboolean
update_cb (gpointer data)
{
  WbTrayIcon *self = data;

  self->update_source = 0;
  self->updated_us = g_get_monotonic_time ();
  update (self);
  emit_new (self);
  return G_SOURCE_REMOVE;
}

/* Several changes make one update: at once after a quiet time, else when the interval is over. */
static void
schedule_update (WbTrayIcon *self)
{
  gint64 wait_us = self->updated_us + UPDATE_INTERVAL_US - g_get_monotonic_time ();

  if (self->update_source == 0)
    self->update_source = g_timeout_add ((guint) (MAX (wait_us, 0) / 1000), update_cb, self);
}

static void
shown_cb (WbTrayIcon *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

static void
unexport (gpointer skeleton)
{
  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}

static void
forget_connection (WbTrayIcon *self)
{
  gboolean was_shown = wb_tray_icon_is_shown (self);

  g_clear_object (&self->watcher);
  unexport (self);
  unexport (self->menu);
  g_clear_object (&self->connection);
  if (was_shown)
    shown_cb (self);
}

static void
menu_activated_cb (WbTrayMenu *menu G_GNUC_UNUSED, int command, gint64 value, gpointer data)
{
  WbTrayIcon *self = data;
  g_autofree char *token = g_steal_pointer (&self->token);

  switch ((WbTrayCommand) command)
    {
    case WB_TRAY_COMMAND_OPEN:
      g_signal_emit (self, signals[SIGNAL_OPEN], 0, token);
      break;
    case WB_TRAY_COMMAND_OPEN_NOTIFICATION:
      g_signal_emit (self, signals[SIGNAL_OPEN_NOTIFICATION], 0, value, token);
      break;
    case WB_TRAY_COMMAND_MARK_ALL_READ:
      g_signal_emit (self, signals[SIGNAL_MARK_ALL_READ], 0);
      break;
    case WB_TRAY_COMMAND_SNOOZE_ALL:
      g_signal_emit (self, signals[SIGNAL_SNOOZE_ALL], 0, value);
      break;
    case WB_TRAY_COMMAND_PAUSE:
      g_signal_emit (self, signals[SIGNAL_PAUSE], 0, value);
      break;
    case WB_TRAY_COMMAND_PREFERENCES:
      g_signal_emit (self, signals[SIGNAL_PREFERENCES], 0, token);
      break;
    case WB_TRAY_COMMAND_QUIT:
      g_signal_emit (self, signals[SIGNAL_QUIT], 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
open_centre (WbTrayIcon *self)
{
  g_autofree char *token = g_steal_pointer (&self->token);

  g_signal_emit (self, signals[SIGNAL_OPEN], 0, token);
}

static gboolean
handle_activate (WbBusStatusNotifierItem *item,
                 GDBusMethodInvocation *invocation,
                 int x G_GNUC_UNUSED,
                 int y G_GNUC_UNUSED)
{
  wb_bus_status_notifier_item_complete_activate (item, g_steal_pointer (&invocation));
  open_centre (WB_TRAY_ICON (item));
  return TRUE;
}

/* The middle button pauses pop-ups for an hour, or ends a pause: a slip of the finger loses
 * nothing. */
static void
toggle_pause (WbTrayIcon *self)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  g_signal_emit (self, signals[SIGNAL_PAUSE], 0,
                 self->paused_until_s > now_s ? G_GINT64_CONSTANT (0) : now_s + PAUSE_S);
}

static gboolean
handle_secondary_activate (WbBusStatusNotifierItem *item,
                           GDBusMethodInvocation *invocation,
                           int x G_GNUC_UNUSED,
                           int y G_GNUC_UNUSED)
{
  wb_bus_status_notifier_item_complete_secondary_activate (item, g_steal_pointer (&invocation));
  toggle_pause (WB_TRAY_ICON (item));
  return TRUE;
}

static gboolean
handle_xayatana_secondary_activate (WbBusStatusNotifierItem *item,
                                    GDBusMethodInvocation *invocation,
                                    guint timestamp G_GNUC_UNUSED)
{
  wb_bus_status_notifier_item_complete_xayatana_secondary_activate (item,
                                                                    g_steal_pointer (&invocation));
  toggle_pause (WB_TRAY_ICON (item));
  return TRUE;
}

/* Asked for by panels that cannot show a menu, as swaybar. */
static gboolean
handle_context_menu (WbBusStatusNotifierItem *item,
                     GDBusMethodInvocation *invocation,
                     int x G_GNUC_UNUSED,
                     int y G_GNUC_UNUSED)
{
  wb_bus_status_notifier_item_complete_context_menu (item, g_steal_pointer (&invocation));
  open_centre (WB_TRAY_ICON (item));
  return TRUE;
}

static gboolean
handle_scroll (WbBusStatusNotifierItem *item,
               GDBusMethodInvocation *invocation,
               int delta G_GNUC_UNUSED,
               const char *orientation G_GNUC_UNUSED)
{
  wb_bus_status_notifier_item_complete_scroll (item, g_steal_pointer (&invocation));
  return TRUE;
}

static gboolean
handle_provide_xdg_activation_token (WbBusStatusNotifierItem *item,
                                     GDBusMethodInvocation *invocation,
                                     const char *token)
{
  WbTrayIcon *self = WB_TRAY_ICON (item);

  g_free (self->token);
  self->token = g_strdup (token);
  wb_bus_status_notifier_item_complete_provide_xdg_activation_token (item,
                                                                     g_steal_pointer (&invocation));
  return TRUE;
}

static void
wb_tray_icon_iface_init (WbBusStatusNotifierItemIface *iface)
{
  iface->handle_activate = handle_activate;
  iface->handle_secondary_activate = handle_secondary_activate;
  iface->handle_xayatana_secondary_activate = handle_xayatana_secondary_activate;
  iface->handle_context_menu = handle_context_menu;
  iface->handle_scroll = handle_scroll;
  iface->handle_provide_xdg_activation_token = handle_provide_xdg_activation_token;
}

static void
wb_tray_icon_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_IS_SHOWN:
      g_value_set_boolean (value, wb_tray_icon_is_shown (WB_TRAY_ICON (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_tray_icon_dispose (GObject *object)
{
  WbTrayIcon *self = WB_TRAY_ICON (object);

  forget_connection (self);
  g_clear_handle_id (&self->update_source, g_source_remove);

  G_OBJECT_CLASS (wb_tray_icon_parent_class)->dispose (object);
}

static void
wb_tray_icon_finalize (GObject *object)
{
  WbTrayIcon *self = WB_TRAY_ICON (object);

  g_clear_object (&self->menu);
  g_clear_pointer (&self->recent, g_ptr_array_unref);
  g_free (self->trouble);
  g_free (self->token);

  G_OBJECT_CLASS (wb_tray_icon_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_types, GType first, GType second)
{
  return g_signal_new (name, WB_TYPE_TRAY_ICON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_types, first, second);
}

static void
wb_tray_icon_class_init (WbTrayIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = wb_tray_icon_get_property;
  object_class->dispose = wb_tray_icon_dispose;
  object_class->finalize = wb_tray_icon_finalize;

  properties[PROP_IS_SHOWN] = g_param_spec_boolean ("is-shown", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_OPEN] = add_signal ("open", 1, G_TYPE_STRING, G_TYPE_NONE);
  signals[SIGNAL_OPEN_NOTIFICATION]
      = add_signal ("open-notification", 2, G_TYPE_INT64, G_TYPE_STRING);
  signals[SIGNAL_MARK_ALL_READ] = add_signal ("mark-all-read", 0, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_SNOOZE_ALL] = add_signal ("snooze-all", 1, G_TYPE_INT64, G_TYPE_NONE);
  signals[SIGNAL_PAUSE] = add_signal ("pause", 1, G_TYPE_INT64, G_TYPE_NONE);
  signals[SIGNAL_PREFERENCES] = add_signal ("preferences", 1, G_TYPE_STRING, G_TYPE_NONE);
  signals[SIGNAL_QUIT] = add_signal ("quit", 0, G_TYPE_NONE, G_TYPE_NONE);
}

static void
wb_tray_icon_init (WbTrayIcon *self)
{
  WbBusStatusNotifierItem *item = WB_BUS_STATUS_NOTIFIER_ITEM (self);

  self->menu = wb_tray_menu_new ();
  self->recent = g_ptr_array_new ();
  self->drawn_look = -1;
  g_signal_connect_object (self->menu, "activated", G_CALLBACK (menu_activated_cb), self, 0);

  wb_bus_status_notifier_item_set_category (item, "ApplicationStatus");
  wb_bus_status_notifier_item_set_id (item, WB_APP_ID);
  wb_bus_status_notifier_item_set_title (item, _ ("Wakebell"));
  wb_bus_status_notifier_item_set_icon_theme_path (item, "");
  wb_bus_status_notifier_item_set_overlay_icon_name (item, "");
  wb_bus_status_notifier_item_set_overlay_icon_pixmap (
      item, g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0));
  wb_bus_status_notifier_item_set_attention_icon_name (item, "");
  wb_bus_status_notifier_item_set_attention_movie_name (item, "");
  wb_bus_status_notifier_item_set_menu (item, MENU_PATH);
  update (self);
}

WbTrayIcon *
wb_tray_icon_new (void)
{
  return g_object_new (WB_TYPE_TRAY_ICON, NULL);
}

/*
 * wb_tray_icon_set_connection:
 * @connection: (nullable): the session bus; NULL: there is none now
 */
void
wb_tray_icon_set_connection (WbTrayIcon *self, GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (WB_IS_TRAY_ICON (self));
  g_return_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection));

  if (connection == self->connection)
    return;
  forget_connection (self);
  if (connection == NULL)
    return;

  self->connection = g_object_ref (connection);
  /* Before it is announced: Plasma drops an item that is not there when it looks. */
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self), connection, ITEM_PATH,
                                         &error)
      || !g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->menu), connection,
                                            MENU_PATH, &error))
    {
      g_debug ("no tray icon: %s", error->message);
      return;
    }
  self->watcher = wb_tray_watcher_new (connection, ITEM_PATH);
  g_signal_connect_object (self->watcher, "notify::is-shown", G_CALLBACK (shown_cb), self,
                           G_CONNECT_SWAPPED);
}

/*
 * wb_tray_icon_set_unread:
 * @count: unread notifications
 * @needs_attention: one of them is an error or critical
 */
void
wb_tray_icon_set_unread (WbTrayIcon *self, guint count, gboolean needs_attention)
{
  g_return_if_fail (WB_IS_TRAY_ICON (self));

  if (self->unread == count && self->needs_attention == needs_attention)
    return;
  self->unread = count;
  self->needs_attention = needs_attention;
  schedule_update (self);
}

/* wb_tray_icon_set_trouble: @trouble: (nullable): what does not work, as one sentence */
void
wb_tray_icon_set_trouble (WbTrayIcon *self, const char *trouble)
{
  g_return_if_fail (WB_IS_TRAY_ICON (self));

  if (g_strcmp0 (self->trouble, trouble) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  schedule_update (self);
}

/* wb_tray_icon_set_recent: @recent: WbNotification: unread ones, the newest first; it is copied */
void
wb_tray_icon_set_recent (WbTrayIcon *self, GPtrArray *recent)
{
  g_return_if_fail (WB_IS_TRAY_ICON (self));
  g_return_if_fail (recent != NULL);

  g_ptr_array_unref (self->recent);
  self->recent = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_notification_unref);
  for (guint i = 0; i < MIN (recent->len, WB_TRAY_MENU_LIMIT_RECENT); i++)
    g_ptr_array_add (self->recent, wb_notification_ref (g_ptr_array_index (recent, i)));
  schedule_update (self);
}

/* wb_tray_icon_set_paused_until: seconds since 1970, UTC; 0: pop-ups are shown */
void
wb_tray_icon_set_paused_until (WbTrayIcon *self, gint64 until_s)
{
  g_return_if_fail (WB_IS_TRAY_ICON (self));

  if (self->paused_until_s == until_s)
    return;
  self->paused_until_s = until_s;
  schedule_update (self);
}

/* wb_tray_icon_is_shown: whether there is a tray that has it. */
gboolean
wb_tray_icon_is_shown (WbTrayIcon *self)
{
  g_return_val_if_fail (WB_IS_TRAY_ICON (self), FALSE);

  return self->watcher != NULL && wb_tray_watcher_is_shown (self->watcher);
}
