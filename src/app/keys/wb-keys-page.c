/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/keys/wb-keys-page.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-minute-clock.h"
#include "app/widgets/wb-number-text.h"
#include "app/keys/wb-provider-group.h"
#include "app/widgets/wb-slices.h"
#include "app/widgets/wb-snippet.h"
#include "app/widgets/wb-toasts.h"

/* Until the agent has told its own. */
#define DEFAULT_WARNING 75.0
#define DEFAULT_CRITICAL 90.0
/* More are shown when someone asks for them. */
#define PAGE_ROWS 100 /* of all providers, as near as may be */
#define PROVIDER_ROWS 25
#define PROVIDER_ROWS_LEAST 3

struct _WbKeysPage
{
  WbPage parent_instance;

  GtkBox *groups;

  WbMinuteClock *clock; /* lent; NULL: not in use */
  GPtrArray *items;     /* owned, nullable until the first answer, WbKeyItem */
  double warning;       /* per cent, as critical */
  double critical;
  WbKeyItem *forgotten; /* owned, nullable: out of sight, until nobody can undo it any more */
  AdwToast *toast;      /* owned, nullable: the one of it */
  guint update_source;
  guint next;        /* of the items: where the provider begins that is shown next */
  guint limit;       /* rows of each */
  GtkWidget *last;   /* lent, nullable: the group of the one before it */
  guint show_source; /* of the work on the groups */
  GtkWidget *help;   /* owned, nullable until there was no key */
  char *address;     /* owned, nullable: of the agent, as the help has it */
};

G_DEFINE_FINAL_TYPE (WbKeysPage, wb_keys_page, WB_TYPE_PAGE)

static void update (WbKeysPage *self);

/* --- what is done to a key --- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);

  if (reply == NULL)
    wb_page_report (WB_PAGE (source), error);
  wb_page_refresh (WB_PAGE (source));
}

static void
recovered_cb (WbKeysPage *self, WbKeyItem *item)
{
  wb_page_call (WB_PAGE (self), "Keys1", "ReportRecovered",
                g_variant_new ("(ss)", item->provider, item->key_id), "(a{sv})", done_cb, NULL);
}

static void
show_cb (WbKeysPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "inbox");
}

/* The menu that was used is part of what goes: that waits until the menu is done. */
static gboolean
update_cb (gpointer user_data)
{
  WbKeysPage *self = user_data;

  self->update_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
update_soon (WbKeysPage *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add (update_cb, self);
}

static void
drop_toast (WbKeysPage *self)
{
  g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_object (&self->toast);
}

static void
undo_cb (WbKeysPage *self)
{
  drop_toast (self);
  g_clear_object (&self->forgotten);
  update (self);
}

/* Does now what was not undone. */
static void
commit (WbKeysPage *self)
{
  g_autoptr (WbKeyItem) item = g_steal_pointer (&self->forgotten);

  if (item == NULL)
    return;
  drop_toast (self);
  for (guint i = 0; i < self->items->len; i++)
    if (g_ptr_array_index (self->items, i) == item)
      {
        g_ptr_array_remove_index (self->items, i);
        break;
      }
  if (self->show_source != 0)
    update_soon (self); /* the work on the groups counts the items */
  wb_page_call_to_the_end (WB_PAGE (self), "Keys1", "Forget",
                           g_variant_new ("(ss)", item->provider, item->key_id), "()");
}

static void
forget_cb (WbKeysPage *self, WbKeyItem *item)
{
  g_autoptr (WbKeyItem) kept = g_object_ref (item);
  g_autoptr (AdwToast) earlier = NULL;
  g_autofree char *name = wb_key_item_dup_name (item);
  g_autofree char *text = g_strdup_printf (_ ("%s of %s was forgotten"), name, item->provider);
  g_autofree char *title = g_markup_escape_text (text, -1);

  g_set_object (&earlier, self->toast);
  commit (self);
  if (earlier != NULL)
    adw_toast_dismiss (earlier);

  self->forgotten = g_steal_pointer (&kept);
  self->toast = adw_toast_new (title);
  adw_toast_set_button_label (self->toast, _ ("Undo"));
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (undo_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (commit), self, G_CONNECT_SWAPPED);
  wb_toasts_add (GTK_WIDGET (self), g_object_ref (self->toast));
  update_soon (self);
}

/* --- nothing --- */

/* (transfer floating). */
static GtkWidget *
create_help (const char *address)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();

  gtk_box_append (
      GTK_BOX (box),
      wb_snippet_new (_ ("In a Terminal"), "wakebell keys quota groq 1 --used 8200 --limit 10000"));
  if (address != NULL)
    {
      g_autofree char *curl = g_strdup_printf (
          "curl -X PUT -d '{\"used\":8200,\"limit\":10000}' %s/api/v1/keys/groq/1/quota", address);

      gtk_box_append (GTK_BOX (box), wb_snippet_new (_ ("From Your Programs"), curl));
    }
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  return clamp;
}

