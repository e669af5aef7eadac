/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program ends with. Scripts depend on these: they never change. */
typedef enum
{
  WB_EXIT_DONE = 0,
  WB_EXIT_FAILED = 1, /* refused or failed */
  WB_EXIT_USAGE = 2,
  WB_EXIT_UNREACHABLE = 3, /* the agent cannot be asked */
} WbExit;

/* In this domain the code is what the program ends with; where the message is empty, nothing is to
 * be said. */
#define WB_COMMAND_EXIT (wb_command_exit_quark ())
GQuark wb_command_exit_quark (void);

/* One command: a row of the table in main.c. Texts are not translated yet. */
typedef struct _WbCommand WbCommand;

struct _WbCommand
{
  const char *name;
  const char *parameters; /* of the usage line */
  const char *summary;
  gboolean (*run) (const WbCommand *self, int argc, char **argv, GError **error);
};

GOptionContext *wb_command_create_context (const WbCommand *self, const GOptionEntry *entries);
gboolean wb_command_parse (GOptionContext *context,
                           int argc,
                           char **argv,
                           GStrv *words,
                           GError **error);
gboolean wb_command_parse_entries (const WbCommand *self,
                                   const GOptionEntry *entries,
                                   int argc,
                                   char **argv,
                                   GStrv *words,
                                   GError **error);
gboolean wb_command_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void wb_command_print_error (const char *message);
int wb_command_report (const WbCommand *self, const GError *error);

G_END_DECLS
