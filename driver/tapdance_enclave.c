// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * driver/tapdance_enclave.c: enclaves for user space, by calls to the monitor in machine mode
 * (monitor/opensbi/enclave_abi.h). Untrusted: what it must do well is to clean up and to stay alive.
 *
 * Owns, for each open file, the enclave's id, the memory that it shares and a buffer for what is added.
 * `lock` serialises everything but STOP and MONITOR; a running enclave holds it.
 */
#include <asm/sbi.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../monitor/opensbi/enclave_abi.h"
#include "tapdance_enclave.h"

#define SBI_ERROR_INVALID_STATE (-10)
#define SBI_ERROR_BAD_RANGE     (-11)

struct tapdance_file {
    struct mutex lock;
    u64 id; /* 0: none yet */
    void *shared;
    size_t shared_bytes;
    void *buffer; /* ENCLAVE_ADD_BYTES_MOST */
};

static int errno_of(long error) {
    switch (error) {
    case 0: return 0;
    case SBI_ERR_INVALID_PARAM:
    case SBI_ERR_INVALID_ADDRESS:
    case SBI_ERROR_BAD_RANGE: return -EINVAL;
    case SBI_ERROR_INVALID_STATE: return -EBUSY;
    case SBI_ERR_FAILURE: return -ENOMEM;
    case SBI_ERR_NOT_SUPPORTED: return -ENODEV;
    default: return -EIO;
    }
}

static int call(unsigned int number, u64 a0, u64 a1, u64 a2, u64 a3, u64 *value) {
    struct sbiret answer = sbi_ecall(ENCLAVE_SBI_EXTENSION, number, a0, a1, a2, a3, 0, 0);
    if (value) {
        *value = answer.value;
    }
    return errno_of(answer.error);
}

static int file_open(struct inode *inode, struct file *file) {
    struct tapdance_file *enclave = kzalloc(sizeof(*enclave), GFP_KERNEL);
    if (!enclave) {
        return -ENOMEM;
    }
    mutex_init(&enclave->lock);
    file->private_data = enclave;
    return 0;
}

/* No call is under way and nothing is mapped any more: each holds the file open. */
static int file_release(struct inode *inode, struct file *file) {
    struct tapdance_file *enclave = file->private_data;
    u64 left = 0;
    if (enclave->id) {
        int error = 0;
        do {
            error = call(ENCLAVE_DESTROY, enclave->id, 0, 0, 0, &left);
            cond_resched();
        } while (!error && left);
        if (error) {
            pr_err("tapdance_enclave: could not destroy an enclave (%d), its memory is lost\n",
                   error);
            return 0; /* the shared memory too: the enclave could still write to it */
        }
    }
    if (enclave->shared) {
        free_pages_exact(enclave->shared, enclave->shared_bytes);
    }
    if (enclave->buffer) {
        free_pages_exact(enclave->buffer, ENCLAVE_ADD_BYTES_MOST);
    }
    kfree(enclave);
    return 0;
}

