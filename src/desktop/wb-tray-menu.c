/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-tray-menu.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-text.h"
#include "desktop/wb-bubble.h"

#define MENU_VERSION 3
#define QUARTER_S (15 * 60)
#define HOUR_S (60 * 60)

/* "Tomorrow" is when people are back; before the night is over it is still the coming morning. */
#define MORNING_HOUR 8
#define NIGHT_END_HOUR 5

enum
{
  ID_ROOT,
  ID_OPEN,
  ID_TROUBLE,
  ID_LIST_SEPARATOR,
  ID_UNREAD,
  ID_ACTIONS_SEPARATOR,
  ID_MARK_ALL_READ,
  ID_SNOOZE,
  ID_SNOOZE_QUARTER,
  ID_SNOOZE_HOUR,
  ID_SNOOZE_TOMORROW,
  ID_PAUSE,
  ID_PAUSED_UNTIL,
  ID_RESUME,
  ID_PAUSE_SEPARATOR,
  ID_PAUSE_HOUR,
  ID_PAUSE_TOMORROW,
  ID_PREFERENCES,
  ID_QUIT_SEPARATOR,
  ID_QUIT,
  /* A notification keeps its number: a click on a menu that is just changing hits what was meant.
   */
  ID_FIRST_RECENT = 1000,
};

typedef struct
{
  gint32 id;
  gint32 parent;
  gint64 notification_id; /* of a recent one, else 0 */
  GVariantDict dict;      /* until the menu is complete */
  GVariant *properties;   /* owned, from then on */
} Item;

struct _WbTrayMenu
{
  WbBusDbusmenuSkeleton parent_instance;

  GPtrArray *items; /* Item, owned: in the order they are shown in */
  GVariant *layout; /* owned: all of it */
  guint revision;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void wb_tray_menu_iface_init (WbBusDbusmenuIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbTrayMenu,
                               wb_tray_menu,
                               WB_BUS_TYPE_DBUSMENU_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_DBUSMENU,
                                                      wb_tray_menu_iface_init))

static void
item_free (gpointer data)
{
  Item *item = data;

  g_clear_pointer (&item->properties, g_variant_unref);
  g_free (item);
}

static Item *
add_item (GPtrArray *items, gint32 parent, gint32 id, const char *label)
{
  Item *item = g_new0 (Item, 1);

  item->id = id;
  item->parent = parent;
  g_variant_dict_init (&item->dict, NULL);
  if (label != NULL)
    g_variant_dict_insert (&item->dict, "label", "s", label);
  g_ptr_array_add (items, item);
  return item;
}

static void
add_separator (GPtrArray *items, gint32 parent, gint32 id)
{
  Item *item = add_item (items, parent, id, NULL);

  g_variant_dict_insert (&item->dict, "type", "s", "separator");
}

/* Text from outside: an underscore is no access key there. */
static char *
create_label (const char *text, glong limit_characters)
{
  g_autofree char *clean = wb_text_dup_clean (text);
  g_autofree char *line = wb_text_dup_single_line (clean);
  g_autofree char *label = wb_text_truncate (line, limit_characters);
  GString *escaped = g_string_new (label);

  g_string_replace (escaped, "_", "__", 0);
  return g_string_free (escaped, FALSE);
}

static void
add_trouble (GPtrArray *items, const char *trouble)
{
  g_autofree char *label = create_label (trouble, WB_TRAY_MENU_LIMIT_TROUBLE_CHARACTERS);
  Item *item = add_item (items, ID_ROOT, ID_TROUBLE, label);

  g_variant_dict_insert (&item->dict, "icon-name", "s", "dialog-warning");
  g_variant_dict_insert (&item->dict, "enabled", "b", FALSE);
}

static void
add_unread (GPtrArray *items, guint unread)
{
  g_autofree char *label = NULL;
  Item *item;

  if (unread == 0)
    label = g_strdup (_ ("No unread notifications"));
  else
    label = g_strdup_printf (ngettext ("%u unread notification", "%u unread notifications", unread),
                             unread);
  item = add_item (items, ID_ROOT, ID_UNREAD, label);
  g_variant_dict_insert (&item->dict, "enabled", "b", FALSE);
}

