// Variables of the environment that tests need. They are set before the first thread runs: setenv races with everybody who
// starts a process meanwhile.
#ifndef TEST_ENVIRONMENT_H
#define TEST_ENVIRONMENT_H

/// The folder of this process's token in software; SOFTHSM2_CONF names the file "conf" in it. Nobody has made it yet.
const char *test_token_folder(void);

#endif
