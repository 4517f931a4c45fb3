#ifndef SCAND_CSANE_SHIM_H
#define SCAND_CSANE_SHIM_H
#include <sane/sane.h>
#endif