static void
add_recent (GPtrArray *items, const WbNotification *notification)
{
  WbSeverity severity = notification->severity;
  gint32 id = (gint32) (notification->id % (G_MAXINT32 - ID_FIRST_RECENT)) + ID_FIRST_RECENT;
  g_autofree char *label
      = create_label (notification->event->title, WB_TRAY_MENU_LIMIT_TITLE_CHARACTERS);
  g_autofree char *description
      /* Translators: a severity, and a title. */
      = g_strdup_printf (_ ("%s: %s"), wb_severity_get_label (severity), label);
  Item *item = add_item (items, ID_ROOT, id, label);

  item->notification_id = notification->id;
  g_variant_dict_insert (&item->dict, "icon-name", "s", wb_bubble_get_severity_icon (severity));
  g_variant_dict_insert (&item->dict, "accessible-desc", "s", description);
}

static void
add_paused_until (GPtrArray *items, const char *label)
{
  Item *item = add_item (items, ID_PAUSE, ID_PAUSED_UNTIL, label);

  g_variant_dict_insert (&item->dict, "toggle-type", "s", "checkmark");
  g_variant_dict_insert (&item->dict, "toggle-state", "i", 1);
  g_variant_dict_insert (&item->dict, "enabled", "b", FALSE);
}

static void
add_pause (GPtrArray *items, gint64 paused_until_s)
{
  g_autofree char *label = NULL;
  Item *item;

  if (paused_until_s != 0)
    {
      g_autofree char *until
          = wb_tray_menu_dup_time (paused_until_s, g_get_real_time () / G_USEC_PER_SEC);

      /* Translators: pop-ups are; %s is a time of the day. */
      label = g_strdup_printf (_ ("Paused until %s"), until);
    }
  item = add_item (items, ID_ROOT, ID_PAUSE, _ ("Pause Pop-ups"));
  g_variant_dict_insert (&item->dict, "children-display", "s", "submenu");
  if (label != NULL)
    {
      add_paused_until (items, label);
      add_item (items, ID_PAUSE, ID_RESUME, _ ("_Resume"));
      add_separator (items, ID_PAUSE, ID_PAUSE_SEPARATOR);
    }
  add_item (items, ID_PAUSE, ID_PAUSE_HOUR, _ ("For One _Hour"));
  add_item (items, ID_PAUSE, ID_PAUSE_TOMORROW, _ ("Until _Tomorrow Morning"));
}

static void
add_snooze (GPtrArray *items, gboolean has_unread)
{
  Item *item = add_item (items, ID_ROOT, ID_SNOOZE, _ ("Snooze All"));

  g_variant_dict_insert (&item->dict, "children-display", "s", "submenu");
  g_variant_dict_insert (&item->dict, "enabled", "b", has_unread);
  add_item (items, ID_SNOOZE, ID_SNOOZE_QUARTER, _ ("For _15 Minutes"));
  add_item (items, ID_SNOOZE, ID_SNOOZE_HOUR, _ ("For One _Hour"));
  add_item (items, ID_SNOOZE, ID_SNOOZE_TOMORROW, _ ("Until _Tomorrow Morning"));
}

static GPtrArray *
create_items (const WbTrayMenuState *state)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);
  guint n_recent = state->recent != NULL ? state->recent->len : 0;
  Item *item = add_item (items, -1, ID_ROOT, NULL);

  g_variant_dict_insert (&item->dict, "children-display", "s", "submenu");
  /* First: GNOME opens the menu on a click, and a second click is on this. */
  add_item (items, ID_ROOT, ID_OPEN, _ ("_Open Notification Centre"));
  if (state->trouble != NULL)
    add_trouble (items, state->trouble);
  add_separator (items, ID_ROOT, ID_LIST_SEPARATOR);
  add_unread (items, state->unread);
  for (guint i = 0; i < MIN (n_recent, WB_TRAY_MENU_LIMIT_RECENT); i++)
    add_recent (items, g_ptr_array_index (state->recent, i));
  add_separator (items, ID_ROOT, ID_ACTIONS_SEPARATOR);
  item = add_item (items, ID_ROOT, ID_MARK_ALL_READ, _ ("_Mark All as Read"));
  g_variant_dict_insert (&item->dict, "enabled", "b", state->unread > 0);
  add_snooze (items, state->unread > 0);
  add_pause (items, state->paused_until_s);
  add_item (items, ID_ROOT, ID_PREFERENCES, _ ("_Preferences"));
  add_separator (items, ID_ROOT, ID_QUIT_SEPARATOR);
  add_item (items, ID_ROOT, ID_QUIT, _ ("_Quit"));

  for (guint i = 0; i < items->len; i++)
    {
      item = g_ptr_array_index (items, i);
      item->properties = g_variant_ref_sink (g_variant_dict_end (&item->dict));
    }
  return items;
}

