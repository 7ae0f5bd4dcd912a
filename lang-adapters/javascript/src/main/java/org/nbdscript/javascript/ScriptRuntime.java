package org.nbdscript.javascript;

/** What belongs to one script's context. */
record ScriptRuntime(
        GuestContext context,
        EventLoop loop,
        Prelude prelude,
        HostValues hostValues,
        GuestValues guestValues,
        Promises promises)
        implements AutoCloseable {
    @Override
    public void close() {
        loop.close();
        context.close();
    }
}
