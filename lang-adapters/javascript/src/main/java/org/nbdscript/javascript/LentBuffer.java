package org.nbdscript.javascript;

import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.builtins.JSArrayBuffer;
import com.oracle.truffle.js.runtime.builtins.JSArrayBufferObject;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A request's own memory as an ArrayBuffer, for the time of a call. Used in the context.
 *
 * <p>By classes that the engine has for itself: what its public interface makes of a host's buffer is filled byte by
 * byte, and cannot be taken back.
 */
final class LentBuffer implements AutoCloseable {
    /** Ends the memory, too, lest the script have moved it to another ArrayBuffer. */
    private final Arena call = Arena.ofConfined();

    private final JSArrayBufferObject.Direct arrayBuffer;
    private boolean isKept;

    /** Lends the bytes from position to limit of a direct buffer. */
    LentBuffer(ByteBuffer memory) {
        JSRealm realm = JSRealm.get(null);
        arrayBuffer = (JSArrayBufferObject.Direct)
                JSArrayBuffer.createDirectArrayBuffer(realm.getContext(), realm, lend(memory));
    }

    @SuppressWarnings("restricted") // The segment's bounds stay; only its life becomes shorter.
    private ByteBuffer lend(ByteBuffer memory) {
        return MemorySegment.ofBuffer(memory)
                .reinterpret(call, null)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /** The ArrayBuffer, as an argument of a call. */
    Object guest() {
        return arrayBuffer;
    }

    /** Whether the script has moved the memory away. */
    boolean isMoved() {
        return arrayBuffer.isDetached();
    }

    /** Lets the script have it for longer, with the same content in memory of its own. */
    void keep() {
        if (!arrayBuffer.isDetached()) {
            ByteBuffer lent = arrayBuffer.getByteBuffer();
            ByteBuffer own = ByteBuffer.allocateDirect(lent.capacity()).order(ByteOrder.nativeOrder());
            own.put(0, lent, 0, lent.capacity());
            arrayBuffer.setByteBuffer(own);
            isKept = true;
        }
    }

    /** Takes the memory back: from here on the ArrayBuffer is detached, and its views are empty. */
    @Override
    public void close() {
        if (!isKept) {
            JSArrayBuffer.detachArrayBuffer(arrayBuffer);
        }
        call.close();
    }
}
