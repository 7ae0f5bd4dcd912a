package org.nbdscript.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;

/** The server has refused what the client needs before it can read and write; the message says what, and why. */
public final class OptionRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    OptionRefusedException(int option, OptionReply.Failure failure) {
        super(text(option, failure));
        this.code = failure.code();
    }

    private static String text(int option, OptionReply.Failure failure) {
        OptionReplyType type = failure.type();
        String error = type == null ? "error " + (failure.code() & Integer.MAX_VALUE) : type.name();
        return "the server refuses " + NbdOption.nameOf(option) + ": " + error
                + (failure.message().isEmpty() ? "" : ": " + failure.message());
    }

    /** Why; null if the number is unknown. */
    public @Nullable OptionReplyType type() {
        return OptionReplyType.byCode(code);
    }
}
