/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-secret-line.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/wb-arguments.h"
#include "cli/wb-command.h"

/* Asks for @name without showing what is typed. Keys that would end us are text meanwhile, since
 * nobody would make the terminal show anything again. */
static gssize
read_hidden (const char *name, char **line, gsize *size)
{
  struct termios shown, hidden;
  gssize length;

  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    return getline (line, size, stdin);

  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) (ECHO | ISIG);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  g_printerr ("%s: ", name);
  length = getline (line, size, stdin);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  g_printerr ("\n");
  return length;
}

/*
 * wb_secret_line_read:
 * @name: what it is, for who types it
 *
 * Reads a credential, a line of standard input: what stands on a command line, others can see.
 *
 * Returns: (transfer full) (nullable): without white space around it; %NULL when there is none
 */
char *
wb_secret_line_read (const char *name, GError **error)
{
  char *line = NULL, *text = NULL;
  gsize size = 0;

  if (read_hidden (name, &line, &size) < 0)
    wb_command_refuse (error, _ ("%s: expected a line on standard input"), name);
  else
    text = wb_arguments_dup_utf8 (line, error);
  if (line != NULL)
    explicit_bzero (line, size);
  free (line);
  return text != NULL ? g_strstrip (text) : NULL;
}
