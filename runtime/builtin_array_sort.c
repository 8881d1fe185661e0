/*
 * runtime/builtin_array_sort.c: Array.prototype.sort (ECMA-262 23.1.3.30).
 *
 * ECMAScript leaves the sequence of comparisons to the implementation, but programs can see it:
 * with a comparator that contradicts itself (`() => Math.random() - 0.5`) it decides the result.
 * So this is the merge sort that V8 uses, Tim Peters' "timsort" as described in CPython's
 * Objects/listsort.txt, with the same run lengths, the same galloping and the same operand order.
 */
#include "runtime/array.h"
#include "runtime/convert.h"
#include "runtime/heap.h"
#include "runtime/realm.h"
#include "runtime/text.h"

#define MAX_RUNS   64 /* lengths grow like Fibonacci numbers: enough for 2^32 elements */
#define MIN_GALLOP 7  /* wins in a row before galloping */

struct item {
    value element;
    value text; /* ToString of it, where there is no comparator */
};

struct sort {
    struct rt *rt;
    value comparator; /* or undefined */
    struct item *work;
    struct item *spare; /* half as many as work */
    uint32_t min_gallop;
    uint32_t runs;
    uint32_t base[MAX_RUNS];
    uint32_t length[MAX_RUNS];
};

/* Sorts below use this for "exception pending" where a position is the result. */
#define FAILED UINT32_MAX

/* SortCompare(a, b) < 0: 1, 0, -1 exception. */
static int less(const struct sort *sort, const struct item *a, const struct item *b) {
    struct rt *rt = sort->rt;
    rt_burn(rt, 1);
    if (sort->comparator == VALUE_UNDEFINED) {
        return string_compare(rt, a->text, b->text) < 0;
    }
    value arguments[2] = {a->element, b->element};
    value order = function_call(rt, sort->comparator, VALUE_UNDEFINED, 2, arguments);
    if (order == VALUE_EXCEPTION) {
        return -1;
    }
    if (value_is_int(order)) {
        return value_to_int(order) < 0;
    }
    double number;
    if (to_double(rt, order, &number) < 0) {
        return -1;
    }
    return number < 0;
}

static void copy_items(struct item *to, const struct item *from, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        to[i] = from[i];
    }
}

/* As copy_items for ranges that overlap with `to` above `from`. */
static void copy_items_down(struct item *to, const struct item *from, uint32_t count) {
    for (uint32_t i = count; i > 0; i--) {
        to[i - 1] = from[i - 1];
    }
}

