/** Writes to all of its disks at once, and reads from the first one. */
import java.util.concurrent.CompletableFuture
parameters = [disk: [type: 'disk', repeatable: true]]
def configure(params) { legs = params.disk*.promises }
def getSize() { legs[0].size }
def pread(buf, offset) { legs[0].pread(buf, offset).thenApply { null } }
def pwrite(buf, offset) { CompletableFuture.allOf(legs.collect { it.pwrite(buf, offset) } as CompletableFuture[]) }
