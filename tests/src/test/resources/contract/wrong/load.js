function getSize() { return 1; }
function pread(buf) { }
throw new Error('not today');
