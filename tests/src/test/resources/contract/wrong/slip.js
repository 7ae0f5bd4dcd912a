function getSize() { return 1; }
function praed(buf) { }
