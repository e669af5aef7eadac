/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-route.h"

#include <glib/gi18n-lib.h>

#define BIT(kind) (1u << (kind))
#define ALL_KINDS (BIT (WB_N_CHANNEL_KINDS) - 1)
#define CHAT_KINDS (BIT (WB_CHANNEL_TELEGRAM) | BIT (WB_CHANNEL_SLACK) | BIT (WB_CHANNEL_DISCORD))

/* Whom a priority is for. */
static const guint priority_kinds[] = {
  [WB_PRIORITY_LOW] = BIT (WB_CHANNEL_SLACK),
  [WB_PRIORITY_MEDIUM] = BIT (WB_CHANNEL_EMAIL) | BIT (WB_CHANNEL_SLACK),
  [WB_PRIORITY_HIGH] = BIT (WB_CHANNEL_EMAIL) | BIT (WB_CHANNEL_SLACK) | BIT (WB_CHANNEL_PAGERDUTY),
  [WB_PRIORITY_CRITICAL] = ALL_KINDS,
};

/* Where nothing better is enabled, the first of these: what wakes people comes last. */
static const WbChannelKind last_kinds[]
    = { WB_CHANNEL_EMAIL, WB_CHANNEL_WEBHOOK, WB_CHANNEL_SMS, WB_CHANNEL_PAGERDUTY };

static const char why_off[] = "off";
static const char why_missing[] = "missing";
static const char why_unknown[] = "unknown";
static const char why_milder[] = "milder";
static const char why_mild[] = "mild";
static const char why_recorded[] = "recorded";

/* Kept with each event: a word takes less room than what it means. */
static const struct
{
  const char *why;
  const char *text;
} texts[] = {
  { why_off, N_ ("switched off in the preferences") },
  { why_missing, N_ ("no channel of this kind is set up") },
  { why_unknown, N_ ("there is no channel of this name") },
  { why_milder, N_ ("milder than what the channel is for") },
  { why_mild, N_ ("not severe enough for a pop-up") },
  { why_recorded, N_ ("events of this type are only recorded") },
};

/* A route that is being made. */
typedef struct
{
  const WbRouteQuestion *question;
  GPtrArray *names;   /* owned; the names are lent */
  GArray *left_out;   /* owned, WbRouteOmission */
  guint n_forwarding; /* names but the desktop's */
} Draft;

static void
leave_out (Draft *draft, const char *name, const char *why)
{
  const WbRouteOmission omission = { name, why };

  for (guint i = 0; i < draft->left_out->len; i++)
    if (g_str_equal (g_array_index (draft->left_out, WbRouteOmission, i).name, name))
      return;
  g_array_append_val (draft->left_out, omission);
}

static void
add_target (Draft *draft, const WbRouteTarget *target)
{
  if (!draft->question->preferences->channels[target->kind])
    {
      leave_out (draft, target->name, why_off);
      return;
    }
  if (draft->question->severity < target->min_severity)
    {
      leave_out (draft, target->name, why_milder);
      return;
    }
  if (g_ptr_array_find_with_equal_func (draft->names, target->name, g_str_equal, NULL))
    return;
  g_ptr_array_add (draft->names, (gpointer) target->name);
  draft->n_forwarding += target->kind != WB_CHANNEL_DESKTOP;
}

/* Returns: how many of the targets are of that kind. */
static guint
add_targets (Draft *draft, WbChannelKind kind)
{
  guint n = 0;

  for (gsize i = 0; i < draft->question->n_targets; i++)
    if (draft->question->targets[i].kind == kind)
      {
        add_target (draft, &draft->question->targets[i]);
        n++;
      }
  return n;
}

static void
add_kind (Draft *draft, WbChannelKind kind)
{
  const char *name = wb_channel_kind_to_string (kind);

  if (!draft->question->preferences->channels[kind])
    leave_out (draft, name, why_off);
  else if (add_targets (draft, kind) == 0)
    leave_out (draft, name, why_missing);
}

/* Adds the channel of that name, else those of that kind. */
static void
add_word (Draft *draft, const char *word)
{
  WbChannelKind kind;

  for (gsize i = 0; i < draft->question->n_targets; i++)
    if (g_ascii_strcasecmp (draft->question->targets[i].name, word) == 0)
      {
        add_target (draft, &draft->question->targets[i]);
        return;
      }
  if (wb_channel_kind_from_string (word, &kind))
    add_kind (draft, kind);
  else
    leave_out (draft, word, why_unknown);
}

static void
add_words (Draft *draft, const char *const *words)
{
  for (; *words != NULL; words++)
    add_word (draft, *words);
}

static void
add_desktop (Draft *draft)
{
  const WbRouteQuestion *question = draft->question;

  if (question->severity < question->preferences->popup_min_severity)
    leave_out (draft, wb_channel_kind_to_string (WB_CHANNEL_DESKTOP), why_mild);
  else
    add_kind (draft, WB_CHANNEL_DESKTOP);
}

