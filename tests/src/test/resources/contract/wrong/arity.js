function getSize() { return 1; }
function pread(buf, offset, flags, more) { }
