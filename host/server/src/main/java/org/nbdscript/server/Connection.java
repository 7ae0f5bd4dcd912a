package org.nbdscript.server;

import java.io.EOFException;
import java.io.Flushable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;
import org.nbdscript.api.ReplyTamper;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.server.TransmissionPhase.Pause;
import org.nbdscript.server.access.Access;

/**
 * A client's connection from the greeting to the end, run by a thread of its own, which it gives back while the client
 * is silent.
 */
final class Connection {
    private static final int GATHERED_IN_PLACE = 1 << 16;

    private final Transport transport;
    private final @Nullable PresetTransmission preset;
    private final Session session;
    private final HostServices services;
    private final ReplyBatch batch;
    private final ReplyWriter writer;
    private final Flushable output;
    private final boolean inOrder;

    /** These are there from the beginning of the phases that use them on, also while the connection rests. */
    private @Nullable Receiver receiver;

    private @Nullable OpenExports exports;
    private @Nullable TransmissionPhase transmission;
    private volatile ConnectionState state = ConnectionState.PRECONNECT;
    private volatile boolean isLate;
    private volatile boolean hasOpened;
    private volatile boolean isMisinformed;

    /** A client's connection; it will close the transport. */
    Connection(
            Client client,
            DiskStack stack,
            ServerConfiguration configuration,
            HostServices services,
            ConnectionLog log,
            BufferPool buffers,
            PipePool pipes,
            Workers workers) {
        this.transport = client.transport();
        this.preset = client.transmission();
        Activity activity = new Activity(transport);
        ClientContext context =
                new ClientContext(client.peer(), configuration.readOnly(), transport, activity, services);
        PipePool ownPipes = transport.sendsPages() ? pipes : null;
        this.session = new Session(stack, configuration, services, log, buffers, ownPipes, workers, activity, context);
        this.services = services;
        this.inOrder = stack.threadModel() == ThreadModel.SERIALIZE_RETIREMENT;
        this.batch = new ReplyBatch(buffers, ownPipes, GATHERED_IN_PLACE);
        this.writer = new ReplyWriter(transport, inOrder, services);
        this.output = () -> {
            if (!batch.isEmpty()) {
                writer.write(batch);
            }
        };
    }

    /** Ends it as soon as what is in flight is answered; new requests are refused. */
    void drain() {
        session.client().wakeSleepers();
        session.activity().drain();
    }

    /** Who is at the other end. */
    Peer peer() {
        return session.client().peer();
    }

    /** Whether the client has opened an export. */
    boolean hasOpened() {
        return hasOpened;
    }

    /** Whether the client was told of its export, by a handshake that is over, what is not so. */
    boolean isMisinformed() {
        return isMisinformed;
    }

    /** Ends it at once. */
    void abort() {
        transport.close();
        session.client().end();
    }

    /** Ends it at once, while no thread runs it. */
    void abandon() {
        abort();
        closeExports();
    }

    /**
     * Serves the client until it goes, or until it has said nothing for a while: then the connection rests without a
     * thread.
     *
     * @param watch looks after it while it rests
     * @param onInput has this method called again, on a thread of its own; returns at once
     * @return false if it rests; another thread may run it already
     */
    boolean run(InputWatch watch, Runnable onInput) {
        if (serve()) {
            // From here on the connection may be another thread's.
            session.activity().end();
            transport.rest(watch, onInput);
            return false;
        }
        return true;
    }

    /** Whether the connection is to rest; else all is over. */
    private boolean serve() {
        boolean isSilent = false;
        try {
            isSilent = serveUntilSilent();
        } catch (NbdException e) {
            debug("is turned away while " + state.meaning() + ": " + e.text());
        } catch (ProtocolException e) {
            session.log().warn(peer(), "is disconnected while " + state.meaning(), e.getMessage());
        } catch (IOException e) {
            lost(e);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            String event = "is disconnected while " + state.meaning() + ", since the server failed";
            session.log().error(peer(), event, e.toString());
        } finally {
            if (!isSilent) {
                session.client().end();
                batch.clear();
                transport.close();
                state = ConnectionState.CLOSED;
                debug("has ended");
            }
        }
        return isSilent;
    }

    private boolean serveUntilSilent() throws IOException {
        boolean isSilent = false;
        try {
            isSilent = proceed();
        } finally {
            if (!isSilent) {
                closeExports();
            }
        }
        return isSilent;
    }

    /** Begins, or goes on after a rest. */
    private boolean proceed() throws IOException {
        Receiver input = receiver;
        if (input == null) {
            input = new Receiver(transport, session.buffers(), session.activity(), output);
            receiver = input;
            debug("has connected");
            begin(input);
        } else {
            session.activity().begin();
            input.wakeUp();
        }
        boolean isSilent = transmission != null && transmit(transmission);
        if (isSilent) {
            input.rest();
        } else {
            transport.endOutput();
        }
        return isSilent;
    }

