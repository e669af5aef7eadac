/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"

G_BEGIN_DECLS

#define CENTRE_FIXTURE_NOW_US 1767323045000000

/* Database, pipeline and centre as the agent has them, under a clock that stands. */
typedef struct
{
  char *folder;
  WbDatabase *database;
  WbClock *clock;
  WbPipeline *pipeline;
  WbCentre *centre;
  GString *signals; /* what the centre said since it was last asked, such as "added 3; " */
} CentreFixture;

void centre_fixture_set_up (CentreFixture *fixture, gconstpointer data);
void centre_fixture_restart (CentreFixture *fixture);
void centre_fixture_tear_down (CentreFixture *fixture, gconstpointer data);

GPtrArray *centre_fixture_new_events (const char *const *json);
void centre_fixture_settle (void);
char *centre_fixture_submit (CentreFixture *fixture, const char *const *json, GError **error);
char *centre_fixture_publish (CentreFixture *fixture, const char *json);
char *centre_fixture_perform (CentreFixture *fixture,
                              const WbOperation *operation,
                              const char *input);
char *centre_fixture_try_perform (CentreFixture *fixture,
                                  const WbOperation *operation,
                                  const char *input,
                                  GError **error);
char *centre_fixture_list (CentreFixture *fixture,
                           const char *filter,
                           gint64 before_seq,
                           guint limit);
gssize centre_fixture_mark (CentreFixture *fixture, WbMark mark, const char *ids);
WbNotification *centre_fixture_get (CentreFixture *fixture, gint64 id);
char *centre_fixture_take_signals (CentreFixture *fixture);

G_END_DECLS
