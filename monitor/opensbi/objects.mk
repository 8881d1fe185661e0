# monitor/opensbi/objects.mk: our part of the firmware, in OpenSBI's build. Its platform folder is a copy of
# platform/generic made of links, beside which lie links to monitor/, lib/ and libsodium's source.

platform-cflags-y += -std=gnu17 -fno-builtin-printf

tapdance-flags = -isystem $(platform_src_dir)/monitor/opensbi/libc \
	-isystem $(platform_src_dir)/sodium/include \
	-I$(platform_src_dir) -I$(platform_src_dir)/common -isystem $(include_dir) -isystem $(libsbiutils_dir)/libfdt \
	-DMONITOR_PROGRAMS_MOST=128u -DMONITOR_NONCES_EACH=128u -DMONITOR_SLOTS_MOST=128u
tapdance-warnings = -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wimplicit-fallthrough -Wno-unused-parameter -Wstack-usage=3072

$(platform_build_dir)/monitor/%: CFLAGS += $(tapdance-flags) $(tapdance-warnings)
$(platform_build_dir)/common/%: CFLAGS += $(tapdance-flags)
$(platform_build_dir)/sodium/%: CFLAGS += $(tapdance-flags) \
	-I$(platform_src_dir)/sodium/include/sodium -I$(platform_src_dir)/sodium/include/sodium/private \
	-DCONFIGURED=1 -DHAVE_TI_MODE=1 -DNATIVE_LITTLE_ENDIAN=1 -Wno-unused-function -Wno-unknown-pragmas

platform-ldflags-y += -Wl,--wrap=sbi_trap_handler -Wl,--wrap=sbi_hart_pmp_configure \
	-Wl,--wrap=sbi_domain_check_addr_range -Wl,--wrap=fdt_domains_populate \
	-Wl,--wrap=fdt_domain_fixup -Wl,--wrap=fdt_parse_isa_extensions

$(platform_build_dir)/platform.o: CFLAGS += -Dfw_platform_init=generic_fw_platform_init

carray-sbi_ecall_exts-y += ecall_enclave

platform-objs-y += $(addprefix monitor/opensbi/, boot.o calls.o enclaves.o hart.o flash.o hart_floats.o libc.o memory.o \
	pmp.o random.o services.o state.o)
platform-objs-y += $(addprefix monitor/core/, answer.o identity.o nonce.o program.o slot.o time.o)
platform-objs-y += $(addprefix common/lib/, cbor.o cbor_check.o cose_sign.o cursor.o evidence.o hkdf.o \
	monitor_protocol.o secret.o)
platform-objs-y += $(addprefix sodium/, \
	crypto_auth/hmacsha256/auth_hmacsha256.o crypto_core/ed25519/ref10/ed25519_ref10.o \
	crypto_hash/sha256/cp/hash_sha256_cp.o crypto_hash/sha512/cp/hash_sha512_cp.o \
	crypto_sign/ed25519/ref10/keypair.o crypto_sign/ed25519/ref10/open.o \
	crypto_sign/ed25519/ref10/sign.o crypto_verify/sodium/verify.o)
