/*
 * monitor/opensbi/calls.c: what comes in: the host's calls (an SBI extension) and every trap of an enclave
 * (by taking the place of OpenSBI's trap handler at link time). Owns no state.
 */
#include "monitor/opensbi/enclaves.h"

#include "monitor/opensbi/enclave_abi.h"
#include "monitor/opensbi/services.h"

struct sbi_trap_context *__real_sbi_trap_handler(struct sbi_trap_context *context);
struct sbi_trap_context *__wrap_sbi_trap_handler(struct sbi_trap_context *context);

static int result_of(enum status status) {
    switch (status) {
    case STATUS_OK: return SBI_SUCCESS;
    case STATUS_INVALID: return SBI_ERR_INVALID_PARAM;
    case STATUS_TOO_LARGE: return SBI_ERR_BAD_RANGE;
    default: return SBI_ERR_FAILED;
    }
}

static int host_info(uint64_t which, uint64_t *value) {
    switch (which) {
    case ENCLAVE_INFO_VERSION: *value = ENCLAVE_ABI_VERSION; break;
    case ENCLAVE_INFO_POOL: *value = memory_pool().bytes; break;
    case ENCLAVE_INFO_LARGEST: *value = enclaves_largest_free(); break;
    case ENCLAVE_INFO_ENCLAVES: *value = ENCLAVES_MOST; break;
    case ENCLAVE_INFO_IDENTITY: *value = services_ready(); break;
    default: return SBI_ERR_INVALID_PARAM;
    }
    return SBI_SUCCESS;
}

static int host_monitor(const struct sbi_trap_regs *regs, uint64_t *value) {
    struct range request = {regs->a0, regs->a1};
    struct range response = {regs->a2, regs->a3};
    if (!services_ready()) {
        return SBI_ERR_NOT_SUPPORTED;
    }
    if (!memory_is_host(request) || !memory_is_host(response)) {
        return SBI_ERR_INVALID_ADDRESS;
    }
    return result_of(services_answer(0, request, response, value));
}

/* Called by OpenSBI for a call from supervisor mode; an enclave's never come here. */
static int host_call(unsigned long extension, unsigned long call, struct sbi_trap_regs *regs,
                     struct sbi_ecall_return *out) {
    uint64_t *value = &out->value;
    bool entered = false;
    int result = SBI_ERR_FAILED;
    switch (call) {
    case ENCLAVE_INFO: return host_info(regs->a0, value);
    case ENCLAVE_CREATE:
        return enclaves_create(regs->a0, (struct range){regs->a1, regs->a2}, regs->a3, value);
    case ENCLAVE_ADD: return enclaves_add(regs->a0, regs->a1, regs->a2, regs->a3);
    case ENCLAVE_FINALISE: return enclaves_finalise(regs->a0, regs->a1, value);
    case ENCLAVE_RUN:
        result = enclaves_run(regs->a0, regs, &entered, value);
        out->skip_regs_update = entered;
        return result;
    case ENCLAVE_STOP: return enclaves_stop(regs->a0);
    case ENCLAVE_DESTROY: return enclaves_destroy(regs->a0, value);
    case ENCLAVE_MONITOR: return host_monitor(regs, value);
    default: return SBI_ERR_NOT_SUPPORTED;
    }
}

struct sbi_ecall_extension ecall_enclave;

static int register_calls(void) {
    enum status status = services_init();
    if (status != STATUS_OK) {
        sbi_printf("enclaves: none, the monitor has no %s\n",
                   status == STATUS_NOT_FOUND ? "identity" : "source of randomness");
    }
    status = enclaves_init();
    return status == STATUS_OK ? sbi_ecall_register_extension(&ecall_enclave) : SBI_ENOMEM;
}

struct sbi_ecall_extension ecall_enclave = {
    .name = "enclave",
    .extid_start = ENCLAVE_SBI_EXTENSION,
    .extid_end = ENCLAVE_SBI_EXTENSION,
    .register_extensions = register_calls,
    .handle = host_call,
};

static int enclave_ask(unsigned int slot, const struct sbi_trap_regs *regs, uint64_t *value) {
    struct range request, response;
    if (!enclaves_memory(slot, regs->a0, regs->a1, &request) ||
        !enclaves_memory(slot, regs->a2, regs->a3, &response)) {
        return SBI_ERR_INVALID_ADDRESS;
    }
    return result_of(services_answer(enclaves_instance(slot), request, response, value));
}

/* A call from inside; on leaving, `regs` are the host's behind it. */
static void enclave_call(unsigned int slot, struct sbi_trap_regs *regs) {
    uint64_t value = 0;
    int result = SBI_ERR_NOT_SUPPORTED;
    bool wait = false;
    if (regs->a7 == ENCLAVE_SBI_EXTENSION) {
        switch (regs->a6) {
        case ENCLAVE_EXIT:
            enclaves_leave(regs, ENCLAVE_LEFT_EXITED | (regs->a0 & 0xff) << 8);
            return;
        case ENCLAVE_WAIT:
            result = SBI_SUCCESS;
            wait = true;
            break;
        case ENCLAVE_ASK: result = enclave_ask(slot, regs, &value); break;
        default: break;
        }
    }
    regs->mepc += 4;
    regs->a0 = (unsigned long)result;
    regs->a1 = value;
    if (wait) {
        enclaves_leave(regs, ENCLAVE_LEFT_WAITING);
    }
}

struct sbi_trap_context *__wrap_sbi_trap_handler(struct sbi_trap_context *context) {
    struct sbi_trap_regs *regs = &context->regs;
    uint64_t cause = context->trap.cause;
    int slot = hart_inside();
    if (slot < 0 || sbi_mstatus_prev_mode(regs->mstatus) == PRV_M) {
        return __real_sbi_trap_handler(context);
    }
    if ((cause & MCAUSE_IRQ_MASK) != 0) {
        uint64_t number = cause & ~MCAUSE_IRQ_MASK;
        bool machine = number == IRQ_M_SOFT || number == IRQ_M_TIMER || number == IRQ_M_EXT;
        enclaves_leave(regs, ENCLAVE_LEFT_INTERRUPTED);
        /* The host's own interrupts are still pending and taken by it once it runs. */
        return machine ? __real_sbi_trap_handler(context) : context;
    }
    if (cause == CAUSE_SUPERVISOR_ECALL) {
        enclave_call((unsigned int)slot, regs);
    } else {
        enclaves_leave(regs, ENCLAVE_LEFT_FAULTED | cause << 8);
    }
    return context;
}
