/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "fuzz.h"

#include <string.h>

#define ROUNDS 20000
#define CHANGES 8 /* to one input at the most */

/* Puts one byte into, over or out of the input; likely ones are those that the seeds have. */
static void
change (GRand *random, GByteArray *input, const char *seed)
{
  guint place = input->len > 0 ? (guint) g_rand_int_range (random, 0, (int) input->len) : 0;
  gboolean is_known = *seed != '\0' && g_rand_boolean (random);
  guint8 byte = is_known ? (guint8) seed[g_rand_int_range (random, 0, (int) strlen (seed))]
                         : (guint8) g_rand_int_range (random, 0, 256);

  switch (g_rand_int_range (random, 0, 3))
    {
    case 0:
      g_byte_array_append (input, &byte, 1);
      memmove (input->data + place + 1, input->data + place, input->len - place - 1);
      input->data[place] = byte;
      break;
    case 1:
      if (input->len > 0)
        input->data[place] = byte;
      break;
    default:
      if (input->len > 0)
        g_byte_array_remove_index (input, place);
    }
}

/* Changed seeds by the thousand, for where there is no libFuzzer: the same ones for one
 * G_TEST seed. */
static void
test_changed_seeds (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint round = 0; round < ROUNDS; round++)
    for (const char *const *seed = fuzz_seeds; *seed != NULL; seed++)
      {
        g_autoptr (GByteArray) input = g_byte_array_new ();
        int n = g_rand_int_range (random, 0, CHANGES + 1);

        g_byte_array_append (input, (const guint8 *) *seed, (guint) strlen (*seed));
        for (int i = 0; i < n; i++)
          change (random, input, *seed);
        LLVMFuzzerTestOneInput (input->data, input->len);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/changed-seeds", test_changed_seeds);
  return g_test_run ();
}