/* What says the same stays: it may have the focus, and takes its time to be laid out. */
static void
update_help (WbKeysPage *self, const char *address)
{
  if (self->help != NULL && g_strcmp0 (address, self->address) == 0)
    return;
  g_free (self->address);
  self->address = g_strdup (address);
  g_clear_object (&self->help);
  self->help = g_object_ref_sink (create_help (address));
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  WbKeysPage *self = WB_KEYS_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);
  g_autoptr (GVariant) status = NULL;
  g_autofree const char **http = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    {
      status = g_variant_get_child_value (reply, 0);
      g_variant_lookup (status, "http", "^a&s", &http);
    }
  update_help (self, http != NULL ? http[0] : NULL);
  wb_page_show_empty (WB_PAGE (self), "wb-keys-symbolic", _ ("No Key Is Known"),
                      _ ("Tell how much of its quota an API key has used. It is named by a label; "
                         "the key itself is never sent."),
                      self->help);
}

static void
show_none (WbKeysPage *self)
{
  wb_page_call (WB_PAGE (self), "Agent1", "Status", NULL, "(a{sv})", status_cb, NULL);
}

/* --- the groups --- */

static gboolean
is_forgotten (WbKeysPage *self, const WbKeyItem *item)
{
  return self->forgotten != NULL && g_str_equal (item->provider, self->forgotten->provider)
         && g_str_equal (item->key_id, self->forgotten->key_id);
}

static WbProviderGroup *
find_group (WbKeysPage *self, const char *provider)
{
  for (GtkWidget *group = gtk_widget_get_first_child (GTK_WIDGET (self->groups)); group != NULL;
       group = gtk_widget_get_next_sibling (group))
    if (g_str_equal (wb_provider_group_get_provider (WB_PROVIDER_GROUP (group)), provider))
      return WB_PROVIDER_GROUP (group);
  return NULL;
}

