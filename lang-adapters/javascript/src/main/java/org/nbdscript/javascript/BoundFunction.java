package org.nbdscript.javascript;

import org.graalvm.polyglot.Value;
import org.nbdscript.api.ScriptPosition;

/**
 * A function that is ready to be called with a callback's arguments.
 *
 * @param callable what to call
 * @param position where it is defined
 */
record BoundFunction(Value callable, ScriptPosition position) {}
