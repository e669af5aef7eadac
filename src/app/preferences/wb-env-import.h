/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* WbEnvImport: asks for a .env file of another tool, shows what it holds, and takes it over. */
void wb_env_import_begin (GtkWindow *parent);

G_END_DECLS
