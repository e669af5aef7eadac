/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-credential-fetch.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "base/wb-error.h"

/* One credential, and who has it in the keyring. */
typedef struct
{
  const char *member; /* static */
  char *owner;        /* owned: "slack", "alert-config-3" */
  char *field;        /* owned: as it is called there */
} Want;

typedef struct
{
  WbSecretKeeper *keeper; /* owned */
  WbSending *sending;     /* lent until the end */
  GArray *wants;          /* owned, Want */
  guint next;
} Fetch;

static void
want_clear (gpointer data)
{
  Want *self = data;

  g_free (self->owner);
  g_free (self->field);
}

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  g_object_unref (self->keeper);
  g_array_unref (self->wants);
  g_free (self);
}

static gboolean
is_kept (const WbChannelSettings *settings, const WbChannelSetting *setting)
{
  return g_strcmp0 (settings->values[wb_channel_setting_get_place (setting)], "true") == 0;
}

/* Those of the alert config take the place of the channel's own. */
static void
add_want (GArray *wants,
          const WbChannelConfig *config,
          const WbAlertConfig *alert,
          const WbChannelSetting *setting)
{
  const char *member = wb_channel_setting_get_member (setting);
  Want want = { .member = member };

  if (alert != NULL && is_kept (&alert->channel_settings, setting))
    {
      want.owner = g_strdup_printf ("alert-config-%" G_GINT64_FORMAT, alert->id);
      want.field = g_strdup (setting->name);
    }
  else if (is_kept (&config->settings, setting))
    {
      want.owner = g_strdup (config->name);
      want.field = g_strdup (member);
    }
  else
    return;
  g_array_append_val (wants, want);
}

static void fetch_next (GTask *task);

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *self = g_task_get_task_data (task);
  const Want *want = &g_array_index (self->wants, Want, self->next);
  GError *error = NULL;
  char *secret = wb_secret_keeper_look_up_finish (WB_SECRET_KEEPER (source), result, &error);

  if (secret == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  wb_sending_take_secret (self->sending, want->member, g_strdup (secret));
  secret_password_free (secret);
  self->next++;
  fetch_next (g_object_ref (task));
}

/* @task: (transfer full). */
static void
fetch_next (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);
  const Want *want;

  if (self->next == self->wants->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  want = &g_array_index (self->wants, Want, self->next);
  wb_secret_keeper_look_up_async (self->keeper, want->owner, want->field, looked_up_cb, task);
}

/*
 * wb_credential_fetch_async:
 * @keeper: (nullable)
 * @sending: gets the credentials that its channel has; lives until @callback
 * @alert: (nullable): whose own credentials hold instead
 *
 * A channel without credentials needs no keyring. Errors: WB_ERROR_NOT_FOUND: the keyring lost one;
 * WB_ERROR_UNAVAILABLE: it is locked, missing, or does not answer.
 */
void
wb_credential_fetch_async (WbSecretKeeper *keeper,
                           WbSending *sending,
                           const WbAlertConfig *alert,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (keeper, NULL, callback, user_data);
  GArray *wants = g_array_new (FALSE, FALSE, sizeof (Want));
  Fetch *fetch;

  g_task_set_source_tag (task, wb_credential_fetch_async);
  g_array_set_clear_func (wants, want_clear);
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    {
      const WbChannelSetting *setting = wb_channel_setting_get (i);

      if (setting->is_credential && setting->kind == sending->config->kind)
        add_want (wants, sending->config, alert, setting);
    }
  if (keeper == NULL || wants->len == 0)
    {
      if (wants->len == 0)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNAVAILABLE, "%s",
                                 _ ("the keyring is not available"));
      g_array_unref (wants);
      g_object_unref (task);
      return;
    }
  fetch = g_new0 (Fetch, 1);
  *fetch = (Fetch){ g_object_ref (keeper), sending, wants, 0 };
  g_task_set_task_data (task, fetch, fetch_free);
  fetch_next (task);
}

gboolean
wb_credential_fetch_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
