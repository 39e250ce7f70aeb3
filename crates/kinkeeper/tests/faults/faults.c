/*
 * A disk that fails once: loaded before the C library (LD_PRELOAD), it lets every call go through that changes files
 * under FAULTS_UNDER, and counts them; the one whose turn it is fails as a full or a broken disk would.
 *
 * The test says through the file FAULTS_BY, three numbers of eight bytes, which call is to fail (counted
 * from here, 0 for none), with which error, and reads whether it has.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int64_t *by; /* how many more, which error, how often it failed */
static const char *under;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("FAULTS_BY");
    under = getenv("FAULTS_UNDER");
    int fd = file && under ? open(file, O_RDWR) : -1;
    if (fd < 0) return;
    void *at = mmap(NULL, 3 * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (at != MAP_FAILED) by = at;
}

static int fails(int fd) {
    if (!by || __atomic_load_n(&by[0], __ATOMIC_SEQ_CST) <= 0) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, under, strlen(under)) != 0) return 0;
    if (__atomic_sub_fetch(&by[0], 1, __ATOMIC_SEQ_CST) != 0) return 0;
    __atomic_add_fetch(&by[2], 1, __ATOMIC_SEQ_CST);
    errno = (int)by[1];
    return 1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *from, size_t n) {
    return fails(fd) ? -1 : REAL(ssize_t, "write", int, const void *, size_t)(fd, from, n);
}
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) {
    return fails(fd) ? -1 : REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)(fd, from, n, at);
}
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) {
    return fails(fd) ? -1 : REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(fd, from, n, at);
}
ssize_t writev(int fd, const struct iovec *from, int n) {
    return fails(fd) ? -1 : REAL(ssize_t, "writev", int, const struct iovec *, int)(fd, from, n);
}
int fsync(int fd) { return fails(fd) ? -1 : REAL(int, "fsync", int)(fd); }
int fdatasync(int fd) { return fails(fd) ? -1 : REAL(int, "fdatasync", int)(fd); }
int ftruncate(int fd, off_t n) { return fails(fd) ? -1 : REAL(int, "ftruncate", int, off_t)(fd, n); }
int ftruncate64(int fd, off64_t n) { return fails(fd) ? -1 : REAL(int, "ftruncate64", int, off64_t)(fd, n); }
int fallocate(int fd, int mode, off_t at, off_t n) {
    return fails(fd) ? -1 : REAL(int, "fallocate", int, int, off_t, off_t)(fd, mode, at, n);
}
int posix_fallocate(int fd, off_t at, off_t n) {
    return fails(fd) ? errno : REAL(int, "posix_fallocate", int, off_t, off_t)(fd, at, n);
}
