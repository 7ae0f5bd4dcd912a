/** Does all by promises of what lies below; what fails there with EAGAIN reads as question marks. */
export function open(context, next) {
  const below = next.promises;
  return {
    getSize: () => below.getSize(),
    blockSize: () => below.blockSize(),
    canWrite: () => below.canWrite(),
    canExtents: () => below.canExtents(),
    canCache: () => below.canCache(),
    async pread(buf, offset) {
      try {
        const middle = buf.length >> 1;
        if (middle > 0) await below.pread(buf.subarray(0, middle), offset);
        await below.pread(buf.subarray(middle), offset + middle);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
        buf.fill(63);
      }
    },
    async pwrite(buf, offset, flags) {
      const own = buf.slice();
      const written = below.pwrite(own, offset, flags);
      own.fill(0); // what is to be written is taken when the call is made
      await written;
    },
    flush: (flags) => below.flush(flags),
    trim: (count, offset, flags) => below.trim(count, offset, flags),
    zero: (count, offset, flags) => below.zero(count, offset, flags),
    extents: (count, offset, flags) => below.extents(count, offset, flags),
    cache: (count, offset, flags) => below.cache(count, offset, flags),
  };
}