/* Sorts [low, high) of which [low, start) is sorted already. 0 or -1. */
static int insertion_sort(struct sort *sort, uint32_t low, uint32_t start, uint32_t high) {
    struct item *work = sort->work;
    for (start = start == low ? low + 1 : start; start < high; start++) {
        struct item pivot = work[start];
        uint32_t left = low;
        uint32_t right = start;
        while (left < right) {
            uint32_t middle = left + (right - left) / 2;
            int order = less(sort, &pivot, &work[middle]);
            if (order < 0) {
                return -1;
            }
            if (order > 0) {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        copy_items_down(&work[left + 1], &work[left], start - left);
        work[left] = pivot;
    }
    return 0;
}

/* The length of the run at `low`, turned round if it was descending; FAILED. */
static uint32_t count_run(struct sort *sort, uint32_t low, uint32_t high) {
    struct item *work = sort->work;
    if (low + 1 == high) {
        return 1;
    }
    int descending = less(sort, &work[low + 1], &work[low]);
    if (descending < 0) {
        return FAILED;
    }
    uint32_t length = 2;
    for (; low + length < high; length++) {
        int order = less(sort, &work[low + length], &work[low + length - 1]);
        if (order < 0) {
            return FAILED;
        }
        if (order != descending) {
            break;
        }
    }
    for (uint32_t i = 0; descending > 0 && i < length / 2; i++) {
        struct item item = work[low + i];
        work[low + i] = work[low + length - 1 - i];
        work[low + length - 1 - i] = item;
    }
    return length;
}

/* Binary search for `key` in a[from + 1 .. to): the first index whose element is not below it
 * (right: is above it). FAILED. */
static uint32_t search_between(struct sort *sort, const struct item *key, const struct item *a,
                               int64_t from, int64_t to, bool right) {
    from++;
    while (from < to) {
        int64_t middle = from + (to - from) / 2;
        int order = right ? less(sort, key, &a[middle]) : less(sort, &a[middle], key);
        if (order < 0) {
            return FAILED;
        }
        if ((order > 0) == right) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    return (uint32_t)to;
}

/*
 * Where `key` belongs in the sorted a[0 .. length), looking from `hint` outwards in doubling steps:
 * before the equal elements (gallop_left), or behind them (right). FAILED.
 */
static uint32_t gallop(struct sort *sort, const struct item *key, const struct item *a,
                       uint32_t length, uint32_t hint, bool right) {
    int64_t last = 0;
    int64_t offset = 1;
    int order = right ? less(sort, key, &a[hint]) : less(sort, &a[hint], key);
    if (order < 0) {
        return FAILED;
    }
    bool up = (order > 0) != right;
    int64_t limit = up ? (int64_t)length - hint : (int64_t)hint + 1;
    while (offset < limit) {
        const struct item *at = &a[up ? hint + offset : hint - offset];
        order = right ? less(sort, key, at) : less(sort, at, key);
        if (order < 0) {
            return FAILED;
        }
        if (((order > 0) != right) != up) {
            break;
        }
        last = offset;
        offset = offset * 2 + 1;
    }
    offset = offset > limit ? limit : offset;
    if (up) {
        return search_between(sort, key, a, hint + last, hint + offset, right);
    }
    return search_between(sort, key, a, hint - offset, hint - last, right);
}

/* Two neighbouring runs during their merge; counts are what is still unmerged. */
struct merge {
    uint32_t a, b;       /* elements left */
    uint32_t to;         /* next place in work to fill */
    uint32_t next_spare; /* cursor in spare */
    uint32_t next_work;  /* cursor in work */
};

enum progress { MERGE_FAILED = -1, MERGE_GOING, MERGE_DONE };

/* One by one from the left until a run wins MIN_GALLOP times in a row. */
static enum progress low_one_by_one(struct sort *sort, struct merge *m) {
    struct item *work = sort->work;
    uint32_t wins_a = 0;
    uint32_t wins_b = 0;
    for (;;) {
        int order = less(sort, &work[m->next_work], &sort->spare[m->next_spare]);
        if (order < 0) {
            return MERGE_FAILED;
        }
        if (order > 0) {
            work[m->to++] = work[m->next_work++];
            wins_b++;
            wins_a = 0;
            if (--m->b == 0) {
                return MERGE_DONE;
            }
            if (wins_b >= sort->min_gallop) {
                return MERGE_GOING;
            }
        } else {
            work[m->to++] = sort->spare[m->next_spare++];
            wins_a++;
            wins_b = 0;
            if (--m->a == 1) {
                return MERGE_DONE;
            }
            if (wins_a >= sort->min_gallop) {
                return MERGE_GOING;
            }
        }
    }
}

/* Whole stretches from the left as long as they are worth it. */
static enum progress low_gallop(struct sort *sort, struct merge *m) {
    struct item *work = sort->work;
    uint32_t wins_a;
    uint32_t wins_b;
    sort->min_gallop++;
    do {
        sort->min_gallop = sort->min_gallop > 2 ? sort->min_gallop - 1 : 1;
        wins_a = gallop(sort, &work[m->next_work], &sort->spare[m->next_spare], m->a, 0, true);
        if (wins_a == FAILED) {
            return MERGE_FAILED;
        }
        copy_items(&work[m->to], &sort->spare[m->next_spare], wins_a);
        m->to += wins_a;
        m->next_spare += wins_a;
        m->a -= wins_a;
        /* 0 only under a contradictory comparator */
        if (wins_a > 0 && m->a <= 1) {
            return MERGE_DONE;
        }
        work[m->to++] = work[m->next_work++];
        if (--m->b == 0) {
            return MERGE_DONE;
        }
        wins_b = gallop(sort, &sort->spare[m->next_spare], &work[m->next_work], m->b, 0, false);
        if (wins_b == FAILED) {
            return MERGE_FAILED;
        }
        copy_items(&work[m->to], &work[m->next_work], wins_b);
        m->to += wins_b;
        m->next_work += wins_b;
        m->b -= wins_b;
        if (wins_b > 0 && m->b == 0) {
            return MERGE_DONE;
        }
        work[m->to++] = sort->spare[m->next_spare++];
        if (--m->a == 1) {
            return MERGE_DONE;
        }
    } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
    sort->min_gallop++;
    return MERGE_GOING;
}

/* Merges the runs at base_a and base_b = base_a + a, a <= b, from the left. 0 or -1. */
static int merge_low(struct sort *sort, uint32_t base_a, uint32_t a, uint32_t base_b, uint32_t b) {
    struct item *work = sort->work;
    struct merge m = {.a = a, .b = b, .to = base_a, .next_spare = 0, .next_work = base_b};
    copy_items(sort->spare, &work[base_a], a);
    work[m.to++] = work[m.next_work++];
    m.b--;
    enum progress progress = m.b == 0 || m.a == 1 ? MERGE_DONE : MERGE_GOING;
    while (progress == MERGE_GOING) {
        progress = low_one_by_one(sort, &m);
        if (progress == MERGE_GOING) {
            progress = low_gallop(sort, &m);
        }
    }
    if (progress == MERGE_FAILED) {
        return -1;
    }
    /* What is left: of b (whose place it already is, but for the one of a behind it), or of a. */
    copy_items(&work[m.to], &work[m.next_work], m.b);
    copy_items(&work[m.to + m.b], &sort->spare[m.next_spare], m.a);
    return 0;
}

/* The mirror images: cursors point behind the next element. */
static enum progress high_one_by_one(struct sort *sort, struct merge *m) {
    struct item *work = sort->work;
    uint32_t wins_a = 0;
    uint32_t wins_b = 0;
    for (;;) {
        int order = less(sort, &sort->spare[m->next_spare - 1], &work[m->next_work - 1]);
        if (order < 0) {
            return MERGE_FAILED;
        }
        if (order > 0) {
            work[--m->to] = work[--m->next_work];
            wins_a++;
            wins_b = 0;
            if (--m->a == 0) {
                return MERGE_DONE;
            }
            if (wins_a >= sort->min_gallop) {
                return MERGE_GOING;
            }
        } else {
            work[--m->to] = sort->spare[--m->next_spare];
            wins_b++;
            wins_a = 0;
            if (--m->b == 1) {
                return MERGE_DONE;
            }
            if (wins_b >= sort->min_gallop) {
                return MERGE_GOING;
            }
        }
    }
}

static enum progress high_gallop(struct sort *sort, struct merge *m, uint32_t base_a) {
    struct item *work = sort->work;
    uint32_t wins_a;
    uint32_t wins_b;
    sort->min_gallop++;
    do {
        sort->min_gallop = sort->min_gallop > 2 ? sort->min_gallop - 1 : 1;
        uint32_t place =
            gallop(sort, &sort->spare[m->next_spare - 1], &work[base_a], m->a, m->a - 1, true);
        if (place == FAILED) {
            return MERGE_FAILED;
        }
        wins_a = m->a - place;
        m->to -= wins_a;
        m->next_work -= wins_a;
        copy_items_down(&work[m->to], &work[m->next_work], wins_a);
        m->a -= wins_a;
        if (wins_a > 0 && m->a == 0) {
            return MERGE_DONE;
        }
        work[--m->to] = sort->spare[--m->next_spare];
        if (--m->b == 1) {
            return MERGE_DONE;
        }
        place = gallop(sort, &work[m->next_work - 1], sort->spare, m->b, m->b - 1, false);
        if (place == FAILED) {
            return MERGE_FAILED;
        }
        wins_b = m->b - place;
        m->to -= wins_b;
        m->next_spare -= wins_b;
        copy_items(&work[m->to], &sort->spare[m->next_spare], wins_b);
        m->b -= wins_b;
        if (wins_b > 0 && m->b <= 1) {
            return MERGE_DONE;
        }
        work[--m->to] = work[--m->next_work];
        if (--m->a == 0) {
            return MERGE_DONE;
        }
    } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
    sort->min_gallop++;
    return MERGE_GOING;
}

/* As merge_low, from the right, for a > b. */
static int merge_high(struct sort *sort, uint32_t base_a, uint32_t a, uint32_t base_b, uint32_t b) {
    struct item *work = sort->work;
    struct merge m = {.a = a, .b = b, .to = base_b + b, .next_spare = b, .next_work = base_b};
    copy_items(sort->spare, &work[base_b], b);
    work[--m.to] = work[--m.next_work];
    m.a--;
    enum progress progress = m.a == 0 || m.b == 1 ? MERGE_DONE : MERGE_GOING;
    while (progress == MERGE_GOING) {
        progress = high_one_by_one(sort, &m);
        if (progress == MERGE_GOING) {
            progress = high_gallop(sort, &m, base_a);
        }
    }
    if (progress == MERGE_FAILED) {
        return -1;
    }
    copy_items_down(&work[m.to - m.a], &work[m.next_work - m.a], m.a);
    copy_items(&work[m.to - m.a - m.b], sort->spare, m.b);
    return 0;
}

/* Merges runs i and i + 1 of the stack. 0 or -1. */
static int merge_at(struct sort *sort, uint32_t i) {
    uint32_t base_a = sort->base[i];
    uint32_t a = sort->length[i];
    uint32_t base_b = sort->base[i + 1];
    uint32_t b = sort->length[i + 1];
    sort->length[i] = a + b;
    if (i + 3 == sort->runs) {
        sort->base[i + 1] = sort->base[i + 2];
        sort->length[i + 1] = sort->length[i + 2];
    }
    sort->runs--;
    rt_burn(sort->rt, (a + b) / 8);
    /* What of a is below b's first element, and of b above a's last, is in place already. */
    uint32_t place = gallop(sort, &sort->work[base_b], &sort->work[base_a], a, 0, true);
    if (place == FAILED) {
        return -1;
    }
    base_a += place;
    a -= place;
    if (a == 0) {
        return 0;
    }
    b = gallop(sort, &sort->work[base_a + a - 1], &sort->work[base_b], b, b - 1, false);
    if (b == FAILED) {
        return -1;
    }
    if (b == 0) {
        return 0;
    }
    return a <= b ? merge_low(sort, base_a, a, base_b, b) : merge_high(sort, base_a, a, base_b, b);
}

/* length[n - 2] > length[n - 1] + length[n] */
static bool invariant_holds(const struct sort *sort, uint32_t n) {
    return n < 2 || (uint64_t)sort->length[n - 2] > (uint64_t)sort->length[n - 1] + sort->length[n];
}

/* Merges until the run lengths on the stack shrink fast enough; `all`: until one is left. */
static int merge_runs(struct sort *sort, bool all) {
    while (sort->runs > 1) {
        uint32_t n = sort->runs - 2;
        const uint32_t *length = sort->length;
        if (all || !invariant_holds(sort, n + 1) || !invariant_holds(sort, n)) {
            if (n > 0 && length[n - 1] < length[n + 1]) {
                n--;
            }
        } else if (length[n] > length[n + 1]) {
            break;
        }
        if (merge_at(sort, n) < 0) {
            return -1;
        }
    }
    return 0;
}

static int sort_items(struct sort *sort, uint32_t count) {
    uint32_t low = 0;
    uint32_t smallest = count;
    uint32_t odd = 0;
    while (smallest >= 64) {
        odd |= smallest & 1;
        smallest >>= 1;
    }
    smallest += odd;
    while (low < count) {
        uint32_t run = count_run(sort, low, count);
        if (run == FAILED) {
            return -1;
        }
        if (run < smallest) {
            uint32_t forced = smallest < count - low ? smallest : count - low;
            if (insertion_sort(sort, low, low + run, low + forced) < 0) {
                return -1;
            }
            run = forced;
        }
        sort->base[sort->runs] = low;
        sort->length[sort->runs++] = run;
        low += run;
        if (merge_runs(sort, false) < 0) {
            return -1;
        }
    }
    return merge_runs(sort, true);
}

/* The present elements of `object` into *items; undefined ones are only counted. 0 or -1. */
static int collect(struct rt *rt, value object, double length, struct item **items, uint32_t *count,
                   uint32_t *undefined) {
    const struct elements *elements = array_dense(object);
    uint32_t capacity = elements == NULL || elements->length < 8 ? 8 : elements->length;
    *items = heap_alloc_array(rt, capacity, sizeof **items);
    value v;
    int found;
    double i = 0;
    while ((found = array_step(rt, object, &i, length, &v)) > 0) {
        rt_burn(rt, 1);
        i++;
        if (v == VALUE_UNDEFINED) {
            ++*undefined;
            continue;
        }
        if (*count == capacity) {
            *items = heap_grow(rt, *items, capacity * sizeof **items,
                               (size_t)capacity * 2 * sizeof **items);
            capacity *= 2;
        }
        (*items)[(*count)++].element = v;
    }
    return found;
}

/* Sorts and, where the default order asks for it, makes the texts first. 0 or -1. */
static int sort_collected(struct rt *rt, struct item *items, uint32_t count, value comparator) {
    if (count < 2) {
        return 0;
    }
    struct sort sort = {.rt = rt,
                        .comparator = comparator,
                        .work = items,
                        .spare = NULL,
                        .min_gallop = MIN_GALLOP,
                        .runs = 0};
    if (comparator == VALUE_UNDEFINED) {
        for (uint32_t i = 0; i < count; i++) {
            rt_burn(rt, 1);
            items[i].text = to_string(rt, items[i].element);
            if (items[i].text == VALUE_EXCEPTION) {
                return -1;
            }
        }
    }
    if (count >= 64) {
        sort.spare = heap_alloc_array(rt, count / 2 + 1, sizeof *sort.spare);
    }
    return sort_items(&sort, count);
}

/* 0, or -1, thrown. */
static int check_comparator(struct rt *rt, value comparator) {
    if (comparator == VALUE_UNDEFINED || value_is_callable(comparator)) {
        return 0;
    }
    throw_type(rt, "The comparison function must be either a function or undefined");
    return -1;
}

/* 23.1.3.34 Array.prototype.toSorted ( comparefn ) */
ARRAY_METHOD(array_to_sorted) {
    value comparator = ARG(0);
    double length;
    value object = check_comparator(rt, comparator) < 0
                       ? VALUE_EXCEPTION
                       : array_this(rt, callee, this_value, &length);
    value copy = object == VALUE_EXCEPTION ? VALUE_EXCEPTION : array_create(rt, length);
    if (copy == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    for (double i = 0; i < length; i++) { /* absent elements are undefined ones here */
        rt_burn(rt, 1);
        value v = array_get(rt, object, i);
        if (v == VALUE_EXCEPTION || array_create_data(rt, copy, i, v) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    return array_sort(rt, callee, copy, 1, &comparator, VALUE_UNDEFINED);
}

/* 23.1.3.30 Array.prototype.sort ( comparefn ) */
ARRAY_METHOD(array_sort) {
    value comparator = ARG(0);
    if (check_comparator(rt, comparator) < 0) {
        return VALUE_EXCEPTION;
    }
    double length;
    value object = array_this(rt, callee, this_value, &length);
    if (object == VALUE_EXCEPTION) {
        return VALUE_EXCEPTION;
    }
    /* Not even written to, as in V8: a frozen array of one element can be sorted. */
    if (length < 2) {
        return object;
    }
    struct item *items;
    uint32_t count = 0;
    uint32_t undefined = 0;
    if (collect(rt, object, length, &items, &count, &undefined) < 0 ||
        sort_collected(rt, items, count, comparator) < 0) {
        return VALUE_EXCEPTION;
    }
    double i = 0;
    for (; i < (double)count + undefined; i++) {
        rt_burn(rt, 1);
        value v = i < count ? items[(uint32_t)i].element : VALUE_UNDEFINED;
        if (array_set(rt, object, i, v) < 0) {
            return VALUE_EXCEPTION;
        }
    }
    /* Holes go to the end. */
    for (;;) {
        i = array_next_present(rt, object, i, length);
        if (i >= length) {
            return object;
        }
        rt_burn(rt, 1);
        if (array_delete(rt, object, i++) < 0) {
            return VALUE_EXCEPTION;
        }
    }
}
