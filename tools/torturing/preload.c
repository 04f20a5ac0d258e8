// Stands between phm and the C library, for the folders that PHM_TORTURE_ROOTS names (absolute, with colons between them).
//
// PHM_TORTURE_LOG=FILE     writes down every operation on what is below them, with the bytes that were written, in the true order.
// PHM_TORTURE_FAIL=WHICH:ERRNO[:short]
//                          lets one operation fail. With `short` a write does half of its bytes, and the next one on the file fails.
// PHM_TORTURE_KILL=WHICH   ends the program with SIGKILL just before an operation.
// PHM_TORTURE_TOLD=FILE    4096 bytes: how many operations there were, as 4 bytes, and the one that failed, as text.
//
// WHICH is a number, counted from 1 over the operations that write, or NAME@PATTERN, the first of that name on such a path.
// They are counted where they have something to do: making a folder that is there is none.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
  OPEN = 1, WRITE, TRUNCATE, MKDIR, RENAME, LINK, SYMLINK, UNLINK, RMDIR, CHMOD, FSYNC, FDATASYNC, SYNCFS, RANGE, CLOSE, UTIME
};

struct record {
  uint32_t op, id, mode, counted;
  int64_t offset, length, written;
  uint32_t first, second;
};

#define FILES 65536
#define STREAMS 4096
static uint32_t opened[FILES];
static char failsNext[FILES];
static struct { FILE *stream; uint32_t id; } streams[STREAMS];
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char *roots[16];
static int rootCount, logFile = -1, failCode, isShort;
static uint32_t nextID = 1, failAt, killAt, count;
static char *failName, *killName;
static char *told;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

// MARK: what is asked for

static void which(const char *text, uint32_t *number, char **name) {
  if (strchr(text, '@')) *name = strdup(text); else *number = (uint32_t)strtoul(text, NULL, 10);
}

__attribute__((constructor)) static void begin(void) {
  const char *value = getenv("PHM_TORTURE_ROOTS");
  if (!value) return;
  char *all = strdup(value), *rest = NULL;
  for (char *root = strtok_r(all, ":", &rest); root && rootCount < 16; root = strtok_r(NULL, ":", &rest))
    roots[rootCount++] = root;
  if ((value = getenv("PHM_TORTURE_LOG"))) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0) {
      logFile = fcntl(file, F_DUPFD_CLOEXEC, 900);
      syscall(SYS_close, file);
    }
  }
  if ((value = getenv("PHM_TORTURE_TOLD"))) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, value, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0 && syscall(SYS_ftruncate, file, 4096) == 0) {
      told = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
      if (told == MAP_FAILED) told = NULL;
    }
    if (file >= 0) syscall(SYS_close, file);
  }
  if ((value = getenv("PHM_TORTURE_FAIL"))) {
    char *text = strdup(value), *code = strchr(text, ':');
    if (code) {
      *code++ = 0;
      failCode = atoi(code);
      isShort = strstr(code, ":short") != NULL;
      which(text, &failAt, &failName);
    }
  }
  if ((value = getenv("PHM_TORTURE_KILL"))) which(value, &killAt, &killName);
  // What phm starts is not watched.
  unsetenv("LD_PRELOAD");
}

// MARK: paths

// A path from the root without dots; false for one that is not below the folders that count.
static int place(int folder, const char *path, char *result) {
  if (!rootCount || !path || !*path) return 0;
  char whole[2 * PATH_MAX];
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    char base[PATH_MAX];
    if (folder == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return 0;
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t length = readlink(link, base, sizeof base - 1);
      if (length < 0) return 0;
      base[length] = 0;
    }
    snprintf(whole, sizeof whole, "%s/%s", base, path);
  }
  size_t length = 0;
  for (char *part = whole; *part;) {
    while (*part == '/') part++;
    size_t size = strcspn(part, "/");
    if (size == 0) break;
    if (size == 2 && part[0] == '.' && part[1] == '.') {
      while (length && result[--length] != '/') {}
    } else if (!(size == 1 && part[0] == '.')) {
      if (length + size + 2 > PATH_MAX) return 0;
      result[length++] = '/';
      memcpy(result + length, part, size);
      length += size;
    }
    part += size;
  }
  result[length] = 0;
  for (int index = 0; index < rootCount; index++) {
    size_t size = strlen(roots[index]);
    if (!strncmp(result, roots[index], size) && (result[size] == 0 || result[size] == '/')) return 1;
  }
  return 0;
}

static int placeOf(int file, char *result) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') return 0;
  path[length] = 0;
  return place(AT_FDCWD, path, result);
}

