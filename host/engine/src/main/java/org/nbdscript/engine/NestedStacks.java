package org.nbdscript.engine;

import org.nbdscript.api.Next;

/** Makes the stacks that parameters of type disk name. */
@FunctionalInterface
public interface NestedStacks {
    /** Where no parameter may name a disk. */
    NestedStacks NONE = (parameter, text) -> {
        throw new IllegalArgumentException("no disk can be named here");
    };

    /**
     * Makes a stack.
     *
     * @param parameter the name of the parameter
     * @param text as a user writes it
     * @throws IllegalArgumentException that says what is wrong with it
     */
    Next open(String parameter, String text);
}
