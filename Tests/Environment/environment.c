#include "test_environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

__attribute__((constructor)) static void set_variables(void) {
    char conf[80];
    snprintf(folder, sizeof folder, "/tmp/scand-tests-softhsm-%d", (int)getpid());
    snprintf(conf, sizeof conf, "%s/conf", folder);
    setenv("SOFTHSM2_CONF", conf, 1);
    // One that a program started for SANE must not see, and one that it must.
    setenv("SCAND_TEST_SECRET", "hush", 1);
    setenv("SANE_TEST_SETTING", "yes", 1);
}

const char *test_token_folder(void) { return folder; }
