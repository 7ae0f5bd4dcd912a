package org.nbdscript.posix;

/**
 * An entry of the system's list of users.
 *
 * @param name what people call it
 * @param id its number
 * @param group the number of the group that it logs in with
 */
public record User(String name, long id, long group) {}
