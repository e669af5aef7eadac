/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbPage: a page of the window that shows what the agent tells: a header bar, and below it what was
 * told, or that there is nothing, or as yet neither.
 *
 * Properties, for the templates of its subclasses: title (string); content, header-start and
 * header-end (GtkWidget, nullable).
 */
#define WB_TYPE_PAGE (wb_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (WbPage, wb_page, WB, PAGE, GtkBox)

/*
 * WbPageClass:
 * @interfaces: short names, NULL at the end, of the agent's interfaces that say when to ask again
 * @refresh: asks the agent; called only while the page is seen and the agent answers
 */
struct _WbPageClass
{
  GtkBoxClass parent_class;

  const char *const *interfaces;
  void (*refresh) (WbPage *self);
};

void wb_page_set_client (WbPage *self, WbAgentClient *client);
WbAgentClient *wb_page_get_client (WbPage *self);
void wb_page_refresh (WbPage *self);

void wb_page_call (WbPage *self,
                   const char *interface,
                   const char *method,
                   GVariant *parameters,
                   const char *reply_type,
                   GAsyncReadyCallback callback,
                   gpointer user_data);
void wb_page_call_to_the_end (WbPage *self,
                              const char *interface,
                              const char *method,
                              GVariant *parameters,
                              const char *reply_type);
GVariant *wb_page_call_finish (WbPage *self, GAsyncResult *result, GError **error);

void wb_page_show_content (WbPage *self);
void wb_page_show_empty (WbPage *self,
                         const char *icon_name,
                         const char *title,
                         const char *description,
                         GtkWidget *child);
void wb_page_toast (WbPage *self, const char *text);
void wb_page_report (WbPage *self, const GError *error);

G_END_DECLS
