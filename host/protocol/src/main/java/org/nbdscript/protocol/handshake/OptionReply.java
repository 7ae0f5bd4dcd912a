package org.nbdscript.protocol.handshake;

import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.TransmissionFlags;

/** A server's reply to an option (section "Option reply types"). */
public sealed interface OptionReply {
    /** Whether this ends the replies to an option. */
    default boolean isFinal() {
        return false;
    }

    /** The option succeeded. */
    record Ack() implements OptionReply {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /**
     * One export, in reply to LIST.
     *
     * @param name as GO takes it
     * @param description a text for people, "" for none
     */
    record Server(String name, String description) implements OptionReply {}

    /**
     * What the export is, in reply to INFO and GO.
     *
     * @param size in bytes, unsigned
     * @param flags what the server says of the export
     */
    record ExportInfo(long size, TransmissionFlags flags) implements OptionReply {}

    /**
     * The canonical name of the export.
     *
     * @param name as LIST gives it
     */
    record NameInfo(String name) implements OptionReply {}

    /**
     * A text about the export for people.
     *
     * @param description the text
     */
    record DescriptionInfo(String description) implements OptionReply {}

    /**
     * The sizes that requests should have.
     *
     * @param sizes the sizes
     */
    record BlockSizeInfo(BlockSizes sizes) implements OptionReply {}

    /**
     * Information that is to be ignored.
     *
     * @param type the number as it came, 16 bits
     */
    record UnknownInfo(int type) implements OptionReply {}

    /**
     * One metadata context.
     *
     * @param id what block status chunks call it; in reply to LIST_META_CONTEXT 0 and meaningless
     * @param name its namespace, a colon and its leaf name
     */
    record MetaContext(int id, String name) implements OptionReply {}

    /**
     * The option failed.
     *
     * @param code the number as on the wire; bit 31 is set
     * @param message a text for people, may be empty
     */
    record Failure(int code, String message) implements OptionReply {
        /** Refuses a number that is no error's. */
        public Failure {
            if (!OptionReplyType.isError(code)) {
                throw new IllegalArgumentException("reply type " + code + " is no error");
            }
        }

        /** A failure of a known type. */
        public Failure(OptionReplyType type, String message) {
            this(type.code(), message);
        }

        /** What went wrong, or null if the number is unknown. */
        public @Nullable OptionReplyType type() {
            return OptionReplyType.byCode(code);
        }

        @Override
        public boolean isFinal() {
            return true;
        }
    }
}
