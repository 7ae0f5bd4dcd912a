package org.nbdscript.server;

/** How far a connection has come. */
public enum ConnectionState {
    /** The client has connected, and the plugin is asked whether to serve it. */
    PRECONNECT("the plugin is asked whether to serve the client"),
    /** The greeting was sent, and the client's flags are awaited. */
    GREETING("the client's answer to the greeting is awaited"),
    /** The client asks about exports and features. */
    OPTIONS("the client asks about exports and features"),
    /** The client reads and writes. */
    TRANSMISSION("the client reads and writes"),
    /** The client has gone or said so, and its last requests are awaited. */
    CLOSING("the last requests are awaited"),
    /** All is closed. */
    CLOSED("all is closed");

    private final String meaning;

    ConnectionState(String meaning) {
        this.meaning = meaning;
    }

    /** What goes on, for people. */
    public String meaning() {
        return meaning;
    }
}
