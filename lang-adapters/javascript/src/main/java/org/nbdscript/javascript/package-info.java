/**
 * Scripts in JavaScript, run by GraalJS.
 *
 * <p>Each script has one context ({@link org.nbdscript.javascript.GuestContext}), which one thread at a time may enter:
 * a lock orders the calls, so what a script sees is what it would see in a browser or in Node, one thing at a time,
 * other calls going on only where it awaits. Whoever calls, the request's thread runs the script; timers, and promises
 * of Java libraries, settle on a thread of the context's own ({@link org.nbdscript.javascript.EventLoop}).
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.javascript;