static long create(struct tapdance_file *enclave, const struct tapdance_enclave_create *wanted) {
    int error = 0;
    if (enclave->id) {
        return -EBUSY;
    }
    if (!wanted->shared_bytes || wanted->shared_bytes > ENCLAVE_SHARED_BYTES_MOST ||
        wanted->shared_bytes % PAGE_SIZE) {
        return -EINVAL;
    }
    if (!enclave->buffer) {
        enclave->buffer = alloc_pages_exact(ENCLAVE_ADD_BYTES_MOST, GFP_KERNEL_ACCOUNT);
    }
    if (enclave->shared) { /* of a CREATE that failed; it was not mapped, see file_mmap */
        free_pages_exact(enclave->shared, enclave->shared_bytes);
    }
    enclave->shared_bytes = wanted->shared_bytes;
    enclave->shared = alloc_pages_exact(wanted->shared_bytes, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
    if (!enclave->buffer || !enclave->shared) {
        return -ENOMEM;
    }
    error = call(ENCLAVE_CREATE, wanted->memory_bytes, virt_to_phys(enclave->shared),
                 enclave->shared_bytes, wanted->role, &enclave->id);
    if (error) {
        enclave->id = 0;
    }
    return error;
}

static long add(struct tapdance_file *enclave, const struct tapdance_enclave_add *pages) {
    u64 done = 0;
    if (!enclave->id) {
        return -EBUSY;
    }
    if (!pages->bytes || pages->bytes % PAGE_SIZE) {
        return -EINVAL;
    }
    while (done < pages->bytes) {
        u64 part = min_t(u64, pages->bytes - done, ENCLAVE_ADD_BYTES_MOST);
        int error = 0;
        if (copy_from_user(enclave->buffer, u64_to_user_ptr(pages->source + done), part)) {
            return -EFAULT;
        }
        error = call(ENCLAVE_ADD, enclave->id, pages->offset + done, virt_to_phys(enclave->buffer),
                     part, NULL);
        if (error) {
            return error;
        }
        if (fatal_signal_pending(current)) {
            return -EINTR;
        }
        done += part;
        cond_resched();
    }
    return 0;
}

static long finalise(struct tapdance_file *enclave, struct tapdance_enclave_finalise *last) {
    if (!enclave->id) {
        return -EBUSY;
    }
    memcpy(enclave->buffer, last->bind, sizeof(last->bind));
    return call(ENCLAVE_FINALISE, enclave->id, virt_to_phys(enclave->buffer), 0, 0,
                &last->instance);
}

/* Each interruption is served on the way back from the call; then it goes on, on whatever hart. */
static long run(struct tapdance_file *enclave, struct tapdance_enclave_run *result) {
    if (!enclave->id) {
        return -EBUSY;
    }
    for (;;) {
        int error = call(ENCLAVE_RUN, enclave->id, 0, 0, 0, &result->left);
        if (error || result->left != ENCLAVE_LEFT_INTERRUPTED) {
            return error;
        }
        if (signal_pending(current)) {
            return -EINTR;
        }
        cond_resched();
    }
}

static long ask_monitor(struct tapdance_enclave_monitor __user *user) {
    struct tapdance_enclave_monitor *message = NULL;
    long error = -ENOMEM;
    /* Below a page, so physically in one piece. */
    BUILD_BUG_ON(sizeof(*message) > PAGE_SIZE);
    message = (struct tapdance_enclave_monitor *)__get_free_page(GFP_KERNEL);
    if (!message) {
        return error;
    }
    error = -EFAULT;
    if (!copy_from_user(message, user, sizeof(*message))) {
        error = -EINVAL;
        if (message->request_bytes <= sizeof(message->request)) {
            error = call(ENCLAVE_MONITOR, virt_to_phys(message->request), message->request_bytes,
                         virt_to_phys(message->response), sizeof(message->response),
                         &message->response_bytes);
        }
        if (!error && copy_to_user(user, message, sizeof(*message))) {
            error = -EFAULT;
        }
    }
    free_page((unsigned long)message);
    return error;
}

static long with_lock(struct tapdance_file *enclave, unsigned int number, void __user *user) {
    union {
        struct tapdance_enclave_create create;
        struct tapdance_enclave_add add;
        struct tapdance_enclave_finalise finalise;
        struct tapdance_enclave_run run;
    } argument = {};
    long error = -ENOTTY;
    if ((_IOC_DIR(number) & _IOC_WRITE) && copy_from_user(&argument, user, _IOC_SIZE(number))) {
        return -EFAULT;
    }
    if (mutex_lock_interruptible(&enclave->lock)) {
        return -EINTR;
    }
    switch (number) {
    case TAPDANCE_ENCLAVE_CREATE: error = create(enclave, &argument.create); break;
    case TAPDANCE_ENCLAVE_ADD: error = add(enclave, &argument.add); break;
    case TAPDANCE_ENCLAVE_FINALISE: error = finalise(enclave, &argument.finalise); break;
    case TAPDANCE_ENCLAVE_RUN: error = run(enclave, &argument.run); break;
    default: break;
    }
    mutex_unlock(&enclave->lock);
    if (!error && (_IOC_DIR(number) & _IOC_READ) &&
        copy_to_user(user, &argument, _IOC_SIZE(number))) {
        error = -EFAULT;
    }
    return error;
}

static long file_ioctl(struct file *file, unsigned int number, unsigned long argument) {
    struct tapdance_file *enclave = file->private_data;
    void __user *user = (void __user *)argument;
    u64 id = 0;
    switch (number) {
    case TAPDANCE_ENCLAVE_CREATE:
    case TAPDANCE_ENCLAVE_ADD:
    case TAPDANCE_ENCLAVE_FINALISE:
    case TAPDANCE_ENCLAVE_RUN: return with_lock(enclave, number, user);
    case TAPDANCE_ENCLAVE_STOP:
        id = READ_ONCE(enclave->id);
        return id ? call(ENCLAVE_STOP, id, 0, 0, 0, NULL) : -EBUSY;
    case TAPDANCE_ENCLAVE_MONITOR: return ask_monitor(user);
    default: return -ENOTTY;
    }
}

static int file_mmap(struct file *file, struct vm_area_struct *area) {
    struct tapdance_file *enclave = file->private_data;
    size_t bytes = area->vm_end - area->vm_start;
    int error = -EBUSY;
    if (mutex_lock_interruptible(&enclave->lock)) {
        return -EINTR;
    }
    if (enclave->id) {
        error = -EINVAL;
        if (!area->vm_pgoff && bytes == enclave->shared_bytes && (area->vm_flags & VM_SHARED) &&
            !(area->vm_flags & VM_EXEC)) {
            vm_flags_mod(area, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYEXEC);
            error =
                remap_pfn_range(area, area->vm_start, virt_to_phys(enclave->shared) >> PAGE_SHIFT,
                                bytes, area->vm_page_prot);
        }
    }
    mutex_unlock(&enclave->lock);
    return error;
}

static const struct file_operations operations = {
    .owner = THIS_MODULE,
    .open = file_open,
    .release = file_release,
    .unlocked_ioctl = file_ioctl,
    .mmap = file_mmap,
};

static struct miscdevice device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = "tapdance_enclave",
    .fops = &operations,
    .mode = 0600,
};

static int __init driver_init_module(void) {
    u64 value = 0;
    if (sbi_probe_extension(ENCLAVE_SBI_EXTENSION) <= 0) {
        pr_err("tapdance_enclave: this machine's firmware has no enclaves\n");
        return -ENODEV;
    }
    if (call(ENCLAVE_INFO, ENCLAVE_INFO_VERSION, 0, 0, 0, &value) || value != ENCLAVE_ABI_VERSION) {
        pr_err("tapdance_enclave: the monitor's interface has version %llu, not %u\n", value,
               ENCLAVE_ABI_VERSION);
        return -ENODEV;
    }
    return misc_register(&device);
}

static void __exit driver_exit_module(void) {
    misc_deregister(&device);
}

module_init(driver_init_module);
module_exit(driver_exit_module);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("TAPDance enclaves");
