/** Keeps the buffers of earlier calls and looks into them later. */
import groovy.transform.Field

@Field kept = []

boolean look(old) {
  try {
    (0..<old.limit()).any { old.get(it) == (byte) 0xEE }
  } catch (RuntimeException e) {
    false
  }
}
def getSize() { 4096 }
def pread(buf, offset) { kept << buf }
def pwrite(buf, offset) {
  if (offset == 0) {
    kept << buf
  } else {
    nbdscript.debug('seen ' + kept.any { look(it) })
  }
}