static int isThere(const char *path) {
  struct stat status;
  int code = errno, is = lstat(path, &status) == 0;
  errno = code;
  return is;
}

static int64_t writtenAt(int file, const char *path) {
  struct stat status;
  int code = errno;
  int done = path ? lstat(path, &status) : fstat(file, &status);
  errno = code;
  return done == 0 ? (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec : 0;
}

// MARK: the record

static void put(const void *bytes, size_t size) {
  const char *from = bytes;
  while (size) {
    ssize_t done = syscall(SYS_write, logFile, from, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) { _exit(99); }
    from += done;
    size -= (size_t)done;
  }
}

static uint32_t lastCounted;

static void note(uint32_t op, uint32_t id, uint32_t mode, int64_t offset, int64_t length, int64_t written, const char *first,
                 const char *second, const void *bytes) {
  if (logFile < 0) return;
  int code = errno;
  struct record record = {op, id, mode, lastCounted, offset, length, written, 0, 0};
  record.first = first ? (uint32_t)strlen(first) : 0;
  record.second = second ? (uint32_t)strlen(second) : 0;
  char head[sizeof record + 2 * PATH_MAX];
  size_t size = sizeof record;
  memcpy(head, &record, size);
  if (first) memcpy(head + size, first, record.first);
  size += record.first;
  if (second) memcpy(head + size, second, record.second);
  size += record.second;
  put(head, size);
  if (op == WRITE && length > 0) put(bytes, (size_t)length);
  lastCounted = 0;
  errno = code;
}

static void noteCopy(uint32_t id, int64_t offset, int64_t length, int file, int source, int64_t from) {
  if (logFile < 0) return;
  int code = errno;
  char *bytes = malloc((size_t)length);
  int64_t done = 0;
  while (bytes && done < length) {
    ssize_t size = syscall(SYS_pread64, source, bytes + done, (size_t)(length - done), from + done);
    if (size <= 0) _exit(99);
    done += size;
  }
  note(WRITE, id, 0, offset, length, writtenAt(file, NULL), NULL, NULL, bytes);
  free(bytes);
  errno = code;
}

// Counts an operation; 0, or how it is to fail.
static int counted(const char *name, const char *path, int isWrite, int file) {
  count++;
  lastCounted = count;
  if (told) memcpy(told, &count, 4);
  char full[PATH_MAX + 32];
  int isKilled = killAt == count && count, isFailed = failAt == count && count;
  if (failName || killName) {
    snprintf(full, sizeof full, "%s@%s", name, path);
    if (killName && fnmatch(killName, full, 0) == 0) isKilled = 1;
    if (failName && fnmatch(failName, full, 0) == 0) isFailed = 1;
  }
  if (told && (isKilled || isFailed)) snprintf(told + 4, 4092, "%s@%s", name, path);
  if (isKilled) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (file >= 0 && file < FILES && failsNext[file]) {
    failsNext[file] = 0;
    return failCode;
  }
  if (!isFailed) return 0;
  failName = NULL;
  if (isShort && isWrite && file >= 0 && file < FILES) {
    failsNext[file] = 1;
    return -1;
  }
  return failCode;
}

#define LOCK pthread_mutex_lock(&turn)
#define UNLOCK do { int code_ = errno; pthread_mutex_unlock(&turn); errno = code_; } while (0)
#define REFUSE(code) do { errno = (code); UNLOCK; return -1; } while (0)

static int isOpened(int file) { return file >= 0 && file < FILES && opened[file]; }

// MARK: opening and closing

static int openIt(int folder, const char *path, int flags, mode_t mode) {
  char where[PATH_MAX + 1];
  if (!place(folder, path, where)) return (int)syscall(SYS_openat, folder, path, flags, mode);
  LOCK;
  if (flags & O_CREAT) {
    int code = counted("open", where, 0, -1);
    if (code) REFUSE(code);
  }
  int file = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (file >= 0 && file < FILES) {
    struct stat status;
    int code = errno;
    fstat(file, &status);
    errno = code;
    opened[file] = nextID++;
    failsNext[file] = 0;
    note(OPEN, opened[file], status.st_mode, flags, status.st_size,
         (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec, where, NULL, NULL);
  }
  UNLOCK;
  return file;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

int open(const char *path, int flags, ...) { MODE(flags) return openIt(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return openIt(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return openIt(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return openIt(folder, path, flags, mode); }
int __open_2(const char *path, int flags) { return openIt(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return openIt(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char *path, int flags) { return openIt(folder, path, flags, 0); }
int __openat64_2(int folder, const char *path, int flags) { return openIt(folder, path, flags, 0); }
int creat(const char *path, mode_t mode) { return openIt(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return openIt(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

static void forget(int file) {
  note(CLOSE, opened[file], 0, 0, 0, writtenAt(file, NULL), NULL, NULL, NULL);
  opened[file] = 0;
  failsNext[file] = 0;
}

int close(int file) {
  if (!isOpened(file)) return (int)syscall(SYS_close, file);
  LOCK;
  forget(file);
  int done = (int)syscall(SYS_close, file);
  UNLOCK;
  return done;
}

// Of a stream its file is seen when it is opened, and what was written when it is closed.
static FILE *streamIt(const char *name, const char *path, const char *way) {
  FILE *(*real)(const char *, const char *) = (FILE * (*)(const char *, const char *)) next(name);
  char where[PATH_MAX + 1];
  if (!place(AT_FDCWD, path, where) || !strpbrk(way, "wa+")) return real(path, way);
  LOCK;
  int code = counted("fopen", where, 0, -1);
  if (code) { errno = code; UNLOCK; return NULL; }
  FILE *stream = real(path, way);
  if (stream) {
    int file = fileno(stream);
    struct stat status;
    fstat(file, &status);
    opened[file] = nextID++;
    note(OPEN, opened[file], status.st_mode, O_CREAT | O_RDWR | (strchr(way, 'w') ? O_TRUNC : 0), status.st_size,
         writtenAt(file, NULL), where, NULL, NULL);
    for (int index = 0; index < STREAMS; index++) {
      if (streams[index].stream) continue;
      streams[index].stream = stream;
      streams[index].id = opened[file];
      break;
    }
  }
  UNLOCK;
  return stream;
}

FILE *fopen(const char *path, const char *way) { return streamIt("fopen", path, way); }
FILE *fopen64(const char *path, const char *way) { return streamIt("fopen64", path, way); }

int fclose(FILE *stream) {
  static int (*real)(FILE *);
  if (!real) real = (int (*)(FILE *))next("fclose");
  int file = fileno(stream);
  if (!isOpened(file)) return real(stream);
  LOCK;
  int code = 0;
  for (int index = 0; index < STREAMS; index++) {
    if (streams[index].stream != stream) continue;
    streams[index].stream = NULL;
    char where[PATH_MAX + 1];
    if (!placeOf(file, where)) break;
    code = counted("fclose", where, 0, -1);
    fflush(stream);
    int64_t written = writtenAt(file, NULL);
    int copy = (int)syscall(SYS_openat, AT_FDCWD, where, O_RDWR | O_CLOEXEC, 0);
    struct stat status;
    if (copy >= 0 && fstat(copy, &status) == 0) {
      if (code) {
        if (syscall(SYS_ftruncate, copy, status.st_size / 2)) {}
      } else if (status.st_size > 0 && logFile >= 0) {
        char *bytes = malloc((size_t)status.st_size);
        if (syscall(SYS_pread64, copy, bytes, (size_t)status.st_size, (off_t)0) != status.st_size) _exit(99);
        note(WRITE, opened[file], 0, 0, status.st_size, written, NULL, NULL, bytes);
        free(bytes);
      }
    }
    if (copy >= 0) syscall(SYS_close, copy);
    break;
  }
  forget(file);
  int done = real(stream);
  if (code) { done = EOF; errno = code; }
  UNLOCK;
  return done;
}

// MARK: writing

static ssize_t writeIt(int file, const void *bytes, size_t size, int64_t offset) {
  LOCK;
  char where[PATH_MAX + 1] = "";
  placeOf(file, where);
  int code = counted("write", where, 1, file);
  if (code > 0) REFUSE(code);
  if (code < 0) size = size / 2 ? size / 2 : size;
  ssize_t done = offset < 0 ? syscall(SYS_write, file, bytes, size) : syscall(SYS_pwrite64, file, bytes, size, offset);
  if (done > 0) {
    int64_t at = offset < 0 ? lseek(file, 0, SEEK_CUR) - done : offset;
    note(WRITE, opened[file], 0, at, done, writtenAt(file, NULL), NULL, NULL, bytes);
  }
  UNLOCK;
  return done;
}

ssize_t write(int file, const void *bytes, size_t size) {
  return isOpened(file) ? writeIt(file, bytes, size, -1) : syscall(SYS_write, file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
  return isOpened(file) ? writeIt(file, bytes, size, offset) : syscall(SYS_pwrite64, file, bytes, size, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) { return pwrite(file, bytes, size, offset); }

ssize_t writev(int file, const struct iovec *parts, int number) {
  if (!isOpened(file)) return syscall(SYS_writev, file, parts, number);
  ssize_t total = 0;
  for (int index = 0; index < number; index++) {
    if (!parts[index].iov_len) continue;
    ssize_t done = writeIt(file, parts[index].iov_base, parts[index].iov_len, -1);
    if (done < 0) return total ? total : -1;
    total += done;
    if ((size_t)done < parts[index].iov_len) break;
  }
  return total;
}

static ssize_t copyIt(const char *name, int target, int source, off_t *from, off_t *to, size_t size, unsigned flags, int isSend) {
  int isSeen = isOpened(target);
  if (isSeen) {
    LOCK;
    char where[PATH_MAX + 1] = "";
    placeOf(target, where);
    int code = counted(name, where, 1, target);
    if (code > 0) REFUSE(code);
    if (code < 0) {
      struct stat status;
      if (fstat(source, &status) == 0 && (size_t)status.st_size < size) size = (size_t)status.st_size;
      size = size / 2 ? size / 2 : 1;
    }
  }
  ssize_t done = isSend ? syscall(SYS_sendfile, target, source, from, size)
                        : syscall(SYS_copy_file_range, source, from, target, to, size, flags);
  if (isSeen) {
    if (done > 0) {
      int64_t read = (from ? *from : lseek(source, 0, SEEK_CUR)) - done;
      int64_t at = (to ? *to : lseek(target, 0, SEEK_CUR)) - done;
      noteCopy(opened[target], at, done, target, source, read);
    }
    UNLOCK;
  }
  return done;
}

ssize_t sendfile(int target, int source, off_t *from, size_t size) {
  return copyIt("sendfile", target, source, from, NULL, size, 0, 1);
}
ssize_t sendfile64(int target, int source, off64_t *from, size_t size) { return sendfile(target, source, (off_t *)from, size); }
ssize_t copy_file_range(int source, off64_t *from, int target, off64_t *to, size_t size, unsigned flags) {
  return copyIt("copy_file_range", target, source, (off_t *)from, (off_t *)to, size, flags, 0);
}

int ftruncate(int file, off_t length) {
  if (!isOpened(file)) return (int)syscall(SYS_ftruncate, file, length);
  LOCK;
  char where[PATH_MAX + 1] = "";
  placeOf(file, where);
  int code = counted("ftruncate", where, 0, file);
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_ftruncate, file, length);
  if (done == 0) note(TRUNCATE, opened[file], 0, 0, length, writtenAt(file, NULL), NULL, NULL, NULL);
  UNLOCK;
  return done;
}
int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }

// MARK: names

int mkdirat(int folder, const char *path, mode_t mode) {
  char where[PATH_MAX + 1];
  if (!place(folder, path, where)) return (int)syscall(SYS_mkdirat, folder, path, mode);
  LOCK;
  int code = isThere(where) ? 0 : counted("mkdir", where, 0, -1);
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_mkdirat, folder, path, mode);
  if (done == 0) {
    struct stat status;
    lstat(where, &status);
    note(MKDIR, 0, status.st_mode, 0, 0, 0, where, NULL, NULL);
  }
  UNLOCK;
  return done;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

static int renameIt(int folder, const char *path, int other, const char *target, unsigned flags) {
  char from[PATH_MAX + 1], to[PATH_MAX + 1];
  int isFrom = place(folder, path, from), isTo = place(other, target, to);
  if (!isFrom && !isTo) return (int)syscall(SYS_renameat2, folder, path, other, target, flags);
  LOCK;
  int code = isThere(from) ? counted("rename", to, 0, -1) : 0;
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_renameat2, folder, path, other, target, flags);
  if (done == 0) note(RENAME, 0, flags, 0, 0, 0, from, to, NULL);
  UNLOCK;
  return done;
}
int rename(const char *path, const char *target) { return renameIt(AT_FDCWD, path, AT_FDCWD, target, 0); }
int renameat(int folder, const char *path, int other, const char *target) { return renameIt(folder, path, other, target, 0); }
int renameat2(int folder, const char *path, int other, const char *target, unsigned flags) {
  return renameIt(folder, path, other, target, flags);
}

int linkat(int folder, const char *path, int other, const char *target, int flags) {
  char from[PATH_MAX + 1], to[PATH_MAX + 1];
  int isFrom = place(folder, path, from), isTo = place(other, target, to);
  if (!isFrom && !isTo) return (int)syscall(SYS_linkat, folder, path, other, target, flags);
  LOCK;
  int code = isThere(to) ? 0 : counted("link", to, 0, -1);
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_linkat, folder, path, other, target, flags);
  if (done == 0) note(LINK, 0, 0, 0, 0, 0, from, to, NULL);
  UNLOCK;
  return done;
}
int link(const char *path, const char *target) { return linkat(AT_FDCWD, path, AT_FDCWD, target, 0); }

int symlinkat(const char *text, int folder, const char *path) {
  char where[PATH_MAX + 1];
  if (!place(folder, path, where)) return (int)syscall(SYS_symlinkat, text, folder, path);
  LOCK;
  int code = isThere(where) ? 0 : counted("symlink", where, 0, -1);
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_symlinkat, text, folder, path);
  if (done == 0) note(SYMLINK, 0, 0, 0, 0, 0, text, where, NULL);
  UNLOCK;
  return done;
}
int symlink(const char *text, const char *path) { return symlinkat(text, AT_FDCWD, path); }

int unlinkat(int folder, const char *path, int flags) {
  char where[PATH_MAX + 1];
  if (!place(folder, path, where)) return (int)syscall(SYS_unlinkat, folder, path, flags);
  LOCK;
  int done = (int)syscall(SYS_unlinkat, folder, path, flags);
  if (done == 0) note(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, 0, 0, 0, 0, where, NULL, NULL);
  UNLOCK;
  return done;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int done = unlinkat(AT_FDCWD, path, 0);
  return done != 0 && errno == EISDIR ? unlinkat(AT_FDCWD, path, AT_REMOVEDIR) : done;
}

int chmod(const char *path, mode_t mode) {
  char where[PATH_MAX + 1];
  if (!place(AT_FDCWD, path, where)) return (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
  LOCK;
  int code = counted("chmod", where, 0, -1);
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
  if (done == 0) note(CHMOD, 0, mode, 0, 0, 0, where, NULL, NULL);
  UNLOCK;
  return done;
}

int fchmod(int file, mode_t mode) {
  char where[PATH_MAX + 1];
  if (!placeOf(file, where)) return (int)syscall(SYS_fchmod, file, mode);
  LOCK;
  int code = counted("fchmod", where, 0, file);
  if (code) REFUSE(code);
  int done = (int)syscall(SYS_fchmod, file, mode);
  if (done == 0) note(CHMOD, isOpened(file) ? opened[file] : 0, mode, 0, 0, 0, where, NULL, NULL);
  UNLOCK;
  return done;
}

int futimens(int file, const struct timespec times[2]) {
  if (!isOpened(file)) return (int)syscall(SYS_utimensat, file, NULL, times, 0);
  LOCK;
  int done = (int)syscall(SYS_utimensat, file, NULL, times, 0);
  if (done == 0) note(UTIME, opened[file], 0, 0, 0, writtenAt(file, NULL), NULL, NULL, NULL);
  UNLOCK;
  return done;
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
  char where[PATH_MAX + 1];
  if (!place(folder, path, where)) return (int)syscall(SYS_utimensat, folder, path, times, flags);
  LOCK;
  int done = (int)syscall(SYS_utimensat, folder, path, times, flags);
  if (done == 0) note(UTIME, 0, 0, 0, 0, writtenAt(-1, where), where, NULL, NULL);
  UNLOCK;
  return done;
}

// MARK: flushing

static int flushIt(uint32_t op, const char *name, long number, int file) {
  char where[PATH_MAX + 1];
  if (!placeOf(file, where) && !isOpened(file)) return (int)syscall(number, file);
  LOCK;
  int code = counted(name, where, 0, file);
  if (code) REFUSE(code);
  int done = (int)syscall(number, file);
  if (done == 0) note(op, isOpened(file) ? opened[file] : 0, 0, 0, 0, 0, where, NULL, NULL);
  UNLOCK;
  return done;
}
int fsync(int file) { return flushIt(FSYNC, "fsync", SYS_fsync, file); }
int fdatasync(int file) { return flushIt(FDATASYNC, "fdatasync", SYS_fdatasync, file); }
int syncfs(int file) { return flushIt(SYNCFS, "syncfs", SYS_syncfs, file); }

int sync_file_range(int file, off64_t offset, off64_t length, unsigned flags) {
  int done = (int)syscall(SYS_sync_file_range, file, offset, length, flags);
  if (done == 0 && isOpened(file)) {
    LOCK;
    note(RANGE, opened[file], flags, offset, length, 0, NULL, NULL, NULL);
    UNLOCK;
  }
  return done;
}

void sync(void) {
  LOCK;
  syscall(SYS_sync);
  note(SYNCFS, 0, 0, 0, 0, 0, rootCount ? roots[0] : NULL, NULL, NULL);
  UNLOCK;
}
