/*
 * services/trigger/source_feed.c: RSS 2.0 and Atom (RFC 4287) feeds, polled; each entry is an event
 * once, known by its guid or id, else its link, else its title. The entries that a feed has when it
 * is registered are old news: they are only remembered.
 *
 * Ingredients: EntryTitle, EntryUrl, EntryContent, EntryAuthor, EntryPublished, EntryImageUrl,
 * FeedTitle, FeedUrl.
 */
#include "services/trigger/trigger.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MOST 200

/* One feed source being watched. */
struct feed {
    struct feed *next;
    struct trigger_service *trigger;
    char applet[LIMIT_ID_BYTES + 1], name[LIMIT_NAME_BYTES + 1];
    int64_t epoch;
    char url[512];
    int interval_s;
    int64_t due_ms;
    bool asked, listed, first, dead; /* dead: removed while it was asked */
};

static struct feed *feeds;
static struct event *timer;

static bool is(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *child(const xmlNode *parent, const char *name) {
    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (is(node, name)) {
            return node;
        }
    }
    return NULL;
}

/* Sets `key` to the text of the first child of one of these names. */
static void take_text(json_t *fields, const char *key, const xmlNode *entry,
                      const char *const *names) {
    for (size_t i = 0; names[i] != NULL; i++) {
        const xmlNode *node = child(entry, names[i]);
        if (node == NULL) {
            continue;
        }
        const xmlNode *inner = child(node, "name"); /* Atom's author */
        xmlChar *text = xmlNodeGetContent(inner != NULL ? inner : node);
        if (text != NULL) {
            json_object_set_new(fields, key, json_string((const char *)text));
            xmlFree(text);
            return;
        }
    }
}

/* Atom's alternate link is an attribute, RSS's the element's text. */
static void take_link(json_t *fields, const xmlNode *entry) {
    for (const xmlNode *node = entry->children; node != NULL; node = node->next) {
        if (!is(node, "link")) {
            continue;
        }
        xmlChar *relation = xmlGetProp(node, (const xmlChar *)"rel");
        xmlChar *target = xmlGetProp(node, (const xmlChar *)"href");
        bool alternate = relation == NULL || strcmp((const char *)relation, "alternate") == 0;
        if (target == NULL) {
            target = xmlNodeGetContent(node);
        }
        if (alternate && target != NULL) {
            json_object_set_new(fields, "EntryUrl", json_string((const char *)target));
        }
        xmlFree(relation);
        xmlFree(target);
        if (alternate) {
            return;
        }
    }
}

static void take_image(json_t *fields, const xmlNode *entry) {
    for (const xmlNode *node = entry->children; node != NULL; node = node->next) {
        xmlChar *type = xmlGetProp(node, (const xmlChar *)"type");
        xmlChar *url = xmlGetProp(node, (const xmlChar *)"url");
        bool image = url != NULL && type != NULL && is(node, "enclosure") &&
                     strncmp((const char *)type, "image/", 6) == 0;
        if (image) {
            json_object_set_new(fields, "EntryImageUrl", json_string((const char *)url));
        }
        xmlFree(type);
        xmlFree(url);
        if (image) {
            return;
        }
    }
}

static json_t *entry_fields(const xmlNode *entry) {
    json_t *fields = json_object();
    take_text(fields, "EntryTitle", entry, (const char *const[]){"title", NULL});
    take_text(fields, "EntryContent", entry,
              (const char *const[]){"encoded", "content", "description", "summary", NULL});
    take_text(fields, "EntryAuthor", entry, (const char *const[]){"creator", "author", NULL});
    take_text(fields, "EntryPublished", entry,
              (const char *const[]){"published", "pubDate", "updated", "date", NULL});
    take_link(fields, entry);
    take_image(fields, entry);
    return fields;
}

static const char *entry_origin(const xmlNode *entry, const json_t *fields, json_t *scratch) {
    take_text(scratch, "origin", entry, (const char *const[]){"guid", "id", NULL});
    const char *origin = json_string_value(json_object_get(scratch, "origin"));
    if (origin == NULL || origin[0] == '\0') {
        origin = json_string_value(json_object_get(fields, "EntryUrl"));
    }
    if (origin == NULL || origin[0] == '\0') {
        origin = json_string_value(json_object_get(fields, "EntryTitle"));
    }
    return origin;
}

static bool entry_take(struct feed *feed, const xmlNode *entry, const xmlNode *channel) {
    json_t *fields = entry_fields(entry), *scratch = json_object();
    const char *origin = entry_origin(entry, fields, scratch);
    take_text(fields, "FeedTitle", channel, (const char *const[]){"title", NULL});
    json_object_set_new(fields, "FeedUrl", json_string(feed->url));
    enum status status = STATUS_OK;
    if (origin != NULL && feed->first) {
        status = batch_enter(feed->trigger->service.batch);
        if (status == STATUS_OK) {
            status = sql_run(feed->trigger->put_seen, "ttt", feed->applet, feed->name, origin);
        }
    } else if (origin != NULL) {
        struct new_event event = {.applet = feed->applet,
                                  .source = feed->name,
                                  .epoch = feed->epoch,
                                  .trigger_time_ms = service_now_ms(),
                                  .fields = fields,
                                  .origin = origin};
        status = event_fix(feed->trigger, &event);
    }
    json_decref(fields);
    json_decref(scratch);
    return status == STATUS_OK || status == STATUS_EXISTS;
}