static Item *
find_item (WbTrayMenu *self, gint32 id)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (item->id == id)
        return item;
    }
  return NULL;
}

/* (transfer floating): those of the properties that @names names; all if it names none. */
static GVariant *
pick_properties (const Item *item, const char *const *names)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, item->properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (names == NULL || names[0] == NULL || g_strv_contains (names, name))
      g_variant_builder_add (&builder, "{sv}", name, value);
  return g_variant_builder_end (&builder);
}

static GVariant *
create_layout (WbTrayMenu *self, const Item *parent, int depth, const char *const *names)
{
  GVariantBuilder children;

  g_variant_builder_init (&children, G_VARIANT_TYPE ("av"));
  for (guint i = 0; depth != 0 && i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (item->parent == parent->id)
        g_variant_builder_add (&children, "v", create_layout (self, item, depth - 1, names));
    }
  return g_variant_new ("(i@a{sv}av)", parent->id, pick_properties (parent, names), &children);
}

static void
emit_activated (WbTrayMenu *self, WbTrayCommand command, gint64 value)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, command, value);
}

static void
activate_item (WbTrayMenu *self, gint32 id)
{
  const Item *item = find_item (self, id);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  if (item != NULL && item->notification_id != 0)
    {
      emit_activated (self, WB_TRAY_COMMAND_OPEN_NOTIFICATION, item->notification_id);
      return;
    }
  switch (id)
    {
    case ID_OPEN:
      emit_activated (self, WB_TRAY_COMMAND_OPEN, 0);
      break;
    case ID_MARK_ALL_READ:
      emit_activated (self, WB_TRAY_COMMAND_MARK_ALL_READ, 0);
      break;
    case ID_SNOOZE_QUARTER:
      emit_activated (self, WB_TRAY_COMMAND_SNOOZE_ALL, now_s + QUARTER_S);
      break;
    case ID_SNOOZE_HOUR:
      emit_activated (self, WB_TRAY_COMMAND_SNOOZE_ALL, now_s + HOUR_S);
      break;
    case ID_SNOOZE_TOMORROW:
      emit_activated (self, WB_TRAY_COMMAND_SNOOZE_ALL, wb_tray_menu_get_tomorrow_s (now_s));
      break;
    case ID_RESUME:
      emit_activated (self, WB_TRAY_COMMAND_PAUSE, 0);
      break;
    case ID_PAUSE_HOUR:
      emit_activated (self, WB_TRAY_COMMAND_PAUSE, now_s + HOUR_S);
      break;
    case ID_PAUSE_TOMORROW:
      emit_activated (self, WB_TRAY_COMMAND_PAUSE, wb_tray_menu_get_tomorrow_s (now_s));
      break;
    case ID_PREFERENCES:
      emit_activated (self, WB_TRAY_COMMAND_PREFERENCES, 0);
      break;
    case ID_QUIT:
      emit_activated (self, WB_TRAY_COMMAND_QUIT, 0);
      break;
    default:
      /* A notification that has left the menu meanwhile: the centre has it. */
      if (id >= ID_FIRST_RECENT)
        emit_activated (self, WB_TRAY_COMMAND_OPEN, 0);
      break;
    }
}

static void
refuse (GDBusMethodInvocation *invocation, gint32 id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                         "no item %d", id);
}

