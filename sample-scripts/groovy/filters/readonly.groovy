/**
 * Serves the disk read-only to clients that connect while a file exists, or to all.
 *
 *     nbdscript --filter=readonly.groovy memory 64M lock=/tmp/maintenance
 */
import groovy.transform.Field
import java.nio.file.Files

parameters = [lock: [type: 'path', help: 'the file; without it all clients get the disk read-only']]

@Field lock

def configure(params) { lock = params.lock }

def canWrite(next) {
    boolean isLocked = lock == null || Files.exists(lock)
    !isLocked && next.canWrite()
}
