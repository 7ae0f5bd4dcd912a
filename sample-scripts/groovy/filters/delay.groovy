/**
 * Makes reads and writes take longer; other requests go on meanwhile.
 *
 *     nbdscript --filter=delay.groovy memory 64M delay=100ms
 */
import groovy.transform.Field

parameters = [delay: [type: 'duration', default: '100ms', help: 'how much longer']]

@Field java.time.Duration delay

def configure(params) { delay = params.delay }

def threadModel() { 'parallel' }

def open(context, next) {
    [
        pread: { buf, offset ->
            context.sleep(delay)
            next.pread(buf, offset)
        },
        pwrite: { buf, offset, flags ->
            context.sleep(delay)
            next.pwrite(buf, offset, flags)
        },
        zero: { count, offset, flags -> next.zero(count, offset, flags) },
        trim: { count, offset, flags -> next.trim(count, offset, flags) },
        extents: { count, offset, flags -> next.extents(count, offset, flags) },
    ]
}