static gboolean
handle_get_layout (WbBusDbusmenu *menu,
                   GDBusMethodInvocation *invocation,
                   int parent_id,
                   int depth,
                   const char *const *names)
{
  WbTrayMenu *self = WB_TRAY_MENU (menu);
  const Item *parent = find_item (self, parent_id);

  if (parent == NULL)
    refuse (invocation, parent_id);
  else
    wb_bus_dbusmenu_complete_get_layout (menu, g_steal_pointer (&invocation), self->revision,
                                         create_layout (self, parent, depth, names));
  return TRUE;
}

static gboolean
handle_get_group_properties (WbBusDbusmenu *menu,
                             GDBusMethodInvocation *invocation,
                             GVariant *ids,
                             const char *const *names)
{
  WbTrayMenu *self = WB_TRAY_MENU (menu);
  gsize n_ids;
  const gint32 *wanted = g_variant_get_fixed_array (ids, &n_ids, sizeof *wanted);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);
      gboolean is_wanted = n_ids == 0;

      for (gsize j = 0; j < n_ids && !is_wanted; j++)
        is_wanted = wanted[j] == item->id;
      if (is_wanted)
        g_variant_builder_add (&builder, "(i@a{sv})", item->id, pick_properties (item, names));
    }
  wb_bus_dbusmenu_complete_get_group_properties (menu, g_steal_pointer (&invocation),
                                                 g_variant_builder_end (&builder));
  return TRUE;
}

static gboolean
handle_get_property (WbBusDbusmenu *menu,
                     GDBusMethodInvocation *invocation,
                     int id,
                     const char *name)
{
  const Item *item = find_item (WB_TRAY_MENU (menu), id);
  g_autoptr (GVariant) value
      = item != NULL ? g_variant_lookup_value (item->properties, name, NULL) : NULL;

  if (value == NULL)
    g_dbus_method_invocation_return_error (g_steal_pointer (&invocation), G_DBUS_ERROR,
                                           G_DBUS_ERROR_INVALID_ARGS, "item %d: no property %s", id,
                                           name);
  else
    wb_bus_dbusmenu_complete_get_property (menu, g_steal_pointer (&invocation),
                                           g_variant_new_variant (value));
  return TRUE;
}

static gboolean
handle_event (WbBusDbusmenu *menu,
              GDBusMethodInvocation *invocation,
              int id,
              const char *event_id,
              GVariant *data G_GNUC_UNUSED,
              guint timestamp G_GNUC_UNUSED)
{
  wb_bus_dbusmenu_complete_event (menu, g_steal_pointer (&invocation));
  if (g_str_equal (event_id, "clicked"))
    activate_item (WB_TRAY_MENU (menu), id);
  return TRUE;
}

static gboolean
handle_event_group (WbBusDbusmenu *menu, GDBusMethodInvocation *invocation, GVariant *events)
{
  WbTrayMenu *self = WB_TRAY_MENU (menu);
  g_autoptr (GVariant) kept = g_variant_ref (events);
  GVariantBuilder errors;
  GVariantIter iter;
  const char *event_id;
  gint32 id;

  g_variant_builder_init (&errors, G_VARIANT_TYPE ("ai"));
  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "(i&svu)", &id, &event_id, NULL, NULL))
    if (find_item (self, id) == NULL)
      g_variant_builder_add (&errors, "i", id);
  wb_bus_dbusmenu_complete_event_group (menu, g_steal_pointer (&invocation),
                                        g_variant_builder_end (&errors));

  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "(i&svu)", &id, &event_id, NULL, NULL))
    if (g_str_equal (event_id, "clicked"))
      activate_item (self, id);
  return TRUE;
}

static gboolean
handle_about_to_show (WbBusDbusmenu *menu, GDBusMethodInvocation *invocation, int id G_GNUC_UNUSED)
{
  wb_bus_dbusmenu_complete_about_to_show (menu, g_steal_pointer (&invocation), FALSE);
  return TRUE;
}

static gboolean
handle_about_to_show_group (WbBusDbusmenu *menu,
                            GDBusMethodInvocation *invocation,
                            GVariant *ids G_GNUC_UNUSED)
{
  GVariant *none = g_variant_new_array (G_VARIANT_TYPE_INT32, NULL, 0);

  wb_bus_dbusmenu_complete_about_to_show_group (
      menu, g_steal_pointer (&invocation), none,
      g_variant_new_array (G_VARIANT_TYPE_INT32, NULL, 0));
  return TRUE;
}

