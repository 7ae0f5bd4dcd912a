package org.nbdscript.protocol.handshake;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An option as the client sent it, decoded from its data (section "Option types"). */
public sealed interface OptionRequest {
    /** The option's number on the wire, for the header of the reply. */
    int option();

    /**
     * Begin transmission; wrong data never gets here, since this option can be refused only by closing.
     *
     * @param export its name, "" for the default one
     */
    record ExportName(String export) implements OptionRequest {
        @Override
        public int option() {
            return NbdOption.EXPORT_NAME.code();
        }
    }

    /** End the session. Data that came with it is ignored. */
    record Abort() implements OptionRequest {
        @Override
        public int option() {
            return NbdOption.ABORT.code();
        }
    }

    /** List the exports. */
    record ListExports() implements OptionRequest {
        @Override
        public int option() {
            return NbdOption.LIST.code();
        }
    }

    /** Begin TLS. Bytes that the server has already received after it must be thrown away, never trusted. */
    record StartTls() implements OptionRequest {
        @Override
        public int option() {
            return NbdOption.STARTTLS.code();
        }
    }

    /**
     * Tell about an export.
     *
     * @param export its name, "" for the default one
     * @param requested what the client asks for; unknown types and repetitions are left out
     */
    @SuppressWarnings("AvoidCommonTypeNames") // The specification's name, and always written with its outer type.
    record Info(String export, Set<InfoType> requested) implements OptionRequest {
        /** Copies the set. */
        public Info {
            requested = copyOf(requested);
        }

        @Override
        public int option() {
            return NbdOption.INFO.code();
        }
    }

    /**
     * Tell about an export and begin transmission.
     *
     * @param export its name, "" for the default one
     * @param requested what the client asks for; unknown types and repetitions are left out
     */
    record Go(String export, Set<InfoType> requested) implements OptionRequest {
        /** Copies the set. */
        public Go {
            requested = copyOf(requested);
        }

        @Override
        public int option() {
            return NbdOption.GO.code();
        }
    }

    /** Use structured replies. */
    record StructuredReply() implements OptionRequest {
        @Override
        public int option() {
            return NbdOption.STRUCTURED_REPLY.code();
        }
    }

    /**
     * List the metadata contexts of an export.
     *
     * @param export its name, "" for the default one
     * @param queries each a namespace, a colon and a leaf name, unchecked; none asks for all contexts
     */
    record ListMetaContext(String export, List<String> queries) implements OptionRequest {
        /** Copies the list. */
        public ListMetaContext {
            queries = List.copyOf(queries);
        }

        @Override
        public int option() {
            return NbdOption.LIST_META_CONTEXT.code();
        }
    }

    /**
     * Select metadata contexts of an export.
     *
     * @param export its name, "" for the default one
     * @param queries each a namespace, a colon and a leaf name, unchecked; none selects no context
     */
    record SetMetaContext(String export, List<String> queries) implements OptionRequest {
        /** Copies the list. */
        public SetMetaContext {
            queries = List.copyOf(queries);
        }

        @Override
        public int option() {
            return NbdOption.SET_META_CONTEXT.code();
        }
    }

    /** Use extended headers. */
    record ExtendedHeaders() implements OptionRequest {
        @Override
        public int option() {
            return NbdOption.EXTENDED_HEADERS.code();
        }
    }

    /**
     * Something that has no meaning (any more): answer ERR_UNSUP. Its data was skipped.
     *
     * @param option the number as it came
     */
    record Unknown(int option) implements OptionRequest {}

    /**
     * A known option whose data is wrong; it was consumed, so an error can be sent and the next option read.
     *
     * @param option the number as it came
     * @param error how to answer: ERR_INVALID or ERR_TOO_BIG
     * @param message what is wrong, for the client
     */
    record Malformed(int option, OptionReplyType error, String message) implements OptionRequest {}

    private static Set<InfoType> copyOf(Set<InfoType> types) {
        EnumSet<InfoType> copy = EnumSet.noneOf(InfoType.class);
        copy.addAll(types);
        return Collections.unmodifiableSet(copy);
    }
}