static WbProviderGroup *
create_group (WbKeysPage *self, const char *provider)
{
  GtkWidget *group = wb_provider_group_new (provider);

  wb_provider_group_set_marks (WB_PROVIDER_GROUP (group), self->warning, self->critical);
  g_signal_connect_object (group, "recovered", G_CALLBACK (recovered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (group, "forget", G_CALLBACK (forget_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (group, "show-notifications", G_CALLBACK (show_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->groups, group);
  return WB_PROVIDER_GROUP (group);
}

/* (transfer full): those of the provider of the item at @first that are seen; @next: where the ones
 * of another begin. */
static GPtrArray *
cut_provider (WbKeysPage *self, guint first, guint *next)
{
  const WbKeyItem *head = g_ptr_array_index (self->items, first);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = first; i < self->items->len; i++)
    {
      WbKeyItem *item = g_ptr_array_index (self->items, i);

      if (!g_str_equal (item->provider, head->provider))
        break;
      if (!is_forgotten (self, item))
        g_ptr_array_add (keys, g_object_ref (item));
    }
  *next = i;
  return keys;
}

/* What is left of groups behind the last one goes. */
static void
end_groups (WbKeysPage *self)
{
  GtkWidget *rest;

  while ((rest = self->last != NULL ? gtk_widget_get_next_sibling (self->last)
                                    : gtk_widget_get_first_child (GTK_WIDGET (self->groups)))
         != NULL)
    gtk_box_remove (self->groups, rest);
  if (self->last == NULL)
    show_none (self);
}

static gboolean
show_next_group (gpointer user_data)
{
  WbKeysPage *self = user_data;
  g_autoptr (GPtrArray) keys = NULL;
  WbProviderGroup *group;

  if (self->next >= self->items->len)
    {
      end_groups (self);
      return FALSE;
    }
  keys = cut_provider (self, self->next, &self->next);
  if (keys->len == 0)
    return TRUE;
  group = find_group (self, ((WbKeyItem *) g_ptr_array_index (keys, 0))->provider);
  if (group == NULL)
    group = create_group (self, ((WbKeyItem *) g_ptr_array_index (keys, 0))->provider);
  gtk_box_reorder_child_after (self->groups, GTK_WIDGET (group), self->last);
  wb_provider_group_show (group, keys, self->limit);
  self->last = GTK_WIDGET (group);
  wb_page_show_content (WB_PAGE (self));
  return TRUE;
}

static guint
count_providers (WbKeysPage *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; n++)
    g_ptr_array_unref (cut_provider (self, i, &i));
  return n;
}

static void
update (WbKeysPage *self)
{
  self->limit
      = CLAMP (PAGE_ROWS / MAX (count_providers (self), 1), PROVIDER_ROWS_LEAST, PROVIDER_ROWS);
  self->next = 0;
  self->last = NULL;
  wb_slices_run (&self->show_source, show_next_group, self);
}

/* --- asking --- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  WbKeysPage *self = WB_KEYS_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);
  g_autoptr (GVariant) keys = NULL;

  if (reply == NULL)
    {
      wb_page_report (WB_PAGE (self), error);
      return;
    }
  keys = g_variant_get_child_value (reply, 0);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; i < g_variant_n_children (keys); i++)
    {
      g_autoptr (GVariant) key = g_variant_get_child_value (keys, i);

      g_ptr_array_add (self->items, wb_key_item_new (key));
    }
  update (self);
}

static void
preferences_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  WbKeysPage *self = WB_KEYS_PAGE (source);
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, NULL);
  g_autoptr (GVariant) preferences = NULL;
  g_autoptr (GVariant) quota = NULL;

  if (reply == NULL)
    return; /* what the list cannot do without tells why */
  preferences = g_variant_get_child_value (reply, 0);
  quota = g_variant_lookup_value (preferences, "quota", G_VARIANT_TYPE_VARDICT);
  if (quota == NULL)
    return;
  wb_number_text_lookup (quota, "warning", &self->warning);
  wb_number_text_lookup (quota, "critical", &self->critical);
  for (GtkWidget *group = gtk_widget_get_first_child (GTK_WIDGET (self->groups)); group != NULL;
       group = gtk_widget_get_next_sibling (group))
    wb_provider_group_set_marks (WB_PROVIDER_GROUP (group), self->warning, self->critical);
}

static void
wb_keys_page_refresh (WbPage *page)
{
  wb_page_call (page, "Alerts1", "GetPreferences", NULL, "(a{sv})", preferences_cb, NULL);
  wb_page_call (page, "Keys1", "List", g_variant_new ("(a{sv})", NULL), "(aa{sv})", listed_cb,
                NULL);
}

/* --- the widget --- */

/* A quarantine ends without a word, and time passes. */
static void
tick_cb (WbKeysPage *self)
{
  wb_page_refresh (WB_PAGE (self));
}

static void
wb_keys_page_map (GtkWidget *widget)
{
  WbKeysPage *self = WB_KEYS_PAGE (widget);

  self->clock = wb_minute_clock_get_default ();
  wb_minute_clock_use (self->clock);
  g_signal_connect_object (self->clock, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  wb_page_refresh (WB_PAGE (self));
  GTK_WIDGET_CLASS (wb_keys_page_parent_class)->map (widget);
}

static gboolean
dismiss_cb (gpointer user_data)
{
  g_autoptr (AdwToast) toast = user_data;

  adw_toast_dismiss (toast);
  return G_SOURCE_REMOVE;
}

/* The toast goes later: what it lies on may be on its way out as well. */
static void
wb_keys_page_unmap (GtkWidget *widget)
{
  WbKeysPage *self = WB_KEYS_PAGE (widget);

  if (self->toast != NULL)
    g_idle_add (dismiss_cb, g_object_ref (self->toast));
  commit (self);
  g_signal_handlers_disconnect_by_func (self->clock, tick_cb, self);
  wb_minute_clock_release (self->clock);
  GTK_WIDGET_CLASS (wb_keys_page_parent_class)->unmap (widget);
}

static void
wb_keys_page_dispose (GObject *object)
{
  WbKeysPage *self = WB_KEYS_PAGE (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_handle_id (&self->show_source, g_source_remove);
  if (self->toast != NULL)
    drop_toast (self);
  g_clear_object (&self->forgotten);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->help);
  g_clear_pointer (&self->address, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_KEYS_PAGE);
  G_OBJECT_CLASS (wb_keys_page_parent_class)->dispose (object);
}

static void
wb_keys_page_class_init (WbKeysPageClass *klass)
{
  static const char *const interfaces[] = { "Keys1", NULL };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_keys_page_dispose;
  widget_class->map = wb_keys_page_map;
  widget_class->unmap = wb_keys_page_unmap;
  WB_PAGE_CLASS (klass)->interfaces = interfaces;
  WB_PAGE_CLASS (klass)->refresh = wb_keys_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbKeysPage, groups);
}

static void
wb_keys_page_init (WbKeysPage *self)
{
  self->warning = DEFAULT_WARNING;
  self->critical = DEFAULT_CRITICAL;
  gtk_widget_init_template (GTK_WIDGET (self));
}
