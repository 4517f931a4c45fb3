// A program that speaks raw libusb, for the simulator's tests: one command a line in, one answer a line out.
//
//   open VID PID            ok | error NAME              claim | reset | close | release | halt EP | string N
//   out EP HEX              ok N                         in EP LENGTH MILLISECONDS     data HEX
//   image FIRST REST MS     with two reads of FIRST KiB always waiting on 0x86, until a short one: image BYTES HASH
//   sheets N                runs N sheets of a PageScan as fast as it goes: sheets N BYTES SECONDS
//   hotplug VID PID MS      waits so long for news of this device: arrived | left | nothing
#include <libusb-1.0/libusb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static libusb_context *context;
static libusb_device_handle *device;

static void answer(int code, const char *good) {
  if (code < 0)
    printf("error %s\n", libusb_error_name(code));
  else
    printf("%s\n", good);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static int out(unsigned char endpoint, const unsigned char *bytes, int length) {
  int done = 0;
  int code = libusb_bulk_transfer(device, endpoint, (unsigned char *)bytes, length, &done, 2000);
  return code < 0 ? code : done;
}

static int hex(const char *text, unsigned char *bytes, int limit) {
  int count = 0;
  for (; count < limit && text[0] && text[1] && text[0] != '\n'; text += 2) {
    unsigned value;
    if (sscanf(text, "%2x", &value) != 1) break;
    bytes[count++] = (unsigned char)value;
  }
  return count;
}

// Image reads: two wait all the time.

struct image {
  struct libusb_transfer *transfers[2];
  int isPending[2];
  long long bytes;
  uint64_t hash;
  int isHashing;
  int isOver;
  int error;
};

static void imageRead(struct libusb_transfer *transfer) {
  struct image *image = transfer->user_data;
  int index = image->transfers[1] == transfer;
  image->isPending[index] = 0;
  if (transfer->status == LIBUSB_TRANSFER_CANCELLED || transfer->status == LIBUSB_TRANSFER_TIMED_OUT) {
    image->isOver = 1;
    return;
  }
  if (transfer->status != LIBUSB_TRANSFER_COMPLETED) {
    image->error = transfer->status == LIBUSB_TRANSFER_NO_DEVICE ? LIBUSB_ERROR_NO_DEVICE
                   : transfer->status == LIBUSB_TRANSFER_STALL   ? LIBUSB_ERROR_PIPE
                                                                 : LIBUSB_ERROR_IO;
    image->isOver = 1;
    return;
  }
  image->bytes += transfer->actual_length;
  // FNV-1a.
  for (int i = 0; image->isHashing && i < transfer->actual_length; i++)
    image->hash = (image->hash ^ transfer->buffer[i]) * 0x100000001b3ull;
  if (transfer->actual_length < transfer->length) image->isOver = 1;
  if (!image->isOver && libusb_submit_transfer(transfer) == 0) image->isPending[index] = 1;
}

static int imageBegin(struct image *image, int length, unsigned timeout, int isHashing) {
  memset(image, 0, sizeof *image);
  image->hash = 0xcbf29ce484222325ull;
  image->isHashing = isHashing;
  for (int i = 0; i < 2; i++) {
    image->transfers[i] = libusb_alloc_transfer(0);
    libusb_fill_bulk_transfer(image->transfers[i], device, 0x86, malloc((size_t)length), length, imageRead, image,
                              timeout);
    int code = libusb_submit_transfer(image->transfers[i]);
    if (code < 0) return code;
    image->isPending[i] = 1;
  }
  return 0;
}

static void imageEnd(struct image *image) {
  for (int i = 0; i < 2; i++)
    if (image->isPending[i]) libusb_cancel_transfer(image->transfers[i]);
  while (image->isPending[0] || image->isPending[1]) libusb_handle_events(context);
  for (int i = 0; i < 2; i++) {
    free(image->transfers[i]->buffer);
    libusb_free_transfer(image->transfers[i]);
  }
}

// A whole run of sheets, with commands that carry their checks.

static int command(const char *text) {
  unsigned char bytes[64];
  return out(0x05, bytes, hex(text, bytes, sizeof bytes));
}

static int awaitEvent(const char *event) {
  unsigned char bytes[16384];
  for (int tries = 0; tries < 100; tries++) {
    int length = 0;
    int code = libusb_bulk_transfer(device, 0x85, bytes, sizeof bytes, &length, 5000);
    if (code < 0) return code;
    if (length == 5 && memcmp(bytes + 1, event, 3) == 0) return 0;
  }
  return LIBUSB_ERROR_OTHER;
}

static void runSheets(int count) {
  struct image image;
  double start = seconds();
  long long total = 0;
  command("024A03B5");      // both sides
  command("021B64036E");    // no run-out
  int code = imageBegin(&image, 1 << 20, 0, 0);
  for (int sheet = 0; sheet < count && code >= 0; sheet++) {
    long long before = image.bytes;
    command("02380304");    // feeder on
    while (code >= 0 && !image.isOver) code = libusb_handle_events(context);
    if (image.error) code = image.error;
    // The one that ended short waits again, beside the other.
    image.isOver = 0;
    for (int i = 0; i < 2; i++)
      if (code >= 0 && !image.isPending[i] && (code = libusb_submit_transfer(image.transfers[i])) == 0)
        image.isPending[i] = 1;
    if (code >= 0) code = awaitEvent("#31");
    command("02330377");    // into the box
    command("02390393");    // feeder off
    total += image.bytes - before;
  }
  double time = seconds() - start;
  imageEnd(&image);
  if (code < 0)
    answer(code, "");
  else
    printf("sheets %d %lld %.3f\n", count, total, time);
}

static int news;
static int hotplug(libusb_context *c, libusb_device *d, libusb_hotplug_event event, void *data) {
  (void)c, (void)d, (void)data;
  news = event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT ? 2 : 1;
  return 0;
}

int main(void) {
  static char line[65536];
  setvbuf(stdout, NULL, _IOLBF, 0);
  int code = libusb_init(&context);
  if (code < 0) {
    answer(code, "");
    return 1;
  }
  while (fgets(line, sizeof line, stdin)) {
    unsigned a, b, c;
    static unsigned char bytes[1 << 20];
    char text[32768] = "";
    if (sscanf(line, "open %x %x", &a, &b) == 2) {
      device = libusb_open_device_with_vid_pid(context, (uint16_t)a, (uint16_t)b);
      printf(device ? "ok\n" : "error not found\n");
    } else if (sscanf(line, "hotplug %x %x %u", &a, &b, &c) == 3) {
      static libusb_hotplug_callback_handle handle;
      if (!handle)
        libusb_hotplug_register_callback(
            context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0, (int)a, (int)b,
            LIBUSB_HOTPLUG_MATCH_ANY, hotplug, NULL, &handle);
      struct timeval wait = {0, 20000};
      for (double end = seconds() + c / 1000.0; seconds() < end && !news;) libusb_handle_events_timeout(context, &wait);
      printf("%s\n", news == 1 ? "arrived" : news == 2 ? "left" : "nothing");
      news = 0;
    } else if (!device) {
      printf("error nothing is open\n");
    } else if (strncmp(line, "claim", 5) == 0) {
      answer(libusb_claim_interface(device, 0), "ok");
    } else if (strncmp(line, "release", 7) == 0) {
      answer(libusb_release_interface(device, 0), "ok");
    } else if (strncmp(line, "reset", 5) == 0) {
      answer(libusb_reset_device(device), "ok");
    } else if (strncmp(line, "close", 5) == 0) {
      libusb_close(device);
      device = NULL;
      printf("ok\n");
    } else if (sscanf(line, "halt %x", &a) == 1) {
      answer(libusb_clear_halt(device, (unsigned char)a), "ok");
    } else if (sscanf(line, "string %u", &a) == 1) {
      code = libusb_get_string_descriptor_ascii(device, (uint8_t)a, bytes, 256);
      if (code >= 0) bytes[code] = 0;
      answer(code, (char *)bytes);
    } else if (sscanf(line, "out %x %32767s", &a, text) == 2) {
      code = out((unsigned char)a, bytes, hex(text, bytes, sizeof bytes));
      if (code < 0)
        answer(code, "");
      else
        printf("ok %d\n", code);
    } else if (sscanf(line, "in %x %u %u", &a, &b, &c) == 3 && b <= sizeof bytes) {
      int length = 0;
      code = libusb_bulk_transfer(device, (unsigned char)a, bytes, (int)b, &length, c);
      if (code < 0) {
        answer(code, "");
      } else {
        printf("data ");
        for (int i = 0; i < length; i++) printf("%02X", bytes[i]);
        printf("\n");
      }
    } else if (sscanf(line, "image %u %u", &a, &b) == 2) {
      struct image image;
      code = imageBegin(&image, (int)a << 10, b, 1);
      while (code >= 0 && !image.isOver) code = libusb_handle_events(context);
      imageEnd(&image);
      if (image.error) code = image.error;
      if (code < 0)
        answer(code, "");
      else
        printf("image %lld %016llx\n", image.bytes, (unsigned long long)image.hash);
    } else if (sscanf(line, "sheets %u", &a) == 1) {
      runSheets((int)a);
    } else {
      printf("error what?\n");
    }
  }
  if (device) libusb_close(device);
  libusb_exit(context);
  return 0;
}
