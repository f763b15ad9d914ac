/* A process that loads this sees a wall clock that is AHEAD_SECONDS ahead. How long things take it measures as before:
   libfaketime changes that, too, and makes Python's sleep fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static int (*real)(clockid_t, struct timespec *);
static time_t ahead;

__attribute__((constructor)) static void start(void)
{
    const char *given = getenv("AHEAD_SECONDS");
    real = dlsym(RTLD_NEXT, "clock_gettime");
    ahead = given ? atol(given) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *at)
{
    if (!real)
        start();
    int failed = real(clock, at);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        at->tv_sec += ahead;
    return failed;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}