static guint
get_kinds (const char *list)
{
  g_auto (GStrv) words = g_strsplit (list, ",", -1);
  guint kinds = 0;
  WbChannelKind kind;

  for (GStrv word = words; *word != NULL; word++)
    if (wb_channel_kind_from_string (*word, &kind))
      kinds |= BIT (kind);
  return kinds;
}

/* So that it reaches someone all the same. */
static void
add_others (Draft *draft)
{
  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    if ((CHAT_KINDS & BIT (kind)) != 0)
      add_targets (draft, (WbChannelKind) kind);
  for (gsize i = 0; i < G_N_ELEMENTS (last_kinds) && draft->n_forwarding == 0; i++)
    add_targets (draft, last_kinds[i]);
}

/* "All" stands for those that are there: none of them is missed. */
static void
add_kinds (Draft *draft, guint kinds)
{
  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    {
      if (kind == WB_CHANNEL_DESKTOP || (kinds & BIT (kind)) == 0)
        continue;
      if (kinds == ALL_KINDS)
        add_targets (draft, (WbChannelKind) kind);
      else
        add_kind (draft, (WbChannelKind) kind);
    }
  if (draft->n_forwarding == 0)
    add_others (draft);
}

/* Returns: who chose. */
static const char *
choose (Draft *draft)
{
  const WbRouteQuestion *question = draft->question;
  const WbEventType *type = question->event->type;

  if (question->event->channels != NULL)
    {
      add_words (draft, (const char *const *) question->event->channels);
      return "event";
    }
  if (type->show == WB_SHOW_RECORD && !question->has_config)
    {
      leave_out (draft, wb_channel_kind_to_string (WB_CHANNEL_DESKTOP), why_recorded);
      return "type";
    }

  add_desktop (draft);
  if (question->config_channels != NULL && question->config_channels[0] != NULL)
    {
      for (const char *const *word = question->config_channels; *word != NULL; word++)
        {
          WbChannelKind kind;

          if (!wb_channel_kind_from_string (*word, &kind) || kind != WB_CHANNEL_DESKTOP)
            add_word (draft, *word);
        }
      return "config";
    }
  if (type->channels != NULL)
    {
      add_kinds (draft, get_kinds (type->channels));
      return "type";
    }
  add_kinds (draft, priority_kinds[question->priority]);
  return "priority";
}

/*
 * wb_route_list_targets:
 * @channels: (element-type WbChannelConfig): lends the names
 *
 * Returns: (transfer full) (element-type WbRouteTarget): the desktop and the channels that are
 *   enabled
 */
GArray *
wb_route_list_targets (const GPtrArray *channels)
{
  const WbRouteTarget desktop
      = { wb_channel_kind_to_string (WB_CHANNEL_DESKTOP), WB_CHANNEL_DESKTOP, WB_SEVERITY_INFO };
  GArray *targets = g_array_new (FALSE, FALSE, sizeof (WbRouteTarget));

  g_array_append_val (targets, desktop);
  for (guint i = 0; i < channels->len; i++)
    {
      const WbChannelConfig *config = g_ptr_array_index (channels, i);
      const WbRouteTarget target = { config->name, config->kind, config->min_severity };

      if (config->is_enabled)
        g_array_append_val (targets, target);
    }
  return targets;
}

/*
 * wb_route_new:
 *
 * The event's own channels, else those of the configs, else those of its type, else those of its
 * priority. But for the first, the desktop is always among them, unless its type has no pop-up and
 * no config wants it, or it is too mild for one. Where none that type or priority name can be
 * used, chats are, or what else there is.
 *
 * Returns: (transfer full):
 */
WbRoute *
wb_route_new (const WbRouteQuestion *question)
{
  WbRoute *self = g_new (WbRoute, 1);
  Draft draft = {
    .question = question,
    .names = g_ptr_array_new (),
    .left_out = g_array_sized_new (FALSE, FALSE, sizeof (WbRouteOmission), WB_N_CHANNEL_KINDS),
  };
  const char *by = choose (&draft);

  g_ptr_array_add (draft.names, NULL);
  *self = (WbRoute){ (const char **) g_ptr_array_free (draft.names, FALSE), by, draft.left_out };
  return self;
}

void
wb_route_free (WbRoute *self)
{
  g_free (self->channels);
  g_array_unref (self->left_out);
  g_free (self);
}

/* wb_route_explain_omission: @why: of a WbRouteOmission; what is none is its own text, as it was
 * kept before there were words. */
const char *
wb_route_explain_omission (const char *why)
{
  g_return_val_if_fail (why != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].why, why))
      return texts[i].text;
  return why;
}
