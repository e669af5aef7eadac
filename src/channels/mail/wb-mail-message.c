/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "channels/mail/wb-mail-message.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/wb-text.h"
#include "channels/mail/wb-mail-content.h"

#define CHARSET "utf-8"
#define LINE_OCTETS 998  /* RFC 5322, 2.1.1 */
#define THREAD_DIGITS 32 /* of a hash: enough that two matters never share a thread */
#define FILE_NAME_CHARACTERS 128

/* GMime comes without them. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeContentType, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeFormatOptions, g_mime_format_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimePart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)

/* --- Parts --- */

static GMimeObject *
make_text (const char *subtype, const char *text)
{
  GMimeTextPart *part = g_mime_text_part_new_with_subtype (subtype);

  g_mime_text_part_set_charset (part, CHARSET);
  g_mime_text_part_set_text (part, text);
  g_mime_part_set_content_encoding (GMIME_PART (part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return GMIME_OBJECT (part);
}

static GMimeObject *
make_data (GMimeContentType *type, GBytes *data)
{
  g_autoptr (GMimePart) part = g_mime_part_new ();
  g_autoptr (GMimeStream) stream
      = g_mime_stream_mem_new_with_buffer (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  g_autoptr (GMimeDataWrapper) content
      = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_object_set_content_type (GMIME_OBJECT (part), type);
  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  return GMIME_OBJECT (g_steal_pointer (&part));
}

/* What is no plain part, such as a mail in the mail, goes as mere bytes. */
static GMimeContentType *
parse_media_type (const char *media_type)
{
  g_autofree char *line
      = g_str_is_ascii (media_type) ? wb_text_dup_single_line (media_type) : g_strdup ("");
  g_autoptr (GMimeContentType) type = g_mime_content_type_parse (NULL, line);

  if (type != NULL && g_mime_content_type_get_media_type (type) != NULL
      && g_mime_content_type_get_media_subtype (type) != NULL
      && !g_mime_content_type_is_type (type, "multipart", "*")
      && !g_mime_content_type_is_type (type, "message", "*"))
    return g_steal_pointer (&type);
  return g_mime_content_type_new ("application", "octet-stream");
}

static GMimeObject *
make_attachment (const WbAttachment *attachment)
{
  g_autoptr (GMimeContentType) type = parse_media_type (attachment->media_type);
  GMimeObject *part = make_data (type, attachment->data);
  g_autofree char *valid = g_utf8_make_valid (attachment->name, -1);
  g_autofree char *line = wb_text_dup_single_line (valid);
  g_autofree char *name = wb_text_truncate (line, FILE_NAME_CHARACTERS);

  g_mime_object_set_disposition (part, GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (GMIME_PART (part), name);
  return part;
}

static GMimeObject *
make_chart (GBytes *png, const char *id)
{
  g_autoptr (GMimeContentType) type = g_mime_content_type_new ("image", "png");
  GMimeObject *part = make_data (type, png);

  g_mime_object_set_disposition (part, GMIME_DISPOSITION_INLINE);
  g_mime_object_set_content_id (part, id);
  return part;
}

static void
take_part (GMimeMultipart *multipart, GMimeObject *part)
{
  g_mime_multipart_add (multipart, part);
  g_object_unref (part);
}

/* Boundaries come from the key, so that one message is the same bytes at each attempt. */
static GMimeMultipart *
make_multipart (const char *subtype, const char *key)
{
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype (subtype);
  g_autofree char *seed = g_strconcat (subtype, "/", key, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
  /* "=_" is in no text that is quoted-printable or base64. */
  g_autofree char *boundary = g_strdup_printf ("=_%.*s", THREAD_DIGITS, hash);

  g_mime_multipart_set_boundary (multipart, boundary);
  return multipart;
}

/*
 *   mixed                      only with attachments
 *    +-- alternative
 *    |    +-- text/plain
 *    |    +-- related          only with a loss curve
 *    |         +-- text/html
 *    |         +-- image/png
 *    +-- attachments
 */
static GMimeObject *
make_html (const WbMailContent *content, const WbMessage *message)
{
  g_autoptr (GBytes) png = content->has_curve ? wb_mail_chart_draw (message->losses) : NULL;
  g_autofree char *id
      = png != NULL ? g_strconcat ("chart.", message->key, "@wakebell", NULL) : NULL;
  g_autofree char *html = wb_mail_content_dup_html (content, id);
  GMimeMultipart *related;

  if (png == NULL)
    return make_text ("html", html);
  related = make_multipart ("related", message->key);
  take_part (related, make_text ("html", html));
  take_part (related, make_chart (png, id));
  return GMIME_OBJECT (related);
}

static GMimeObject *
make_alternative (const WbMailContent *content, const WbMessage *message)
{
  GMimeMultipart *alternative = make_multipart ("alternative", message->key);
  g_autofree char *text = wb_mail_content_dup_text (content);

  take_part (alternative, make_text ("plain", text));
  take_part (alternative, make_html (content, message));
  return GMIME_OBJECT (alternative);
}

static GMimeObject *
make_body (const WbMailContent *content, const WbMessage *message)
{
  const GPtrArray *attachments = message->event != NULL ? message->event->attachments : NULL;
  GMimeObject *alternative = make_alternative (content, message);
  GMimeMultipart *mixed = NULL;

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const WbAttachment *attachment = g_ptr_array_index (attachments, i);

      if (attachment->data == NULL)
        continue;
      if (mixed == NULL)
        {
          mixed = make_multipart ("mixed", message->key);
          take_part (mixed, alternative);
        }
      take_part (mixed, make_attachment (attachment));
    }
  return mixed != NULL ? GMIME_OBJECT (mixed) : alternative;
}

/* --- Headers --- */

static void
set_header (GMimeMessage *mail, const char *name, const char *value)
{
  g_mime_object_set_header (GMIME_OBJECT (mail), name, value, CHARSET);
}

static void
add_addresses (GMimeMessage *mail, GMimeAddressType type, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    g_mime_message_add_mailbox (mail, type, NULL, g_ptr_array_index (addresses, i));
}

/* Bcc is for the envelope alone. */
static void
set_people (GMimeMessage *mail, const WbMailSettings *settings)
{
  g_mime_message_add_mailbox (mail, GMIME_ADDRESS_TYPE_FROM, settings->from_name, settings->from);
  if (settings->reply_to != NULL)
    g_mime_message_add_mailbox (mail, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, settings->reply_to);
  add_addresses (mail, GMIME_ADDRESS_TYPE_TO, settings->to);
  add_addresses (mail, GMIME_ADDRESS_TYPE_CC, settings->cc);
  if (settings->to->len == 0 && settings->cc->len == 0)
    set_header (mail, "To", "undisclosed-recipients:;");
}

/* A root that nobody ever got holds together all that is about one matter. */
static void
set_thread (GMimeMessage *mail, const WbMessage *message, const char *host)
{
  g_autofree char *hash
      = g_compute_checksum_for_string (G_CHECKSUM_SHA256, message->thread_key, -1);
  g_autofree char *root = g_strdup_printf ("<thread.%.*s@wakebell.%s>", THREAD_DIGITS, hash, host);

  set_header (mail, "In-Reply-To", root);
  set_header (mail, "References", root);
}

static void
set_subject (GMimeMessage *mail, const WbMailContent *content, const char *prefix)
{
  g_autofree char *subject = g_strdup_printf ("%s%s[%s] %s", prefix != NULL ? prefix : "",
                                              prefix != NULL && *prefix != '\0' ? " " : "",
                                              content->mark, content->title);

  g_mime_message_set_subject (mail, subject, CHARSET);
}

static void
set_importance (GMimeMessage *mail, WbPriority priority)
{
  if (priority == WB_PRIORITY_MEDIUM)
    return;
  set_header (mail, "X-Priority", priority == WB_PRIORITY_LOW ? "5" : "1");
  set_header (mail, "Importance", priority == WB_PRIORITY_LOW ? "low" : "high");
}

static void
set_origin (GMimeMessage *mail, const char *channel, const char *host, gint64 now_us)
{
  g_autofree char *list = g_strdup_printf ("<%s.wakebell.%s>", channel, host);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);

  g_mime_message_set_date (mail, now);
  set_header (mail, "List-Id", list);
  set_header (mail, "Auto-Submitted", "auto-generated"); /* RFC 3834: no vacation replies */
  set_header (mail, "User-Agent", "Wakebell/" WB_VERSION);
}

static GBytes *
write_mail (GMimeMessage *mail)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  g_autoptr (GMimeFormatOptions) options = g_mime_format_options_new ();
  GByteArray *bytes = g_byte_array_new ();

  g_mime_stream_mem_set_byte_array (GMIME_STREAM_MEM (stream), bytes);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (mail), options, stream);
  return g_byte_array_free_to_bytes (bytes);
}

/* wb_mail_message_dup_id: (transfer full): the same for each attempt, so that a mail that was sent
 * twice is still one. Without angle brackets. */
char *
wb_mail_message_dup_id (const WbMessage *message, const char *host)
{
  return g_strdup_printf ("%s@wakebell.%s", message->key, host);
}

/*
 * wb_mail_message_new:
 * @channel: the name of the channel, for List-Id
 * @host: of this machine, where Message-ID and List-Id are unique
 *
 * Pure: the same for the same arguments. g_mime_init() was called.
 *
 * Returns: (transfer full): the mail as RFC 5322 has it, in ASCII, with CRLF
 */
GBytes *
wb_mail_message_new (const WbMessage *message,
                     const WbMailSettings *settings,
                     const char *channel,
                     const char *host,
                     gint64 now_us)
{
  g_autoptr (GMimeMessage) mail = g_mime_message_new (TRUE);
  g_auto (WbMailContent) content = { 0 };
  g_autofree char *id = wb_mail_message_dup_id (message, host);
  GMimeObject *body;

  wb_mail_content_init (&content, message, settings);
  set_people (mail, settings);
  set_subject (mail, &content, settings->subject_prefix);
  g_mime_message_set_message_id (mail, id);
  set_thread (mail, message, host);
  set_importance (mail, message->priority);
  set_origin (mail, channel, host, now_us);
  body = make_body (&content, message);
  g_mime_message_set_mime_part (mail, body);
  g_object_unref (body);
  return write_mail (mail);
}

/* wb_mail_message_is_clean: whether each line ends in CRLF, is short enough, and holds neither CR,
 * LF nor NUL beside. */
gboolean
wb_mail_message_is_clean (GBytes *mail)
{
  gsize size;
  const char *p = g_bytes_get_data (mail, &size);
  const char *end = p + size;

  while (p < end)
    {
      const char *line_end = memchr (p, '\r', (gsize) (end - p));

      if (line_end == NULL || end - line_end < 2 || line_end[1] != '\n'
          || line_end - p > LINE_OCTETS || memchr (p, '\n', (gsize) (line_end - p)) != NULL
          || memchr (p, '\0', (gsize) (line_end - p)) != NULL)
        return FALSE;
      p = line_end + 2;
    }
  return size > 0;
}