static void
wb_tray_menu_iface_init (WbBusDbusmenuIface *iface)
{
  iface->handle_get_layout = handle_get_layout;
  iface->handle_get_group_properties = handle_get_group_properties;
  iface->handle_get_property = handle_get_property;
  iface->handle_event = handle_event;
  iface->handle_event_group = handle_event_group;
  iface->handle_about_to_show = handle_about_to_show;
  iface->handle_about_to_show_group = handle_about_to_show_group;
}

static void
wb_tray_menu_finalize (GObject *object)
{
  WbTrayMenu *self = WB_TRAY_MENU (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->layout, g_variant_unref);

  G_OBJECT_CLASS (wb_tray_menu_parent_class)->finalize (object);
}

static void
wb_tray_menu_class_init (WbTrayMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_tray_menu_finalize;

  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", WB_TYPE_TRAY_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
}

static void
wb_tray_menu_init (WbTrayMenu *self)
{
  WbBusDbusmenu *menu = WB_BUS_DBUSMENU (self);
  const char *const no_paths[] = { NULL };
  const char *direction;
  WbTrayMenuState state = { 0 };

  /* Translators: "rtl" where text runs from right to left, else "ltr". */
  direction = C_ ("text direction", "ltr");
  wb_bus_dbusmenu_set_version (menu, MENU_VERSION);
  wb_bus_dbusmenu_set_text_direction (menu, g_str_equal (direction, "rtl") ? "rtl" : "ltr");
  wb_bus_dbusmenu_set_status (menu, "normal");
  wb_bus_dbusmenu_set_icon_theme_path (menu, no_paths);
  wb_tray_menu_set_state (self, &state);
}

WbTrayMenu *
wb_tray_menu_new (void)
{
  return g_object_new (WB_TYPE_TRAY_MENU, NULL);
}

/* wb_tray_menu_set_state: tells the panel only if the menu is another one for it. */
void
wb_tray_menu_set_state (WbTrayMenu *self, const WbTrayMenuState *state)
{
  g_autoptr (GVariant) layout = NULL;

  g_return_if_fail (WB_IS_TRAY_MENU (self));

  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = create_items (state);
  layout = g_variant_ref_sink (create_layout (self, find_item (self, ID_ROOT), -1, NULL));
  if (self->layout != NULL && g_variant_equal (self->layout, layout))
    return;

  g_clear_pointer (&self->layout, g_variant_unref);
  self->layout = g_steal_pointer (&layout);
  self->revision++;
  wb_bus_dbusmenu_emit_layout_updated (WB_BUS_DBUSMENU (self), self->revision, ID_ROOT);
}

/* wb_tray_menu_get_layout: (transfer none): all of it, as (ia{sv}av). */
GVariant *
wb_tray_menu_get_layout (WbTrayMenu *self)
{
  g_return_val_if_fail (WB_IS_TRAY_MENU (self), NULL);

  return self->layout;
}

/* wb_tray_menu_get_tomorrow_s: eight in the next morning of this place, seconds since 1970. */
gint64
wb_tray_menu_get_tomorrow_s (gint64 now_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  g_autoptr (GDateTime) day
      = g_date_time_add_days (now, g_date_time_get_hour (now) < NIGHT_END_HOUR ? 0 : 1);
  g_autoptr (GDateTime) morning
      = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                               g_date_time_get_day_of_month (day), MORNING_HOUR, 0, 0);

  return g_date_time_to_unix (morning);
}

/* wb_tray_menu_dup_time: (transfer full): the time, and the day unless it is today. */
char *
wb_tray_menu_dup_time (gint64 time_s, gint64 now_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_s);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  gboolean is_today = g_date_time_get_year (time) == g_date_time_get_year (now)
                      && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);

  /* Translators: a time of the day, and one with its day of the week; see g_date_time_format(). */
  return g_date_time_format (time, is_today ? _ ("%H:%M") : _ ("%a %H:%M"));
}
