/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_MARKDOWN_HEADINGS 3 /* levels that are told apart; deeper ones look like the last */

/* How one kind of output writes what CommonMark marks up; each pair is before and after. */
typedef struct
{
  const char *strong[2];
  const char *emphasis[2];
  const char *headings[WB_MARKDOWN_HEADINGS][2];
  const char *paragraph[2];
  const char *quote[2];
  const char *quote_prefix; /* nullable: what each line of a quote begins with */
  const char *line_end;
  const char *rule;
  const char *bullet;  /* nullable: lists and items have tags */
  const char *indent;  /* of a list within a list, for each level */
  gboolean has_quotes; /* one within another is marked up, too */
  gboolean is_tagged;  /* blocks need no line ends between them */
  gboolean takes_mailto;
  gboolean finds_addresses; /* the far side makes bare ones links */

  /* All text comes clean of control characters. */
  void (*append_text) (GString *out, const char *text);
  void (*append_code) (GString *out, const char *code, gboolean is_block);
  void (*begin_link) (GString *out, const char *url); /* nullable: links are their words */
  void (*end_link) (GString *out, const char *url);
  glong (*count) (const char *output); /* as the far side counts its limit */
} WbMarkdownStyle;

extern const WbMarkdownStyle wb_markdown_plain;
extern const WbMarkdownStyle wb_markdown_pango;
extern const WbMarkdownStyle wb_markdown_html;
extern const WbMarkdownStyle wb_markdown_slack;
extern const WbMarkdownStyle wb_markdown_discord;
extern const WbMarkdownStyle wb_markdown_telegram;

G_END_DECLS
