/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

/* Every bound of what is taken in from outside, in one place. Characters are Unicode characters. */

/* One request or call */
#define WB_LIMIT_BODY_BYTES (256 * 1024)
#define WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES (2 * 1024 * 1024)
#define WB_LIMIT_BODY_VALUES 65536 /* values and names in a body */
#define WB_LIMIT_BODY_DEPTH 12     /* a list of events, the event, and what context may hold */
#define WB_LIMIT_BATCH_EVENTS 1000

/* One event */
#define WB_LIMIT_EVENT_VALUES 2048 /* values and names: 1,024 members */
#define WB_LIMIT_TITLE_CHARACTERS 256
#define WB_LIMIT_MESSAGE_BYTES (16 * 1024)
#define WB_LIMIT_NAME_CHARACTERS 256 /* source, model_name, run_id, provider, key_id */
#define WB_LIMIT_TYPE_CHARACTERS 64
#define WB_LIMIT_METRICS 64
#define WB_LIMIT_METRIC_NAME_CHARACTERS 128
#define WB_LIMIT_TAGS 32
#define WB_LIMIT_TAG_CHARACTERS 64
#define WB_LIMIT_CONTEXT_DEPTH 8
#define WB_LIMIT_CONTEXT_BYTES (64 * 1024)
#define WB_LIMIT_URL_CHARACTERS 2048
#define WB_LIMIT_KEY_CHARACTERS 255 /* dedup_key and id */
#define WB_LIMIT_CHANNELS 16
#define WB_LIMIT_EXPECT_WITHIN_S (30 * 24 * 60 * 60)
#define WB_LIMIT_ATTACHMENTS 16
#define WB_LIMIT_ATTACHMENTS_BYTES (1024 * 1024) /* all of one event together, decoded */

/* Rules and preferences */
#define WB_LIMIT_COOLDOWN_S (7 * 24 * 60 * 60)
#define WB_LIMIT_ALERTS_PER_HOUR 1000 /* the highest cap; more are not remembered either */
#define WB_LIMIT_ALERT_CONFIGS 1000
#define WB_LIMIT_DRY_RUN_EVENTS 10000 /* of the history, the newest, that one draft is tried on */
#define WB_LIMIT_DRY_RUN_DAYS 31
#define WB_LIMIT_DESCRIPTION_CHARACTERS 2000
#define WB_LIMIT_CONDITIONS_BYTES (16 * 1024)
#define WB_LIMIT_CONDITION_WORDS 64 /* providers or tags that one condition names */
#define WB_LIMIT_RECIPIENTS 64
#define WB_LIMIT_ADDRESS_CHARACTERS 254
#define WB_LIMIT_HEADERS 32
#define WB_LIMIT_HEADER_CHARACTERS 1024
#define WB_LIMIT_SECRET_CHARACTERS 1024
#define WB_LIMIT_HOST_CHARACTERS 253
#define WB_LIMIT_CHANNEL_CONFIGS 64
#define WB_LIMIT_QUEUE_SIZE 1000000
#define WB_LIMIT_BATCH_SIZE 100
#define WB_LIMIT_RETRIES 10000
#define WB_LIMIT_RETRY_DELAY_S (24 * 60 * 60)
#define WB_LIMIT_RETRY_BACKOFF 10
#define WB_LIMIT_GIVE_UP_S (30 * 24 * 60 * 60)
#define WB_LIMIT_CHANNEL_RATE 60000 /* messages a minute */
#define WB_LIMIT_TEMPLATE_CHARACTERS 4000
#define WB_LIMIT_CHANNEL_TIMEOUT_S 60 /* for one attempt */
#define WB_LIMIT_CHANNEL_TEST_S 90    /* until a test is answered, with what is known then */
#define WB_LIMIT_SMS_SEGMENTS 10
#define WB_LIMIT_SMS_SENDER_CHARACTERS 11
#define WB_LIMIT_COMMAND_WORDS 64
#define WB_LIMIT_COST_THRESHOLDS 32
#define WB_LIMIT_RETENTION_DAYS 3650
#define WB_LIMIT_RETENTION_NOTIFICATIONS 1000000

#define WB_LIMIT_METRIC_RULES 1000
#define WB_LIMIT_METRIC_SERIES 10000            /* beyond it, those silent for longest go */
#define WB_LIMIT_METRIC_SAMPLES 1000            /* of one series, kept for a day */
#define WB_LIMIT_METRIC_STATUS_CHARACTERS 64    /* unit and status */
#define WB_LIMIT_METRIC_SECONDS (7 * 24 * 3600) /* for, absent_after, within */

/* API keys */
#define WB_LIMIT_KEYS 1000 /* known at a time */
#define WB_LIMIT_KEY_ERROR_CHARACTERS 500
#define WB_LIMIT_FAILED_PROVIDERS 100 /* lines of one emergency */
#define WB_LIMIT_QUOTA_RATIO 1000     /* how often the limit may have been used up */

/* Runs */
#define WB_LIMIT_RUNS 10000        /* that are remembered; the oldest that ended go */
#define WB_LIMIT_COST_ALERTS 50000 /* thresholds that runs and models passed, likewise */
#define WB_RUN_LOSS_POINTS 512     /* of one run that are kept */

/* Questions */
#define WB_LIMIT_LIST_ROWS 50000     /* ids in one List over D-Bus */
#define WB_LIMIT_GET_ROWS 500        /* notifications in one Get */
#define WB_LIMIT_CHANGE_IDS 10000    /* ids in one MarkRead and the like */
#define WB_LIMIT_HISTORY_ROWS 1000   /* events in one GET */
#define WB_LIMIT_HISTORY_HOURS 87600 /* ten years */
#define WB_LIMIT_STATS_HOURS 8760    /* a year */
#define WB_LIMIT_STATS_NAMES 50      /* models or providers in one answer: those with the most */
#define WB_LIMIT_STATS_NAMES_AN_HOUR 200 /* models or providers that are counted, each */
#define WB_LIMIT_SEARCH_CHARACTERS 1024
#define WB_LIMIT_SEARCH_WORDS 16
