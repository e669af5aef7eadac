/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-env-file.h"
#include "fuzz.h"

#include <string.h>

const char *const fuzz_seeds[] = {
  "\xef\xbb\xbf"
  "export A=b # c\r\n",
  "SLACK_CHANNEL=#training-alerts\nALERT_COOLDOWN_AUTH_FAIL=300 # five minutes\n",
  "A=\"b\\n\\\"c\\\\\" # d\nB='e\\'f'\nC= # g\nD=\"h\n",
  NULL,
};

/* Whatever the bytes are: each variable is one that a line can hold, and lines count upwards. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (WbEnvFile) file = wb_env_file_parse ((const char *) data, size);
  guint line = 0;

  for (guint i = 0; i < file->variables->len; i++)
    {
      const WbEnvVariable *variable = g_ptr_array_index (file->variables, i);

      g_assert_cmpuint (variable->line, >, line);
      g_assert_cmpuint (strlen (variable->name), <=, WB_ENV_FILE_NAME_CHARACTERS);
      g_assert_cmpuint (strlen (variable->value), <=, WB_ENV_FILE_VALUE_BYTES);
      g_assert_true (g_utf8_validate (variable->value, -1, NULL));
      line = variable->line;
    }
  return 0;
}
