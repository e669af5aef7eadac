/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenu *
new_state_section (WbInboxPage *self)
{
  GMenu *section = g_menu_new ();
  gboolean is_one = self->item != NULL;
  /* What is seen beside the list is being marked as read just now. */
  gboolean will_read = wb_inbox_page_is_unread (self) && adw_leaflet_get_folded (self->leaflet);
  g_autoptr (GMenuModel) snooze = is_one ? wb_inbox_page_new_snooze_menu (self) : NULL;

  if (is_one)
    {
      g_menu_append (section, will_read ? _ ("Mark as _Read") : _ ("Mark as Un_read"),
                     "inbox.toggle-read");
      g_menu_append (section, _ ("_Acknowledge"), "inbox.acknowledge");
      g_menu_append_submenu (section, _ ("_Snooze"), snooze);
      return section;
    }
  g_menu_append (section, _ ("Mark as _Read"), "inbox.mark-read");
  g_menu_append (section, _ ("_Acknowledge"), "inbox.acknowledge");
  return section;
}

static GMenu *
new_export_section (void)
{
  GMenu *section = g_menu_new ();

  g_menu_append (section, _ ("Export as _JSON…"), "inbox.export::json");
  g_menu_append (section, _ ("Export as _Table (CSV)…"), "inbox.export::csv");
  return section;
}

static GMenu *
new_item_section (void)
{
  GMenu *section = g_menu_new ();

  g_menu_append (section, _ ("_Make an Alert for This…"), "inbox.create-alert");
  g_menu_append (section, _ ("_Copy as Text"), "inbox.copy");
  g_menu_append (section, _ ("Copy as _JSON"), "inbox.copy-json");
  return section;
}

/* wb_inbox_page_show_menu: of what is selected. */
void
wb_inbox_page_show_menu (WbInboxPage *self, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GMenu *last = g_menu_new ();

  append_section (menu, new_state_section (self));
  append_section (menu, self->item != NULL ? new_item_section () : new_export_section ());
  g_menu_append (last, _ ("_Delete"), "inbox.delete");
  append_section (menu, last);
  wb_list_pane_show_menu (self->pane, G_MENU_MODEL (menu), x, y);
}