    private void closeExports() {
        try {
            if (exports != null) {
                exports.close();
            }
        } finally {
            if (receiver != null) {
                receiver.close();
            }
        }
    }

    private void lost(IOException failure) {
        if (isLate) {
            String reason = "it has not chosen an export within "
                    + session.configuration().admission().handshakeTimeout();
            session.log().warn(peer(), "is disconnected while " + state.meaning(), reason);
        } else if (failure instanceof EOFException) {
            debug("vanished while " + state.meaning() + ": " + failure.getMessage());
        } else {
            debug("is lost: " + failure);
        }
    }

    /** From the first byte to the choice of an export, if the client may make one and does. */
    private void begin(Receiver input) throws IOException {
        if (session.configuration().admission().access().decide(peer(), false) == Access.Decision.DENY) {
            session.log().warn(peer(), "is turned away", "the rules of access do not let it in");
            return;
        }
        session.stack().preconnect(session.client());
        Negotiation negotiation = new Negotiation();
        OpenExports opened = new OpenExports(session.stack(), session.client(), negotiation);
        exports = opened;
        OptionPhase.@Nullable Choice choice = choose(input, opened, negotiation);
        if (isLate) {
            // A transport that is closed while it is read may look like one whose client has gone.
            throw new ClosedChannelException();
        }
        output.flush();
        if (choice != null) {
            opened.keepOnly(choice.export());
            state = ConnectionState.TRANSMISSION;
            transmission = transmission(input, choice);
        }
    }

    /** The export that the client chooses, in time. */
    private OptionPhase.@Nullable Choice choose(Receiver receiver, OpenExports exports, Negotiation negotiation)
            throws IOException {
        Duration timeout = session.configuration().admission().handshakeTimeout();
        Future<?> deadline = timeout == null ? null : session.workers().runLater(timeout, this::late);
        try {
            if (preset != null) {
                return takeOver(preset, exports, negotiation);
            }
            return session.handshake().isOldstyle()
                    ? greetOldstyle(exports, negotiation)
                    : greetNewstyle(receiver, exports, negotiation);
        } finally {
            hasOpened = exports.hasOpened();
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
    }

    private void late() {
        isLate = true;
        abort();
    }

    private OptionPhase.Choice takeOver(PresetTransmission known, OpenExports exports, Negotiation negotiation) {
        if (known.structuredReplies()) {
            negotiation.useStructuredReplies();
        }
        try {
            OptionPhase.Choice choice = OptionPhase.Choice.of(known.export(), exports, session, negotiation);
            return new OptionPhase.Choice(choice.export(), known.applyTo(choice.terms()));
        } catch (NbdException e) {
            isMisinformed = true;
            services.error(name() + " cannot be served without a handshake: " + e.text());
            throw e;
        }
    }

    private OptionPhase.@Nullable Choice greetNewstyle(Receiver receiver, OpenExports exports, Negotiation negotiation)
            throws IOException {
        state = ConnectionState.GREETING;
        HandshakeFlags offered = session.handshake().flags();
        new Greeting.Newstyle(offered).encode(batch.room(Greeting.Newstyle.SIZE));
        receiver.require(ClientFlags.SIZE);
        ClientFlags flags = ClientFlags.decode(receiver.buffer(), offered);
        state = ConnectionState.OPTIONS;
        return new OptionPhase(session, receiver, batch, flags, negotiation, exports).run();
    }

    /** The greeting that tells the default export, with nothing to negotiate. */
    private OptionPhase.Choice greetOldstyle(OpenExports exports, Negotiation negotiation) {
        state = ConnectionState.GREETING;
        OptionPhase.Choice choice = OptionPhase.Choice.of("", exports, session, negotiation);
        new Greeting.Oldstyle(choice.terms().size(), choice.terms().flags()).encode(batch.room(Greeting.Oldstyle.SIZE));
        return choice;
    }

    private TransmissionPhase transmission(Receiver input, OptionPhase.Choice choice) {
        Disk disk = choice.export().disk();
        ReplyTamper tamper = disk.replyTamper();
        if (tamper != null) {
            writer.tamperBy(tamper);
        }
        Offloading offloading = new Offloading(session, disk, choice.terms(), writer, inOrder);
        return new TransmissionPhase(session, input, batch, output, writer.parts(), disk, choice.terms(), offloading);
    }

    /** Serves requests. At the end it waits for the last of them, so that the disk can be closed. */
    private boolean transmit(TransmissionPhase phase) throws IOException {
        @Nullable Pause pause = null;
        try {
            pause = phase.run();
        } finally {
            if (pause != Pause.SILENCE) {
                if (pause == Pause.DISCONNECT
                        || (pause != null && session.activity().isDraining())) {
                    state = ConnectionState.CLOSING;
                } else {
                    session.client().end();
                }
                phase.awaitIdle();
            }
        }
        return pause == Pause.SILENCE;
    }

    private String name() {
        return "client " + session.client().peer().name();
    }

    private void debug(String message) {
        if (services.isVerbose()) {
            services.debug(name() + " " + message);
        }
    }
}
