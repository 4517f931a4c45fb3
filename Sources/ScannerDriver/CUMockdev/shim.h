// The testbed and the requests that libusb makes of a device file.
#include <linux/ioctl.h>
#include <linux/usbdevice_fs.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <umockdev.h>

// Swift does not see macros that compute: the requests again, as constants.
static const unsigned long usbfs_get_capabilities = USBDEVFS_GET_CAPABILITIES;
static const unsigned long usbfs_claim_interface = USBDEVFS_CLAIMINTERFACE;
static const unsigned long usbfs_release_interface = USBDEVFS_RELEASEINTERFACE;
static const unsigned long usbfs_clear_halt = USBDEVFS_CLEAR_HALT;
static const unsigned long usbfs_reset = USBDEVFS_RESET;
static const unsigned long usbfs_reset_endpoint = USBDEVFS_RESETEP;
static const unsigned long usbfs_submit = USBDEVFS_SUBMITURB;
static const unsigned long usbfs_reap = USBDEVFS_REAPURB;
static const unsigned long usbfs_reap_now = USBDEVFS_REAPURBNDELAY;
static const unsigned long usbfs_discard = USBDEVFS_DISCARDURB;
static const unsigned long usbfs_set_interface = USBDEVFS_SETINTERFACE;
static const unsigned long usbfs_set_configuration = USBDEVFS_SETCONFIGURATION;
static const unsigned long usbfs_get_driver = USBDEVFS_GETDRIVER;
static const unsigned long usbfs_disconnect_claim = USBDEVFS_DISCONNECT_CLAIM;
static const unsigned long usbfs_ioctl = USBDEVFS_IOCTL;

// Hidden behind _GNU_SOURCE, which a module cannot define for others.
extern ssize_t process_vm_readv(pid_t, const struct iovec *, unsigned long, const struct iovec *, unsigned long,
                                unsigned long);
extern ssize_t process_vm_writev(pid_t, const struct iovec *, unsigned long, const struct iovec *, unsigned long,
                                 unsigned long);