/* Oldest first: feeds list the newest at the top. */
static void entries_take(struct feed *feed, const xmlNode *root) {
    const xmlNode *list[ENTRIES_MOST];
    size_t count = 0;
    const xmlNode *channel = is(root, "rss") ? child(root, "channel") : root;
    if (channel == NULL) {
        return;
    }
    for (const xmlNode *node = channel->children; node != NULL && count < ENTRIES_MOST;
         node = node->next) {
        if (is(node, "item") || is(node, "entry")) {
            list[count++] = node;
        }
    }
    while (count > 0 && entry_take(feed, list[--count], channel)) {
    }
    /* Also where the feed was empty: from now on every entry is news, after a restart too. */
    if (feed->first && batch_enter(feed->trigger->service.batch) == STATUS_OK &&
        sql_run(feed->trigger->put_seen, "ttt", feed->applet, feed->name, "") != STATUS_IO) {
        feed->first = false;
    }
}

static void answered(const struct http_answer *answer, void *context) {
    struct feed *feed = context;
    struct service *service = &feed->trigger->service;
    feed->asked = false;
    feed->due_ms = service_now_ms() + (int64_t)feed->interval_s * 1000;
    if (feed->dead) {
        return;
    }
    if (answer->code != 200) {
        service_log(service, "%s %s: the feed answers %d", feed->applet, feed->name, answer->code);
        return;
    }
    xmlDoc *document = xmlReadMemory(
        (const char *)answer->body.data, (int)answer->body.length, feed->url, NULL,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    const xmlNode *root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    if (root == NULL || !(is(root, "rss") || is(root, "feed"))) {
        service_log(service, "%s %s: what answers is no RSS or Atom feed", feed->applet,
                    feed->name);
    } else {
        entries_take(feed, root);
    }
    xmlFreeDoc(document);
}

static struct feed *feed_find(struct trigger_service *trigger, const char *applet,
                              const char *name) {
    for (struct feed *feed = feeds; feed != NULL; feed = feed->next) {
        if (!feed->dead && strcmp(feed->applet, applet) == 0 && strcmp(feed->name, name) == 0) {
            return feed;
        }
    }
    struct feed *feed = calloc(1, sizeof *feed);
    if (feed != NULL) {
        feed->trigger = trigger;
        snprintf(feed->applet, sizeof feed->applet, "%s", applet);
        snprintf(feed->name, sizeof feed->name, "%s", name);
        sql_bind(trigger->find_seen, "tt", applet, name);
        feed->first = sql_step(trigger->find_seen) != 1;
        sqlite3_reset(trigger->find_seen);
        feed->next = feeds;
        feeds = feed;
    }
    return feed;
}

void feeds_forget(const char *applet) {
    for (struct feed *feed = feeds; feed != NULL; feed = feed->next) {
        feed->dead = feed->dead || strcmp(feed->applet, applet) == 0;
    }
}

/* Takes up what is registered now and forgets what no longer is. */
static void feeds_refresh(struct trigger_service *trigger) {
    for (struct feed *feed = feeds; feed != NULL; feed = feed->next) {
        feed->listed = false;
    }
    sqlite3_stmt *list = trigger->list_active;
    sql_bind(list, "t", "feed");
    while (sql_step(list) == 1) {
        struct feed *feed = feed_find(trigger, sql_text(list, 0), sql_text(list, 2));
        json_t *settings = json_loads(sql_text(list, 3), 0, NULL);
        const char *url = json_string_value(json_object_get(settings, "url"));
        if (feed != NULL && url != NULL) {
            feed->listed = true;
            feed->epoch = sqlite3_column_int64(list, 1);
            feed->interval_s = (int)json_integer_value(json_object_get(settings, "interval_s"));
            if (strcmp(feed->url, url) != 0) {
                snprintf(feed->url, sizeof feed->url, "%s", url);
                feed->due_ms = 0;
            }
        }
        json_decref(settings);
    }
    for (struct feed **at = &feeds; *at != NULL;) {
        struct feed *feed = *at;
        if (feed->listed || feed->asked) {
            at = &feed->next;
        } else {
            *at = feed->next;
            free(feed);
        }
    }
}

static void tick(evutil_socket_t fd, short what, void *context) {
    struct trigger_service *trigger = context;
    (void)fd;
    (void)what;
    feeds_refresh(trigger);
    for (struct feed *feed = feeds; feed != NULL; feed = feed->next) {
        if (feed->asked || feed->dead || service_now_ms() < feed->due_ms) {
            continue;
        }
        struct http_outgoing outgoing = {
            .method = EVHTTP_REQ_GET, .url = feed->url, .answered = answered, .context = feed};
        feed->asked = http_client_send(trigger->service.client, &outgoing) == STATUS_OK;
        feed->due_ms = service_now_ms() + (int64_t)feed->interval_s * 1000;
    }
    event_add(timer, &(struct timeval){.tv_usec = 250000});
}

void feeds_start(struct trigger_service *trigger) {
    xmlInitParser();
    timer = evtimer_new(trigger->service.base, tick, trigger);
    event_add(timer, &(struct timeval){0});
}
