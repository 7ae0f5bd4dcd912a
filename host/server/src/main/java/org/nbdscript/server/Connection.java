package org.nbdscript.server;

import java.io.EOFException;
import java.io.Flushable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;

/** A client's connection from the greeting to the end, run by a thread of its own. */
final class Connection implements Runnable {
    private static final int GATHERED_IN_PLACE = 1 << 16;

    private final Transport transport;
    private final Session session;
    private final HostServices services;
    private final ReplyBatch batch;
    private final ReplyWriter writer;
    private final Flushable output;
    private final boolean inOrder;
    private volatile ConnectionState state = ConnectionState.PRECONNECT;

    /** A connection over a transport, which it will close. */
    Connection(
            Transport transport,
            Peer peer,
            DiskStack stack,
            ServerConfiguration configuration,
            HostServices services,
            BufferPool buffers,
            Workers workers) {
        Activity activity = new Activity(transport);
        ClientContext client = new ClientContext(peer, configuration.readOnly(), transport, activity, services);
        this.transport = transport;
        this.session = new Session(stack, configuration, services, buffers, workers, activity, client);
        this.services = services;
        this.inOrder = stack.threadModel() == ThreadModel.SERIALIZE_RETIREMENT;
        this.batch = new ReplyBatch(buffers, GATHERED_IN_PLACE);
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

    /** Ends it at once. */
    void abort() {
        transport.close();
        session.client().end();
    }

    @Override
    public void run() {
        try (Receiver receiver = new Receiver(transport, session.buffers(), session.activity(), output)) {
            serve(receiver);
        } catch (NbdException e) {
            debug("is turned away while " + state.meaning() + ": " + e.text());
        } catch (ProtocolException e) {
            services.warn(name() + " is disconnected while " + state.meaning() + ": " + e.getMessage());
        } catch (EOFException e) {
            debug("vanished while " + state.meaning() + ": " + e.getMessage());
        } catch (IOException e) {
            debug("is lost: " + e);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            services.error(name() + " is disconnected while " + state.meaning() + ", since the server failed: " + e);
        } finally {
            session.client().end();
            batch.clear();
            transport.close();
            state = ConnectionState.CLOSED;
            debug("has ended");
        }
    }

    private void serve(Receiver receiver) throws IOException {
        debug("has connected");
        session.stack().preconnect(session.client());
        Negotiation negotiation = new Negotiation();
        try (OpenExports exports = new OpenExports(session.stack(), session.client(), negotiation)) {
            OptionPhase.@Nullable Choice choice = session.handshake().isOldstyle()
                    ? greetOldstyle(exports, negotiation)
                    : greetNewstyle(receiver, exports, negotiation);
            output.flush();
            if (choice != null) {
                exports.keepOnly(choice.export());
                state = ConnectionState.TRANSMISSION;
                transmit(receiver, choice);
            }
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

    /** Serves requests, and waits for the last of them, so that the disk can be closed. */
    private void transmit(Receiver receiver, OptionPhase.Choice choice) throws IOException {
        Offloading offloading = new Offloading(session, choice.export().disk(), choice.terms(), writer, inOrder);
        TransmissionPhase phase = new TransmissionPhase(
                session, receiver, batch, output, choice.export().disk(), choice.terms(), offloading);
        boolean isOrderly = false;
        try {
            isOrderly = phase.run() || session.activity().isDraining();
        } finally {
            if (isOrderly) {
                state = ConnectionState.CLOSING;
            } else {
                session.client().end();
            }
            offloading.awaitIdle();
        }
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
