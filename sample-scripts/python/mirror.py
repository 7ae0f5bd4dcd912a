"""A disk on several others, each of which has all of it: it goes on as long as one is left.

    nbdscript mirror.py disk=nbd://one disk=nbd://two

Every second legs are looked at. One that fails is left out and looked for again. When it is back, it gets a copy while clients go on.
What was written to which leg is known as long as the server runs only.
"""
import errno
import threading
import time

parameters = {'disk': dict(type='disk', required=True, repeatable=True, help='a leg')}

STEP = 1 << 20
lock = threading.RLock()
running = True


class Leg(object):
    """One of the disks; what lies before `valid` is the same as on the others."""

    def __init__(self, number, disk):
        self.number = number
        self.disk = disk
        self.valid = 0

    def open(self):
        self.disk.open()
        return self.disk.get_size()

    def fail(self, error):
        print('leg %d has failed: %s' % (self.number, error))
        self.valid = 0
        try:
            self.disk.close()
        except Exception:
            pass


def configure(params):
    global legs
    legs = [Leg(number, disk) for number, disk in enumerate(params.disk)]


def after_fork():
    global size
    sizes = {}
    for leg in legs:
        try:
            sizes[leg] = leg.open()
        except Exception as error:
            leg.fail(error)
    if not sizes:
        raise OSError(errno.EIO, 'no leg can be opened')
    size = min(sizes.values())
    for leg in sizes:
        leg.valid = size
    thread = threading.Thread(target=repair)
    thread.daemon = True
    thread.start()


def cleanup():
    global running
    running = False


def get_size():
    return size


def first_good(call):
    """Does it on the first leg that can."""
    for leg in legs:
        if leg.valid == size:
            try:
                return call(leg)
            except Exception as error:
                leg.fail(error)
    raise OSError(errno.EIO, 'all legs have failed')


def attempt(leg, call):
    try:
        call(leg)
    except Exception as error:
        leg.fail(error)


def all_good(offset, call):
    """Does it on all legs that have a part of what lies at the offset, of which one at least must have all."""
    for leg in legs:
        if offset < leg.valid:
            attempt(leg, call)
    if not any(leg.valid == size for leg in legs):
        raise OSError(errno.EIO, 'all legs have failed')


def pread(buf, offset):
    with lock:
        first_good(lambda leg: leg.disk.pread(buf, offset))


def pwrite(buf, offset):
    with lock:
        all_good(offset, lambda leg: leg.disk.pwrite(buf, offset))


def flush():
    with lock:
        all_good(0, lambda leg: leg.disk.flush())


def repair():
    while running:
        time.sleep(1)
        for leg in legs:
            if leg.valid < size:
                try:
                    copy_to(leg)
                except Exception:
                    pass  # it is not back yet, or has failed again
            else:
                with lock:
                    attempt(leg, lambda leg: leg.disk.pread(512, 0))


def copy_to(leg):
    with lock:
        if leg.open() < size:
            leg.fail('it has become too small')
            return
    print('leg %d is back' % leg.number)
    while leg.valid < size:
        with lock:
            # What clients write to the part that is copied already goes to the leg as well.
            start = leg.valid
            count = min(STEP, size - start)
            data = first_good(lambda good: good.disk.pread(count, start))
            leg.disk.pwrite(data, start)
            leg.valid = start + count
    print('leg %d is whole' % leg.number)
